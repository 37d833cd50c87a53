"""Drawing what joins boxes: the trunk, long skips, and the frames of stages and runs."""

from itertools import groupby, pairwise

from explorer.picture import opened, words
from explorer.picture.curves import arc, bent, joined, straight
from explorer.picture.interior import main_skip
from explorer.picture.measures import FOOT, GAP, INSET, MARGIN, MERGE, PAD, TITLE
from explorer.picture.scene import Group
from explorer.picture.strip import DETOUR, framed


def trunk(pen, rows):
    """The line through all boxes, from row to row."""
    boxes = [(box, row) for row in rows for box in row.boxes]
    for (before, row), (after, next_row) in pairwise(boxes):
        start, end = ((before.right, before.y),), ((after.left, after.y),)
        outward = straight(*opened.exit_of(before)) if before.interior else start
        between = _turn(before, after, next_row) if row is not next_row else end
        into, inward, label, wrong = _entry(after)
        way = joined(outward, start, between, end, inward)
        pen.edge("trunk", (before.out, into), way, label=label, wrong=wrong)


def long_skips(pen, spans):
    """Long skips rise above the cards of their row, each in a lane where it meets no other."""
    for span in spans:
        unit, box = span.end.item.unit, span.end
        into, inward, label = box.id, ((span.x1, box.y - MERGE / 2),), words.shape_at(unit, 0)
        if box.interior:
            into, inward = _skip_entry(box)
            label = label if into == unit.layers[-1].name else ""
        ends = {"source": unit.call.skip_from, "target": unit.place}
        about = {"toggles": ends, "label": label, "wrong": bool(label)}
        pen.edge("long", (span.start.out, into), joined(_rise(span, inward[0]), inward), **about)


def frames(pen, rows):
    """A frame around each open stage, and around each run of equal blocks that was unfolded."""
    for row in rows:
        for run in row.runs:
            if framed(run):
                _stage_frame(pen, run, row)
                for id, boxes in groupby(run, key=lambda box: box.item.run):
                    if id:
                        _run_frame(pen, id, list(boxes), row)


def _entry(box):
    if box.interior:
        return opened.entry(box)
    unit, wrong = box.item.unit, box.item.role == "merge" and box.item.unit.wrong
    label = words.shape_at(unit, 1) if wrong else ""
    return box.id, ((box.left, box.y),), label, wrong


def _turn(before, after, next_row):
    """From the end of a row to the start of the next, outside their frames."""
    right, left = before.right + PAD + GAP / 2, next_row.left - GAP / 2
    between = next_row.top - GAP / 2
    corners = ((right, before.y), (right, between), (left, between), (left, after.y))
    return bent((before.right, before.y), *corners, (after.left, after.y))


def _rise(span, end):
    x0, y0 = span.x0, span.start.y
    if not span.rows_apart:
        clear = min(span.row.trunk - span.row.above, y0, end[1])  # no box is cut on the way up
        over = arc(x0, clear, end[0], clear, span.y)
        return joined(((x0, y0),), over, (end,))
    if span.rows_apart == 1:
        return bent((x0, y0), (x0, span.y), (end[0], span.y), end)
    foot = span.start_row.top + span.start_row.height + DETOUR * span.detour
    left = MARGIN / 2 + DETOUR * span.detour
    return bent((x0, y0), (x0, foot), (left, foot), (left, span.y), (end[0], span.y), end)


def _skip_entry(box):
    """The layer of an open merge that a long skip enters, and the way there."""
    _, head, points = main_skip(box.interior)
    left, top = box.inner
    return box.item.unit.layers[head].name, tuple((left + x, top + y) for x, y in points)


def _stage_frame(pen, run, row):
    place, shape = run[0].item.place, run[-1].item.units[-1].shape
    x = run[0].x - run[0].lead - PAD
    pen.groups.append(
        Group(
            place,
            "stage",
            place.replace("stage", "stage "),
            words.size(shape) if shape else "cannot be built",
            *(x, row.trunk - row.above - PAD / 2),
            *(run[-1].right + PAD - x, row.above + row.below + FOOT),
            closes=place,
            edits={"stage": int(place.removeprefix("stage")) - 1},
            place=place,
        )
    )


def _run_frame(pen, id, boxes, row):
    x, top = boxes[0].x - INSET, row.trunk - row.above - PAD / 4
    low = max(box.below for box in boxes) + TITLE
    pen.groups.append(
        Group(
            f"{id}.frame",
            "block",
            f"{len(boxes)} equal blocks",
            "",
            *(x, top, boxes[-1].right + INSET - x, row.trunk + low - top),
            closes=id,
            place=boxes[0].item.place,
            group=boxes[0].item.place,
        )
    )
