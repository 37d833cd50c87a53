"""The layout of a network as a line of cards by stage, wrapped into rows, skips as arcs above.

A line needs no Graphviz: boxes follow each other, rows break before stages where that makes the
whole picture larger on the screen. Opened blocks bring their interior along.
"""

import math
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from explorer.picture.interior import Interior

GAP, MERGE, CARD_H, PAD = 20, 24, 56, 16
ARC = 46  # how far a block's skip rises above its card
LANE = 26  # between long skips that run over each other
FOOT = 44  # below a frame's cards, for its label
MARGIN = 24
SCREEN = (1080, 520)  # the size that rows are chosen for


@dataclass
class Box:
    """One thing in the line: its size, and once it is placed, its corner."""

    id: str
    item: object
    w: float
    h: float
    interior: Interior | None = None
    merge_w: float = 0
    above: float = 0  # from its top to where the trunk runs through it
    x: float = 0
    y: float = 0  # of the trunk, at the middle

    @property
    def left(self):
        """Where the trunk enters."""
        return self.x

    @property
    def top(self):
        return self.y - self.above

    @property
    def below(self):
        """From the trunk to its bottom."""
        return self.h - self.above

    @property
    def right(self):
        """Where the trunk leaves, after the merge if there is one."""
        return self.x + self.w + (GAP * 0.7 + self.merge_w if self.merge_w else 0)


@dataclass
class Row:
    """Boxes side by side, in runs of one place each."""

    runs: list = field(default_factory=list)
    width: float = 0
    top: float = 0
    trunk: float = 0
    height: float = 0
    lanes: int = 0

    @property
    def boxes(self):
        return [box for run in self.runs for box in run]

    @property
    def above(self):
        """From the highest box, or the arc above it, to the trunk."""
        return max(box.above + (ARC if box.item.arched else 0) for box in self.boxes)

    @property
    def below(self):
        """From the trunk to the lowest box's bottom."""
        return max(box.below for box in self.boxes)


def place(boxes, long_skips):
    """Give every box its corner.

    Args:
        boxes: the boxes in order; their items' places group them.
        long_skips: the ids of the boxes where long skips end: each wants a lane above its row.
    Returns: the rows.
    """
    runs = _runs(boxes)
    rows = _wrapped(runs, bool(long_skips))
    top = MARGIN
    for row in rows:
        _place_row(row, top, sum(box.id in long_skips for box in row.boxes))
        top += row.height + GAP
    return rows


def _runs(boxes):
    runs = []
    for box in boxes:
        if not runs or runs[-1][-1].item.place != box.item.place:
            runs.append([])
        runs[-1].append(box)
    return runs


def _wrapped(runs, one_row):
    """The rows whose picture, fitted to a screen, is the largest; long skips like one row."""
    pieces = _pieces(runs)
    widths = [sum(map(_run_width, piece)) for piece in pieces]
    limits = [sum(widths)] if one_row else accumulate(widths)
    tried = [_packed(pieces, widths, max(limit, *widths, 0)) for limit in limits]
    return max(tried, key=_scale)


def _scale(rows):
    """How large the picture is on a screen that it is fitted to; over 1.2 no row is broken."""
    height = sum(row.above + row.below + 2 * PAD + FOOT for row in rows)
    wide = SCREEN[0] / max(row.width for row in rows)
    return min(1.2, wide, SCREEN[1] / height), -len(rows)


def _pieces(runs):
    """Runs that stay together: the image and the stem with what follows, the head with the last."""
    pieces = [[]]
    for index, run in enumerate(runs):
        if pieces[-1] and run[0].item.place.startswith("stage") and index > 2:
            pieces.append([])
        pieces[-1].append(run)
    return pieces


def _packed(pieces, widths, limit):
    rows = [Row()]
    for piece, width in zip(pieces, widths, strict=True):
        if rows[-1].runs and rows[-1].width + width > limit:
            rows.append(Row())
        rows[-1].runs += piece
        rows[-1].width += width
    return rows


def _run_width(run):
    inner = sum(box.right - box.left + GAP for box in run) - GAP
    return inner + (2 * PAD if framed(run) else 0) + 1.6 * GAP


def framed(run):
    """A stage that is open has a frame around its blocks."""
    return run[0].item.kind != "stage" and run[0].item.place.startswith("stage")


def _place_row(row, top, lanes):
    row.lanes = lanes
    above = PAD + row.above + lanes * LANE
    row.top, row.height = top, above + row.below + PAD + FOOT
    row.trunk = top + above
    x = MARGIN
    for run in row.runs:
        x += PAD if framed(run) else 0
        for box in run:
            box.x, box.y = x, row.trunk
            x = box.right + GAP
        x += 0.6 * GAP + (PAD if framed(run) else 0)


def arc(x0, y0, x1, y1, top):
    """A line that leaves upwards, runs at `top`, and comes down: two Bezier pieces."""
    middle = (x0 + x1) / 2
    lean = (x1 - x0) * 0.3
    return (
        (x0, y0),
        (x0, top + (y0 - top) * 0.15),
        (middle - lean, top),
        (middle, top),
        (middle + lean, top),
        (x1, top + (y1 - top) * 0.15),
        (x1, y1),
    )


def straight(*points):
    """A line through points, as Bezier pieces."""
    found = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        thirds = [(x0 + (x1 - x0) * t / 3, y0 + (y1 - y0) * t / 3) for t in (1, 2, 3)]
        found += thirds
    return tuple(found)


def turn(x0, y0, x1, y1, between):
    """From the end of a row to the start of the next, outside their frames."""
    right, left = x0 + PAD + GAP / 2, MARGIN - GAP / 2
    return (
        *straight((x0, y0), (right - 8, y0)),
        *((right, y0), (right, y0), (right, y0 + 8)),
        *straight((right, y0 + 8), (right, between - 8))[1:],
        *((right, between), (right, between), (right - 8, between)),
        *straight((right - 8, between), (left + 8, between))[1:],
        *((left, between), (left, between), (left, between + 8)),
        *straight((left, between + 8), (left, y1 - 8))[1:],
        *((left, y1), (left, y1), (left + 8, y1)),
        *straight((left + 8, y1), (x1, y1))[1:],
    )


def descend(x0, y0, x1, y1, between):
    """From a row to a merge in a lower one."""
    return (
        *straight((x0, y0), (x0, between)),
        *straight((x0, between), (x1, between), (x1, y1))[1:],
    )


def stage_size(shape, image):
    """A closed stage: as high as its image is large, as wide as it has channels."""
    height = 44 + 90 * math.sqrt(shape[1] / image[1]) if len(shape) == 4 else 44
    return 44 + 9 * math.log2(max(shape[-1], 2)), height
