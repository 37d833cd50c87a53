"""Networks that pictures are tested on, and what their scenes must keep to."""

import os
import shutil

import pytest

from explorer import Network, Skip, Stage, trace
from explorer.assembly import AssemblyError
from explorer.picture.units import read

SKIP_KINDS = ("identity", "pad", "projection", "long", "ghost")

MANY = Network(
    "many",
    (Stage("basic", 16, 2), Stage("basic", 32, 2, 2), Stage("basic", 64, 2, 2)),
    skips=(
        Skip("input", "stem"),
        Skip("stem", "stage2", "concatenate"),
        Skip("stage1", "stage2"),
        Skip("stage1", "stage3"),
        Skip("input", "stage3", "concatenate"),
        Skip("stage2", "stage3"),
    ),
)
FAILING = Network(
    "failing",
    (Stage("basic", 64, 2), Stage("relu_before_add", 64, 2, 2), Stage("basic", 64, 1)),
    input_shape=(256, 256, 3),
)


def needs_dot():
    """Skip where Graphviz is missing; on a build server that is a failure."""
    if not shutil.which("dot"):
        if os.environ.get("CI") == "true":
            pytest.fail("Graphviz is missing on the build server")
        pytest.skip("Graphviz is not installed")


def check(scene, network):
    """Everything that holds in every picture."""
    _check_ids(scene)
    _check_layers(scene, network)
    for box in (*scene.nodes, *scene.groups):
        assert box.x >= 0 and box.x + box.w <= scene.width, box.id
        assert box.y >= 0 and box.y + box.h <= scene.height, box.id
    for edge in scene.edges:
        assert len(edge.points) % 3 == 1, edge.id
        assert all(0 <= x <= scene.width and 0 <= y <= scene.height for x, y in edge.points)
    _check_apart(scene.nodes)
    for kind in ("stage", "block"):
        outer = {group.group for group in scene.groups}
        _check_apart([g for g in scene.groups if g.kind == kind and g.id not in outer])
    _check_inside(scene)


def _check_ids(scene):
    ids = [thing.id for thing in (*scene.nodes, *scene.groups)]
    assert len(set(ids)) == len(ids)
    assert len({edge.id for edge in scene.edges}) == len(scene.edges)
    nodes = {node.id for node in scene.nodes}
    for edge in scene.edges:
        assert {edge.source, edge.target} <= nodes and edge.source != edge.target, edge.id


def _check_layers(scene, network):
    shown = [name for node in scene.nodes for name in node.layers]
    plan = read(network)
    units = [layer.name for unit in plan.units for layer in unit.layers]
    assert sorted(shown) == sorted([plan.input.name, *units])
    try:
        assert len(shown) == len(trace(network).layers)
    except AssemblyError:
        assert scene.error


def _check_apart(boxes):
    boxes = sorted(boxes, key=lambda box: box.x)
    for index, a in enumerate(boxes):
        for b in boxes[index + 1 :]:
            if b.x >= a.x + a.w:
                break
            assert b.y >= a.y + a.h or a.y >= b.y + b.h, (a.id, b.id)


def _check_inside(scene):
    frames = {group.id: group for group in scene.groups}
    for box in (*scene.nodes, *scene.groups):
        if box.group:
            frame = frames[box.group]
            assert frame.x <= box.x and box.x + box.w <= frame.x + frame.w, box.id
            assert frame.y <= box.y and box.y + box.h <= frame.y + frame.h, box.id


def skips(scene):
    """What shows as a skip, a touch of which switches it."""
    return [edge for edge in scene.edges if edge.kind in SKIP_KINDS and edge.toggles]


def runs(network):
    """The ids of the runs of equal blocks."""
    from explorer.picture.view import View, items

    shown = items(read(network), View("block"))
    return [item.toggles for item in shown if ".." in item.toggles]


def along(points, steps=20):
    """Points on a line, `steps` for each of its Bezier pieces."""
    for start in range(0, len(points) - 1, 3):
        piece = points[start : start + 4]
        for step in range(steps + 1):
            t = step / steps
            shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            yield tuple(
                sum(share * point[axis] for share, point in zip(shares, piece, strict=True))
                for axis in (0, 1)
            )


def crossed(scene):
    """The ids of lines and of the boxes that they run through."""
    return [
        (edge.id, node.id)
        for edge in scene.edges
        for node in scene.nodes
        if node.id not in (edge.source, edge.target)
        and any(
            node.x + 1 < x < node.x + node.w - 1 and node.y + 1 < y < node.y + node.h - 1
            for x, y in along(edge.points)
        )
    ]
