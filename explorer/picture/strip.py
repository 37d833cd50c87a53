"""The layout of a network as a line of cards by stage, wrapped into rows, skips as arcs above.

A line needs no Graphviz: boxes follow each other, rows break before stages where that makes the
whole picture larger on the screen. Opened blocks bring their interior along.
"""

from dataclasses import dataclass, field
from itertools import accumulate

from explorer.picture.measures import ARC, FOOT, GAP, LANE, MARGIN, PAD, TITLE

SCREEN = (1080, 520)  # the size that rows are chosen for
SMALLEST = 0.9  # the scale down to which a picture with long skips stays in one row
DETOUR = 10  # between long skips that pass rows on their left
APART = 10  # between long skips of one lane


@dataclass
class Row:
    """Boxes side by side, in runs of one place each; `lanes` for the long skips above them."""

    runs: list = field(default_factory=list)
    width: float = 0
    top: float = 0
    trunk: float = 0
    height: float = 0
    lanes: int = 0
    left: float = MARGIN

    @property
    def boxes(self):
        return [box for run in self.runs for box in run]

    @property
    def above(self):
        """From the highest box, or the arc above it, to the trunk."""
        return max(box.above + (ARC if box.item.arched else 0) for box in self.boxes)

    @property
    def foot(self):
        """Room for the names of open stages."""
        return FOOT if any(map(framed, self.runs)) else PAD

    @property
    def below(self):
        """From the trunk to the lowest box's bottom."""
        unfolded = any(box.item.run for box in self.boxes)
        return max(box.below for box in self.boxes) + (TITLE if unfolded else 0)


@dataclass
class Span:
    """A long skip: from the last box of its source to its merge, in a lane of the merge's row."""

    start: object
    end: object
    start_row: Row
    row: Row
    rows_apart: int
    lane: int = 0
    detour: int = 0  # its number among those that pass whole rows

    @property
    def x0(self):
        return self.start.right + GAP * 0.3

    @property
    def x1(self):
        """Where it comes down: on the merge, or on the layer that it enters first."""
        if not self.end.interior:
            return self.end.x + self.end.w / 2
        return self.end.inner[0] + self.end.interior.entries[0][0]

    @property
    def reach(self):
        """What it takes of its lane, from left to right."""
        return (0 if self.rows_apart > 1 else min(self.x0, self.x1)), max(self.x0, self.x1)

    @property
    def y(self):
        """Where it runs along the row."""
        return self.row.trunk - self.row.above - LANE * (self.lane + 0.5)


def place(boxes):
    """Give every box its corner.

    Args:
        boxes: the boxes in order; their items' places group them.
    Returns: the rows, and a Span for each long skip.
    """
    joins = [box for box in boxes if box.item.role == "merge"]
    rows = _wrapped(_runs(boxes), bool(joins))
    spans = _spans(rows, joins)
    detours = [span for span in spans if span.rows_apart > 1]
    for number, span in enumerate(detours):
        span.detour = number
    for row in rows:
        _place_across(row, MARGIN + DETOUR * len(detours))
    _share_lanes(spans)
    top = MARGIN
    for row in rows:
        _place_down(row, top)
        top += row.height + GAP + DETOUR * sum(span.start_row is row for span in detours)
    return rows, spans


def framed(run):
    """A stage that is open has a frame around its blocks."""
    return bool(run[0].item.stage)


def _runs(boxes):
    runs = []
    for box in boxes:
        if not runs or runs[-1][-1].item.place != box.item.place:
            runs.append([])
        runs[-1].append(box)
    return runs


def _wrapped(runs, long_skips):
    """The rows whose picture, fitted to a screen, is the largest; long skips like one row."""
    pieces = _pieces(runs)
    widths = [sum(map(_run_width, piece)) for piece in pieces]
    one_row = long_skips and SCREEN[0] / sum(widths) >= SMALLEST
    limits = [sum(widths)] if one_row else accumulate(widths)
    tried = [_packed(pieces, widths, max(limit, *widths, 0)) for limit in limits]
    return max(tried, key=_scale)


def _scale(rows):
    """How large the picture is on a screen that it is fitted to; at full size no row is broken."""
    height = sum(row.above + row.below + 2 * PAD + row.foot for row in rows)
    wide = SCREEN[0] / max(row.width for row in rows)
    return min(1, wide, SCREEN[1] / height), -len(rows)


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
    inner = sum(box.lead + box.right - box.left + GAP for box in run) - GAP
    return inner + (2 * PAD if framed(run) else 0) + 1.6 * GAP


def _place_across(row, margin):
    x = row.left = margin
    for run in row.runs:
        x += PAD if framed(run) else 0
        for box in run:
            box.x = x + box.lead
            x = box.right + GAP
        x += 0.6 * GAP + (PAD if framed(run) else 0)


def _place_down(row, top):
    above = PAD + row.above + row.lanes * LANE
    row.top, row.height = top, above + row.below + PAD + row.foot
    row.trunk = top + above
    for box in row.boxes:
        box.y = row.trunk


def _spans(rows, joins):
    ends = {box.item.place: box for row in rows for box in row.boxes}
    number = {box.id: index for index, row in enumerate(rows) for box in row.boxes}
    spans = []
    for box in joins:
        start = ends[box.item.unit.call.skip_from]
        first, last = number[start.id], number[box.id]
        spans.append(Span(start, box, rows[first], rows[last], last - first))
    return spans


def _share_lanes(spans):
    """Short skips run low, and two share a lane where they do not meet."""
    taken = {}
    for span in sorted(spans, key=lambda span: span.reach[1] - span.reach[0]):
        left, right = span.reach
        lanes = taken.setdefault(id(span.row), [])
        free = (n for n, lane in enumerate(lanes) if _is_free(lane, left, right))
        span.lane = next(free, len(lanes))
        if span.lane == len(lanes):
            lanes.append([])
        lanes[span.lane].append((left, right))
        span.row.lanes = len(lanes)


def _is_free(lane, left, right):
    return all(right + APART < start or end + APART < left for start, end in lane)
