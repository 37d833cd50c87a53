"""Marks for the pictures of two networks: what is changed, and what only one of them has."""

from explorer.comparison import aligning
from explorer.comparison.interiors import is_alike, is_wired_alike, layers, units

CHANGED, ONLY = "changed", "only"


def marks(a, b):
    """What is to be marked in the picture of each of two networks: `({id: mark}, {id: mark})`.

    A mark is "only" (the other has no such thing) or "changed". The ids are "image", "stem",
    "stage1", "stage1_block2", "stage1_block2.merge", a long skip's merge, "head" and the layers'
    names, which are nodes of a picture at some level, "stage1_block2.skip", and
    "stage1_block2.body" where more than the skip differs. `on_scene` finds the marks of a drawn
    picture.
    """
    found, inside = ({}, {}), (units(a), units(b))
    if a.input_shape != b.input_shape:
        _mark(found, ("image", "image"), CHANGED)
    for pair in aligning.parts(a, b):
        if None in pair:
            _mark_alone(found, inside, pair)
        else:
            _mark_pair(found, inside, pair)
    for pair in aligning.stages(a, b):
        _mark_stages(found, pair)
    return found


def on_scene(scene, marks_):
    """The marks of a drawn picture, by the ids of its nodes, lines and frames.

    What is folded or closed stands for all that it holds: "only" where all of it is so. Nothing is
    marked twice: a frame stands for what is in it where all of that has no partner, and else
    bears a mark only where nothing in it does; a line stands for the merge in which it ends, and
    a block of which only the skip differs has its skip marked.
    """
    frames = {group.id: _of_frame(group, marks_) for group in scene.groups}
    homes = {box.id: box.group for box in (*scene.nodes, *scene.groups)}
    homes |= {edge.id: homes[edge.target] for edge in scene.edges}
    whole = {id for id, mark in frames.items() if mark == ONLY}
    inner = {node.id: _of_node(node, marks_) for node in scene.nodes}
    inner |= {edge.id: _of_line(edge, marks_) for edge in scene.edges}
    ends = {edge.target for edge in scene.edges if inner[edge.id]}
    told = {node.id for node in scene.nodes if node.tone == "merge" and node.id in ends}
    all_ = {id: mark for id, mark in (frames | inner).items() if mark and id not in told}
    found = {id: mark for id, mark in all_.items() if homes[id] not in whole}
    return {id: mark for id, mark in found.items() if id not in _around(found, homes)}


def _around(marked, homes):
    """The frames around what is marked, and those around these."""
    found, waiting = set(), [homes[id] for id in marked]
    while waiting:
        home = waiting.pop()
        if home and home not in found:
            found.add(home)
            waiting.append(homes[home])
    return found


def _mark_alone(found, inside, pair):
    for marked, units_, id in zip(found, inside, pair, strict=True):
        if id is not None:
            unit = units_.get(id)
            own = [layer.name for layer in unit.layers] if unit else []
            own += [f"{id}.merge", f"{id}.skip"] if unit and unit.number and unit.merge else []
            marked |= dict.fromkeys([id, f"{id}.body", *own], ONLY)


def _mark_pair(found, inside, pair):
    here, there = (units_.get(id) for units_, id in zip(inside, pair, strict=True))
    if here is None or there is None:
        return  # beyond an error nothing is known
    unlike = _mark_layers(found, here, there)
    # An option that makes no difference to this block is none: it has the very same layers.
    others = here.call.part.name != there.call.part.name
    others |= not unlike and not is_wired_alike(here, there)
    if unlike or others:
        _mark(found, pair, CHANGED)
    shortcut = {here.merge, there.merge, *here.bypass, *there.bypass, None}
    if others or not {layer for each in unlike for layer in each} <= shortcut:
        _mark(found, [f"{id}.body" for id in pair], CHANGED)
    for marked, unit, other in zip(found, (here, there), (there, here), strict=True):
        _mark_skip(marked, unit, other)


def _mark_layers(found, here, there):
    """Mark the layers that differ; they, in pairs."""
    one, two = layers(here), layers(there)
    pairs = [(one.get(name), two.get(name)) for name in {**one, **two}]
    unlike = [(x, y) for x, y in pairs if not (x and y and is_alike(x, y))]
    for x, y in unlike:
        _mark(found, (x and x.name, y and y.name), CHANGED if x and y else ONLY)
    return unlike


def _mark_skip(marked, unit, other):
    if unit.merge and not other.merge:
        marked |= {f"{unit.id}.merge": ONLY, f"{unit.id}.skip": ONLY}
    elif unit.skip != other.skip:
        marked[f"{unit.id}.skip"] = CHANGED


def _mark_stages(found, pair):
    places = [None if number is None else f"stage{number + 1}" for number in pair]
    inside = [
        id
        for marked, place in zip(found, places, strict=True)
        for id in marked
        if place and id.startswith(f"{place}_block")
    ]
    if inside:
        _mark(found, places, ONLY if None in places else CHANGED)


def _mark(found, ids, mark):
    for marked, id in zip(found, ids, strict=True):
        if id is not None:
            marked[id] = mark


def _of_node(node, marks_):
    if node.kind in ("merge", "layer"):
        return _together([marks_.get(name) for name in node.layers])
    mark = _of_blocks(node.edits, marks_) or marks_.get(node.id)
    if node.kind == "block" and mark == CHANGED and _of_blocks(node.edits, marks_, ".skip"):
        return _of_blocks(node.edits, marks_, ".body")
    return mark


def _of_frame(group, marks_):
    own = "" if group.kind == "stage" else group.id.removesuffix(".frame")
    return marks_.get(own) or (marks_.get(group.place) if group.kind == "stage" else None)


def _of_line(edge, marks_):
    if "blocks" in edge.toggles:
        return _of_blocks(edge.toggles, marks_, ".skip")
    return marks_.get(edge.target) if edge.kind == "long" else None


def _of_blocks(edits, marks_, end=""):
    place = f"stage{edits.get('stage', 0) + 1}"
    ids = [f"{place}_block{number + 1}{end}" for number in edits.get("blocks", ())]
    return _together([marks_.get(id) for id in ids])


def _together(found):
    if not any(found):
        return None
    return ONLY if set(found) == {ONLY} else CHANGED
