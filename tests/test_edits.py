"""Edits of a description: what a user does to a design, and what becomes of the rest."""

import pytest

from explorer import Network, Skip, Stage, edits, trace
from explorer.checks import LIMITS
from explorer.specs import SpecError

NET = Network(
    "net",
    (Stage("basic", 16, 3), Stage("basic", 32, 3, 2), Stage("basic", 64, 3, 2)),
    skips=(Skip("stem", "stage2"), Skip("stage1", "stage3"), Skip("stage2", "stage3")),
)


def ends(network):
    return [(skip.source, skip.target) for skip in network.skips]


def test_a_stage_at_the_end_is_twice_as_wide_and_half_the_size():
    grown = edits.add_stage(NET, 3)
    assert (grown.stages[3].filters, grown.stages[3].strides) == (128, 2)
    assert grown.stages[:3] == NET.stages and grown.skips == NET.skips
    shapes = [trace(net).sections[-1].layers[0].inputs[0].shape for net in (NET, grown)]
    assert shapes == [(None, 8, 8, 64), (None, 4, 4, 128)]


def test_a_stage_in_between_moves_the_long_skips_of_those_after_it():
    grown = edits.add_stage(NET, 1)
    assert [stage.filters for stage in grown.stages] == [16, 32, 32, 64]
    assert ends(grown) == [("stem", "stage3"), ("stage1", "stage4"), ("stage3", "stage4")]
    trace(grown)


def test_a_stage_before_the_first_is_a_copy_of_it():
    assert edits.add_stage(NET, 0).stages[:2] == (NET.stages[0], NET.stages[0])


def test_a_stage_is_added_to_a_network_without_any():
    assert edits.add_stage(Network("bare", ()), 0).stages == (Stage("basic", 16, 3),)


def test_blocks_without_strides_are_copied_as_they_are():
    network = Network("up", (Stage("upsample", 16, 1),))
    assert edits.add_stage(network, 1).stages[1] == network.stages[0]


def test_a_stage_with_a_value_for_each_block_is_doubled_too():
    network = Network("net", (Stage("basic", 16, 2, [1, 2], [True, False]),))
    added = edits.add_stage(network, 1).stages[1]
    assert added.filters == 32 and added.arguments(0)["strides"] == 2
    assert added.skip == (True, False)


def test_a_width_beyond_the_limit_is_refused_in_words():
    network = Network("net", (Stage("basic", LIMITS["filters"][1], 1),))
    with pytest.raises(SpecError, match="filters must be"):
        edits.add_stage(network, 1)


def test_removing_a_stage_renumbers_long_skips_and_drops_its_own():
    left = edits.remove_stage(NET, 1)
    assert [stage.filters for stage in left.stages] == [16, 64]
    assert ends(left) == [("stage1", "stage2")]
    assert left.skips[0].merge == "add"


def test_the_last_part_of_a_network_stays():
    network = Network("net", (Stage("basic", 3, 1),), stem={"kind": "none"}, head={"kind": "none"})
    with pytest.raises(SpecError, match="the last stage stays: a network needs a stem, a stage"):
        edits.remove_stage(network, 0)
    assert edits.remove_stage(Network("net", network.stages), 0).stages == ()


def test_moving_a_stage_keeps_its_long_skips_and_drops_backward_ones():
    moved = edits.move_stage(NET, 0, 1)
    assert [stage.filters for stage in moved.stages] == [32, 16, 64]
    assert ends(moved) == [("stem", "stage1"), ("stage2", "stage3"), ("stage1", "stage3")]
    turned = edits.move_stage(NET, 2, -1)
    assert ends(turned) == [("stem", "stage3"), ("stage1", "stage2")]


@pytest.mark.parametrize("index, by, way", [(0, -1, "up"), (2, 1, "down")])
def test_a_stage_at_the_edge_cannot_move_further(index, by, way):
    with pytest.raises(SpecError, match=f"stage{index + 1} cannot move {way} any further"):
        edits.move_stage(NET, index, by)


def test_another_block_keeps_the_options_that_fit_it():
    stage = Stage("basic", 16, 2, 2, [True, False], shortcut="projection")
    changed = edits.set_block_type(Network("net", (stage,)), 0, "bottleneck").stages[0]
    assert changed.block == "bottleneck" and changed.filters == 16 and changed.blocks == 2
    assert changed.strides == 2 and changed.skip == (True, False)
    assert changed.options["shortcut"] == "projection"
    plain = edits.set_block_type(Network("net", (changed,)), 0, "plain").stages[0]
    assert "shortcut" not in plain.options and plain.skip is True and plain.strides == 2
    trace(Network("net", (changed,)))


def test_options_that_the_new_block_does_not_allow_are_left_out():
    stage = Stage("basic", 16, 2, shortcut="pad")
    changed = edits.set_block_type(Network("net", (stage,)), 0, "relu_before_add").stages[0]
    allowed = changed.part.options["shortcut"].choices
    assert changed.options.get("shortcut") == ("pad" if "pad" in allowed else None)


def test_an_unknown_block_is_refused_with_the_known_ones():
    with pytest.raises(SpecError, match="unknown block 'bassic'"):
        edits.set_block_type(NET, 0, "bassic")


def test_one_skip_switches_off_and_on_again():
    off = edits.toggle_skips(NET, 1, [0])
    assert off.stages[1].skip == (False, True, True)
    assert edits.toggle_skips(off, 1, [0]) == NET


def test_a_mixed_stage_switches_on_first_then_off():
    mixed = edits.toggle_skips(NET, 1, [2])
    on = edits.toggle_skips(mixed, 1)
    assert on.stages[1].skip is True
    assert edits.toggle_skips(on, 1).stages[1].skip is False


def test_a_folded_run_switches_together():
    assert edits.toggle_skips(NET, 1, [1, 2]).stages[1].skip == (True, False, False)


def test_a_block_without_skips_says_so():
    network = Network("net", (Stage("plain", 16, 2),))
    with pytest.raises(SpecError, match="stage1: block 'plain' has no skip to switch"):
        edits.toggle_skips(network, 0)


def test_values_for_each_block_follow_the_number_of_blocks():
    stage = Stage("basic", 16, 2, [2, 1], [True, False])
    network = Network("net", (stage,))
    grown = edits.set_stage(network, 0, blocks=4).stages[0]
    assert grown.strides == (2, 1, 1, 1) and grown.skip == (True, False, False, False)
    shrunk = edits.set_stage(network, 0, blocks=1).stages[0]
    assert shrunk.strides == (2,) and shrunk.skip == (True,)


def test_options_are_set_and_dropped():
    changed = edits.set_stage(NET, 1, shortcut="pad", filters=48)
    assert changed.stages[1].options["shortcut"] == "pad" and changed.stages[1].filters == 48
    assert edits.set_stage(changed, 1, shortcut=None, filters=32) == NET


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"blocks": 0}, "blocks must be a whole number"),
        ({"filters": -1}, "filters must be a whole number"),
        ({"blocks": "three"}, "blocks must be a whole number"),
        ({"shortcut": "bridge"}, "shortcut"),
        ({"depth": 3}, "depth"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(changes, said):
    before = NET.to_json()
    with pytest.raises(SpecError, match=said):
        edits.set_stage(NET, 0, **changes)
    assert NET.to_json() == before


def test_a_long_skip_may_be_drawn_from_either_end():
    there = edits.add_long_skip(NET, "input", "stage1", "concatenate")
    assert there.skips[-1] == Skip("input", "stage1", "concatenate")
    assert edits.add_long_skip(NET, "stage1", "input", "concatenate") == there
    assert edits.remove_long_skip(there, "input", "stage1") == NET


@pytest.mark.parametrize(
    "source, target, said",
    [
        ("stage1", "stage9", "unknown target 'stage9'"),
        ("stage1", "head", "unknown target 'head'"),
        ("stage1", "stage1", "runs backwards"),
        ("stem", "stage2", "already"),
    ],
)
def test_a_long_skip_that_cannot_be_says_why(source, target, said):
    with pytest.raises(SpecError, match=said):
        edits.add_long_skip(NET, source, target)


def test_removing_what_is_not_there_says_so():
    with pytest.raises(SpecError, match="there is no skip from 'stem' to 'stage3'"):
        edits.remove_long_skip(NET, "stem", "stage3")


def test_the_stem_and_the_head_are_chosen():
    changed = edits.set_choice(NET.with_(skips=()), "stem", "none")
    assert changed.stem.kind == "none"
    changed = edits.set_choice(NET, "head", "classifier", classes=100)
    assert trace(changed).output.shape == (None, 100)


def test_a_stem_that_a_long_skip_joins_stays():
    with pytest.raises(SpecError, match="the stem stays: remove the skip from 'stem' to 'stage2'"):
        edits.set_choice(NET, "stem", "none")


@pytest.mark.parametrize(
    "edit",
    [
        lambda network: edits.set_stage(network, 3, filters=8),
        lambda network: edits.set_block_type(network, 3, "plain"),
        lambda network: edits.remove_stage(network, 3),
        lambda network: edits.toggle_skips(network, 3),
    ],
)
def test_a_touch_on_a_stage_that_is_gone_says_so(edit):
    with pytest.raises(SpecError, match="there is no stage4: the network has 3 stages"):
        edit(NET)


def test_a_touch_on_a_block_that_is_gone_says_so():
    with pytest.raises(SpecError, match="stage1 has no block 4: it has 3"):
        edits.toggle_skips(NET, 0, [3])
