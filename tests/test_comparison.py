"""What differs between two networks, in words, and how stages find their partners."""

import itertools

import pytest

from explorer import Network, Skip, Stage, blocks, comparison, trace, twin, zoo
from explorer.picture.units import read
from explorer.source import signature

NAMED = (
    *("toy_resnet", "resnet30", "plainnet30", "skip_autoencoder", "apes_block", "resnet20"),
    *("plain20", "resnet20_b", "keras_resnet20v2", "densenet_40_12", "resnet50", "resnet50v2"),
)
BASE = Network("base", [Stage("basic", 16, 3), Stage("basic", 32, 3, 2), Stage("basic", 64, 3, 2)])


def words(a, b):
    return [each.text for each in comparison.differences(a, b)]


def changed(number, **changes):
    """The base with other fields of one of its stages (from 1)."""
    stages = list(BASE.stages)
    stages[number - 1] = stages[number - 1].with_(**changes)
    return BASE.with_(stages=tuple(stages))


def with_stage(index, stage):
    stages = list(BASE.stages)
    stages.insert(index, stage)
    return BASE.with_(name="longer", stages=tuple(stages))


def test_equal_networks_do_not_differ_and_names_never_count():
    assert words(BASE, BASE) == []
    assert words(BASE, BASE.with_(name="other")) == []


def test_an_option_written_down_equals_one_left_at_its_default():
    assert words(BASE, changed(1, shortcut="projection", norm=True)) == []
    assert words(BASE, BASE.with_(stem={"kind": "conv", "filters": 16})) == []


def test_one_value_equals_a_list_of_it():
    assert words(changed(1, zero_gamma=True), changed(1, zero_gamma=[True] * 3)) == []
    assert words(changed(2, skip=False), changed(2, skip=[False] * 3)) == []
    assert words(BASE, changed(2, strides=[2, 1, 1])) == []


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (changed(1, filters=32), "stage 1: filters 16 against 32"),
        (changed(2, blocks=5), "stage 2: 3 basic blocks against 5"),
        (changed(2, strides=1), "stage 2: strides 2 against 1"),
        (changed(3, strides=[1, 1, 2]), "stage 3: strides 2 against 2 in block 3"),
        (changed(3, skip=False), "stage 3: skips on against skips off"),
        (
            changed(3, skip=[True, False, False]),
            "stage 3: skips on against skips off in blocks 2 and 3",
        ),
        (changed(1, shortcut="pad"), "stage 1: shortcut projection against pad"),
        (changed(1, norm=False), "stage 1: norm on against off"),
        (changed(1, drop_path=[0, 0.1, 0.2]), "stage 1: drop path 0 against 0, 0.1, 0.2"),
        (changed(2, block="se_basic"), "stage 2: 3 basic blocks against 3 se basic ones"),
        (
            BASE.with_(skips=[Skip("stem", "stage2")]),
            "long skip from the stem to stage 2 (add) only in base (2)",
        ),
        (BASE.with_(stem={"kind": "conv", "filters": 8}), "stem: filters 16 against 8"),
        (BASE.with_(stem={"kind": "none"}), "stem: conv against none"),
        (BASE.with_(head={"kind": "classifier", "classes": 9}), "head: classes 10 against 9"),
        (
            BASE.with_(input_shape=(64, 64, 3)),
            "input: images of 32 × 32 × 3 against 64 × 64 × 3",
        ),
    ],
)
def test_each_change_is_told_in_words(other, told):
    assert told in words(BASE, other)


def test_a_stage_of_other_blocks_is_told_by_count_and_kind():
    plain = Network("plain", [Stage("plain", 16, 5, norm=False)])
    residual = Network("residual", [Stage("basic", 16, 5)])
    assert words(residual, plain) == [
        "stage 1: 5 basic blocks (norm on) against 5 plain ones (norm off)"
    ]


def test_skips_that_are_off_are_told_where_the_other_block_has_none():
    first = Network("a", [Stage("basic", 16, 3, skip=[True, False, True])])
    other = Network("b", [Stage("plain", 16, 3)])
    assert words(first, other) == [
        "stage 1: 3 basic blocks (skips off in block 2) against 3 plain ones"
    ]


def test_what_stages_share_is_told_once():
    assert words(zoo.network("resnet30"), zoo.network("plainnet30")) == [
        "stages 1 to 4: skips on against skips off"
    ]
    wide = [stage.with_(filters=2 * stage.filters) for stage in BASE.stages]
    assert "stages 1 to 3: filters 16, 32, 64 against 32, 64, 128" in words(
        BASE, BASE.with_(stages=wide)
    )


def test_an_inserted_stage_does_not_change_the_later_ones():
    longer = with_stage(1, Stage("basic", 24, 2))
    assert words(BASE, longer)[0] == "only in longer: stage 2 of 2 basic blocks, filters 24"
    assert len(words(BASE, longer)) == 1


def test_a_difference_of_moved_stages_names_both_places():
    longer = with_stage(0, Stage("basic", 8, 3)).with_(name="longer")
    stages = [*longer.stages[:3], longer.stages[3].with_(skip=False)]
    found = words(BASE, longer.with_(stages=stages))
    assert "stage 3 (stage 4 of longer): skips on against skips off" in found


def test_missing_stages_that_are_alike_are_told_together():
    autoencoder = zoo.network("skip_autoencoder")
    shorter = autoencoder.with_(stages=autoencoder.stages[:4], skips=())
    told = "only in skip_autoencoder: stages 7 and 8, each 1 upsample block, filters 32"
    assert told in words(autoencoder, shorter)


def test_long_skips_follow_their_stages_and_tell_how_they_merge():
    added = BASE.with_(skips=[Skip("stage1", "stage3", "add")])
    concatenated = BASE.with_(skips=[Skip("stage1", "stage3", "concatenate")])
    assert words(added, concatenated) == [
        "long skip from stage 1 to stage 3: added against concatenated"
    ]
    moved = with_stage(1, Stage("basic", 24, 2)).with_(skips=[Skip("stage1", "stage4", "add")])
    assert not any("long skip" in text for text in words(added, moved))


def test_two_long_skips_of_one_place_are_told_apart():
    both = BASE.with_(
        skips=[Skip("stage1", "stage3", "concatenate"), Skip("stage1", "stage3", "add")]
    )
    one = BASE.with_(name="one", skips=[Skip("stage1", "stage3", "add")])
    assert words(both, one) == [
        "long skip from stage 1 to stage 3 (concatenate) only in base",
    ]


def test_what_a_change_brings_about_elsewhere_is_told():
    wider = BASE.with_(stem={"kind": "conv", "filters": 32})
    assert words(BASE, wider) == [
        "stem: filters 16 against 32",
        "stage 1, block 1: an identity skip against a projection skip",
    ]


def test_long_lists_that_begin_alike_still_differ():
    stage = Stage("basic", 16, 8, drop_path=[0.1, 0.0] * 4)
    other = stage.with_(drop_path=[0.1, 0.0] * 3 + [0.1, 0.3])
    assert words(Network("a", [stage]), Network("b", [other])) == [
        "stage 1: drop path 0.1, 0, 0.1, 0, 0.1, 0, 0.1, 0 against 0.1, 0, 0.1, 0, 0.1, 0, 0.1, 0.3"
    ]


def test_a_network_that_cannot_be_built_is_compared_all_the_same():
    broken = changed(2, shortcut="identity")
    assert words(BASE, broken)[0] == "stage 2: shortcut projection against identity"


def test_the_two_can_be_called_otherwise():
    skip = BASE.with_(skips=[Skip("stage1", "stage2")])
    (found,) = comparison.differences(BASE, skip, ("A", "B"))
    assert found.text.endswith("only in B")


@pytest.mark.parametrize(("a", "b"), list(itertools.combinations(NAMED, 2)))
def test_named_networks_differ_in_words_as_their_graphs_do(a, b):
    one, two = zoo.network(a), zoo.network(b)
    found = comparison.differences(one, two)
    assert bool(found) == (signature(trace(one)) != signature(trace(two)))
    assert len(found) == len(comparison.differences(two, one))
    for network, side in ((one, "a"), (two, "b")):
        known = {unit.id for unit in read(network).units} | {"image"}
        known |= {f"stage{number + 1}" for number in range(len(network.stages))}
        assert {id for each in found for id in getattr(each, side)} <= known


def other_values(option):
    """Values of an option besides its default."""
    if option.choices:
        return [choice for choice in option.choices if choice != option.default]
    if isinstance(option.default, bool):
        return [not option.default]
    low, high = option.range
    return [value for value in (low, min(high, low + 1)) if value != option.default][:1]


OPTIONS = [
    (role, name, key, value)
    for role in ("stem", "block", "head")
    for name in blocks.names(role)
    for key, option in blocks.find(role, name).parameters.items()
    if key not in ("filters", "strides", "skip") and option.default is not None
    for value in other_values(option)
]


@pytest.mark.parametrize(("role", "name", "key", "value"), OPTIONS)
def test_every_option_of_every_part_is_a_difference(role, name, key, value):
    if role == "block":
        one, two = (BASE.with_(stages=[Stage(name, 16, **o)]) for o in ({}, {key: value}))
    else:
        one, two = (BASE.with_(**{role: {"kind": name, **o}}) for o in ({}, {key: value}))
    place = "stage 1" if role == "block" else role
    assert words(one, two)[0].startswith(f"{place}: {key.replace('_', ' ')} ")


def test_names_are_told_apart():
    one, other = BASE, BASE.with_(name="other")
    assert comparison.names([one, other, one, one]) == ("base", "other", "base (2)", "base (3)")


def test_thousands_of_blocks_are_compared_too():
    long = Network("long", [Stage("basic", 16, 1000, skip=[True, False] * 500)])
    longer = Network("longer", [Stage("basic", 16, 999)])
    assert words(long, longer)[0] == "stage 1: 1000 basic blocks against 999"


def test_the_plain_twin_of_long_skips_has_none():
    network = zoo.network("skip_autoencoder")
    found = comparison.differences(network, twin(network))
    assert [each.a for each in found] == [
        (f"concatenate_stage{4 - i}_to_stage{4 + i}",) for i in (1, 2, 3)
    ]
    assert all(each.b == () for each in found)
