"""Marks for pictures: what is marked at each level, and that nothing is marked twice."""

import pytest

from explorer import Network, Skip, Stage, comparison, picture, twin, zoo
from explorer.comparison import CHANGED, ONLY

BASE = Network("base", [Stage("basic", 16, 2), Stage("basic", 32, 2, 2)])


def drawn(a, b, level="block"):
    """The marks of both pictures."""
    return [
        comparison.on_scene(picture.draw(network, picture.View(level)), marks)
        for network, marks in zip((a, b), comparison.marks(a, b), strict=True)
    ]


def test_equal_networks_bear_no_marks():
    assert comparison.marks(BASE, BASE.with_(name="other")) == ({}, {})


def test_a_skip_that_one_has_is_marked_at_its_line_which_stands_for_its_merge():
    one, two = drawn(BASE, twin(BASE))
    assert one["stem>stage1_block1.merge:skip"] == ONLY
    assert len(one) == len(two) == 4
    assert two["stem>stage1_block1:skip"] == CHANGED
    assert "stage1_block1" not in {**one, **two}  # only its skip differs, projection included
    assert "stage2_block1" not in {**one, **two}


def test_closed_stages_are_marked_where_anything_in_them_differs():
    other = BASE.with_(stages=[BASE.stages[0], BASE.stages[1].with_(filters=64)])
    assert drawn(BASE, other, "network") == [{"stage2": CHANGED}] * 2


def test_layers_that_one_has_are_marked_with_the_blocks_frame_left_out():
    stages = [BASE.stages[0], BASE.stages[1].with_(shortcut="pad")]
    one, two = drawn(BASE, BASE.with_(stages=stages), "layer")
    assert {id for id, mark in one.items() if mark == ONLY and ">" not in id} == {
        "stage2_block1_shortcut_conv",
        "stage2_block1_shortcut_bn",
    }
    assert not any(id.endswith(".frame") for id in {**one, **two})


def test_a_stage_without_a_partner_is_marked_as_a_whole():
    longer = BASE.with_(stages=[*BASE.stages, Stage("basic", 64, 2, 2)])
    one, two = drawn(BASE, longer)
    assert (one, two) == ({}, {"stage3": ONLY})
    assert drawn(BASE, longer, "network")[1] == {"stage3": ONLY}


def test_blocks_without_a_partner_are_marked_and_the_other_stage_says_so():
    longer = BASE.with_(stages=[BASE.stages[0].with_(blocks=3), BASE.stages[1]])
    one, two = drawn(BASE, longer)
    assert one == {"stage1": CHANGED}
    assert two == {"stage1_block3": ONLY, "stage1_block2.merge>stage1_block3.merge:skip": ONLY}


def test_a_folded_run_is_changed_where_some_of_it_is():
    _, two = drawn(zoo.network("resnet20"), zoo.network("resnet110"))
    assert two["stage1_block1"] == CHANGED  # stands for 18, of which 3 have a partner


def test_an_option_without_effect_on_a_block_marks_nothing():
    other = BASE.with_(stages=[BASE.stages[0].with_(shortcut="pad"), BASE.stages[1]])
    assert comparison.differences(BASE, other)
    assert comparison.marks(BASE, other) == ({}, {})


def test_a_long_skip_is_marked_at_its_line():
    skip = BASE.with_(skips=[Skip("stem", "stage1", "concatenate")])
    _, two = drawn(BASE, skip)
    assert {id.partition(":")[0]: mark for id, mark in two.items()} == {
        "stem>concatenate_stem_to_stage1": ONLY
    }


@pytest.mark.parametrize("level", picture.LEVELS)
@pytest.mark.parametrize(
    "other",
    [
        twin(BASE),
        BASE.with_(stages=[*BASE.stages, Stage("basic", 64, 2, 2)]),
        BASE.with_(stages=[BASE.stages[0].with_(blocks=3), BASE.stages[1].with_(shortcut="pad")]),
    ],
)
def test_no_frame_is_marked_around_a_mark_and_no_merge_at_the_end_of_a_marked_line(other, level):
    for network, marks in zip((BASE, other), comparison.marks(BASE, other), strict=True):
        scene = picture.draw(network, picture.View(level, opened=("stage1_block1",)))
        found = comparison.on_scene(scene, marks)
        homes = {box.id: box.group for box in (*scene.nodes, *scene.groups)}
        homes |= {edge.id: homes[edge.target] for edge in scene.edges}
        for id in found:
            while id := homes[id]:
                assert id not in found
        ends = {edge.target for edge in scene.edges if edge.id in found}
        assert not {node.id for node in scene.nodes if node.tone == "merge"} & ends & set(found)


def test_stem_head_and_image_are_marked():
    other = BASE.with_(input_shape=(64, 64, 3), stem={"kind": "deep"}, head={"kind": "none"})
    one, two = drawn(BASE, other)
    assert (one["image"], one["stem"], one["head"]) == (CHANGED, CHANGED, ONLY)
    assert (two["image"], two["stem"]) == (CHANGED, CHANGED)


def test_a_picture_up_to_an_error_bears_marks_too():
    stages = [BASE.stages[0].with_(filters=24, shortcut="identity"), BASE.stages[1]]
    _, two = drawn(BASE, BASE.with_(stages=stages))
    assert two["stage1_block1"] == CHANGED


@pytest.mark.parametrize("level", picture.LEVELS)
def test_every_mark_is_of_something_in_the_picture(level):
    a, b = zoo.network("resnet20"), zoo.network("skip_autoencoder")
    scene = picture.draw(b, picture.View(level))
    known = {each.id for each in (*scene.nodes, *scene.edges, *scene.groups)}
    assert set(drawn(a, b, level)[1]) <= known
