"""A network that cannot be built is drawn up to the layer that refused."""

import dataclasses

import pytest

from explorer import Network, Skip, Stage, blocks
from explorer.layers import Add, ShapeError
from explorer.picture import LEVELS, View, draw, outline, plain_dot, render
from tests.picture_cases import FAILING, check, needs_dot

SHAPES = {"(256, 256, 64)", "(128, 128, 64)"}
OTHERS = {
    "window": Network("net", (Stage("basic", 8),), input_shape=(1, 1, 3), head={"kind": "toy"}),
    "pool": Network(
        "net", (Stage("basic", 16),), head={"kind": "flatten_classifier", "pool_size": 64}
    ),
}


@pytest.mark.parametrize("level", ["block", "layer"])
def test_the_failing_merge_is_red_with_both_shapes_on_its_lines(level):
    if level == "layer":
        needs_dot()
    scene = draw(FAILING, View(level))
    wrong = [node for node in scene.nodes if node.wrong]
    assert [(node.kind, node.label, node.place) for node in wrong] == [("merge", "+", "stage2")]
    lines = [edge for edge in scene.edges if edge.target == wrong[0].id]
    assert {edge.label for edge in lines} == SHAPES and all(edge.wrong for edge in lines)
    assert {edge.kind for edge in lines} == {"identity", "trunk" if level == "block" else "branch"}
    assert not [edge for edge in scene.edges if edge.wrong and edge not in lines]


@pytest.mark.parametrize("level", ["block", "layer"])
def test_what_comes_before_the_error_is_drawn_in_full_and_nothing_after(level):
    if level == "layer":
        needs_dot()
    places = {node.place for node in draw(FAILING, View(level)).nodes}
    assert places == {"input", "stem", "stage1", "stage2"}


@pytest.mark.parametrize("level", ["block", "layer"])
def test_a_refused_shape_has_room_beside_its_merge(level):
    if level == "layer":
        needs_dot()
    scene = draw(FAILING, View(level))
    merge = next(node for node in scene.nodes if node.wrong)
    line = next(e for e in scene.edges if e.target == merge.id and e.kind != "identity")
    assert line.points[-1][0] - line.points[0][0] > 7 * len(line.label)


def test_a_closed_stage_that_fails_is_red_and_says_so():
    scene = draw(FAILING, View("network"))
    wrong = [node for node in scene.nodes if node.wrong]
    assert [(node.id, node.sub) for node in wrong] == [("stage2", "cannot be built")]
    assert scene.error.startswith("stage2_block1 adds (128, 128, 64) to (256, 256, 64)")
    assert scene.description[-1].endswith("it cannot be built")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", OTHERS)
def test_a_layer_that_is_no_merge_fails_in_red_too(name, level):
    if level == "layer":
        needs_dot()
    network = OTHERS[name]
    scene = draw(network, View(level))
    check(scene, network)
    assert scene.error and sum(node.wrong for node in scene.nodes) == 1
    assert scene.nodes[-1].wrong


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("merged", [True, False])
def test_a_long_skip_that_fails_is_drawn_with_both_its_lines(level, merged, monkeypatch):
    if level == "layer":
        needs_dot()
    network = _failing_skip(monkeypatch, merged)
    scene = draw(network, View(level))
    check(scene, network)
    wrong = [node for node in scene.nodes if node.wrong]
    assert len(wrong) == 1 and wrong[0].place == "stage2"
    long = next(edge for edge in scene.edges if edge.kind == "long")
    assert long.toggles == {"source": "stage1", "target": "stage2"}
    if merged:
        lines = [edge for edge in scene.edges if edge.target == wrong[0].id]
        assert {edge.label for edge in lines} == {"(32, 32, 8)", "(16, 16, 8)"}


def test_a_failing_network_has_files_and_a_table_up_to_the_error():
    needs_dot()
    assert b"(128, 128, 64)" in render(draw(FAILING), "svg")
    assert "(128, 128, 64)" in plain_dot(FAILING, View("layer"))
    last = outline(FAILING, View("layer"))[-1]
    assert last["type"] == "Add" and last["output_shape"] is None


def _failing_skip(monkeypatch, merged):
    """A network whose long skip fails in its merge, or in a layer before it.

    The merges of the project bring every pair of images to one shape, so a merge that does not
    stands in.
    """

    def stubborn(x, skip_from, *, name):
        if merged:
            return Add(name=f"{name}_add")([skip_from, x])
        layer = Add(name=f"{name}_early")
        layer.inputs = (skip_from,)
        raise ShapeError(layer, (skip_from.shape,), "does not fit")

    found = blocks.find
    part = dataclasses.replace(found("merge", "add"), function=stubborn)
    monkeypatch.setattr(
        blocks, "find", lambda role, name: part if role == "merge" else found(role, name)
    )
    return Network(
        "net", (Stage("plain", 8), Stage("plain", 8, 1, 2)), skips=(Skip("stage1", "stage2"),)
    )


def test_a_tensor_too_large_is_shown_where_it_arises():
    network = Network("net", (Stage("upsample", 512, 4),), input_shape=(512, 512, 3))
    scene = draw(network)
    assert "too large" in scene.error and any(node.wrong for node in scene.nodes)
