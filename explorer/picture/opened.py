"""Drawing what is open: the layers of a block, the lines between them, and its frame."""

from explorer.picture import words
from explorer.picture.cards import edits, home
from explorer.picture.curves import arc
from explorer.picture.facts import layer_facts, numbers, tone
from explorer.picture.interior import is_skip, label_of, main_wire
from explorer.picture.measures import ARC, INSET
from explorer.picture.scene import Group


def block(pen, box, before):
    """An open block; `before` is the node that the trunk comes from.

    The line from the trunk into the block is left to the trunk; see `entry`.
    """
    unit, inside = box.item.unit, box.interior
    for number, at in enumerate(inside.boxes):
        _layer(pen, box, number, at)
    main = main_wire(unit, inside)
    for wire in inside.lines:
        if wire is not main:
            _wire(pen, box, wire, before)
    if box.ghost:
        _ghost(pen, box, before)
    pen.groups.append(
        Group(
            frame_of(box.item),
            "block",
            words.title(box.item),
            "",
            *(box.x, box.top, box.w, box.h),
            closes=box.item.toggles,
            edits=edits(box.item),
            place=box.item.place,
            group=home(box.item),
        )
    )


def entry(box):
    """The layer that the trunk enters first, the way there, and the shape that it may refuse."""
    unit = box.item.unit
    tail, head, points = main_wire(unit, box.interior)
    wrong = unit.wrong and head == len(unit.layers) - 1
    label = words.shape_at(unit, _side(unit, tail, head)) if wrong else ""
    return unit.layers[head].name, _moved(box, points), label, wrong


def exit_of(box):
    """The way from the last layer to the frame."""
    x, y, w, h = box.interior.boxes[-1]
    left, top = box.inner
    return (left + x + w, top + y + h / 2), (box.right, box.y)


def frame_of(item):
    """The id of an open block's frame."""
    return f"{item.id}.frame"


def _layer(pen, box, number, at):
    item, unit = box.item, box.item.unit
    alike = [each.layers[number] for each in item.units]
    layer, (x, y, w, h) = alike[0], at
    row, rows = pen.rows.get(layer.name), pen.rows_of(alike)
    merge = layer is unit.merge
    facts = layer_facts(layer, row, pen.totals)
    if len(alike) > 1:
        facts = (*facts, ("Stands for", f"{len(alike)} equal layers"))
    left, top = box.inner
    pen.node(
        layer.name,
        "merge" if merge else "layer",
        tone(layer),
        (unit.symbol, "") if merge else label_of(layer),
        (left + x, top + y + h / 2, w, h),
        edits=edits(item),
        place=item.place,
        group=frame_of(item),
        facts=facts,
        values=numbers(rows) if rows else {},
        layers=tuple(each.name for each in alike),
        wrong=row is None,
    )


def _wire(pen, box, wire, before):
    tail, head, points = wire
    unit, skipping = box.item.unit, is_skip(box.item.unit, wire[0], wire[1])
    source = unit.layers[tail].name if tail >= 0 else before
    if tail >= 0 or not _is_long(unit, tail):
        wrong = unit.wrong and head == len(unit.layers) - 1
        about = {
            "toggles": edits(box.item) if skipping else {},
            "label": words.shape_at(unit, _side(unit, tail, head)) if wrong else "",
            "wrong": wrong,
        }
        kind = unit.inner_skip if skipping and unit.skip else "branch"
        pen.edge(kind, (source, unit.layers[head].name), _moved(box, points), **about)


def _is_long(unit, tail):
    """Whether an outer tensor is a long skip's other end; its line comes with the long skips."""
    return unit.call.part.role == "merge" and tail == -1


def _side(unit, tail, head):
    """Which input of a layer a line is: for a merge, the shortcut comes first."""
    return 0 if is_skip(unit, tail, head) else 1


def _ghost(pen, box, before):
    (x0, y0), (x1, y1) = entry(box)[1][0], exit_of(box)[0]
    top = box.top + INSET + ARC * 0.2
    points = arc(x0, y0, x1 + INSET / 2, y1, top)
    pen.edge("ghost", (before, box.out), points, toggles=edits(box.item))


def _moved(box, points):
    left, top = box.inner
    return tuple((left + x, top + y) for x, y in points)
