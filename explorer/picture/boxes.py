"""Boxes: the size that each thing in the line needs, and where lines meet it."""

from dataclasses import dataclass

from explorer.picture import words
from explorer.picture.interior import Interior, trunk_entry
from explorer.picture.measures import ARC, CARD_H, GAP, INSET, MERGE, TITLE, stage_size

ALONE = 72  # a card without a merge is so wide that its stage's name fits below it


@dataclass
class Box:
    """One thing in the line: its size, and once it is placed, its corner.

    Attributes:
        above: from its top to where the trunk runs through it.
        merge_w: the width of the merge after a card, or 0.
        before: room left of a merge for the shape that it refused.
        y: of the trunk, at the middle.
    """

    id: str
    item: object
    w: float
    h: float
    interior: Interior | None = None
    merge_w: float = 0
    above: float = 0
    before: float = 0
    x: float = 0
    y: float = 0

    @property
    def left(self):
        """Where the trunk enters."""
        return self.x

    @property
    def lead(self):
        """Room before it, for a shape that a long skip's merge refused."""
        return self.before if self.item.role == "merge" else 0

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
        return self.merge_x + self.merge_w if self.merge_w else self.x + self.w

    @property
    def merge_x(self):
        """Where the merge after a card begins."""
        return self.x + self.w + max(GAP * 0.7, self.before)

    @property
    def ghost(self):
        """Whether it has a skip that is switched off."""
        return self.item.role == "block" and self.item.kind != "stage" and _skip(self) == "ghost"

    @property
    def out(self):
        """The id of the node that the trunk leaves from."""
        if self.interior:
            return self.item.unit.layers[-1].name
        return f"{self.id}.merge" if self.merge_w else self.id

    @property
    def inner(self):
        """The corner that the coordinates of its interior count from."""
        return self.x + INSET, self.top + INSET + self.headroom

    @property
    def headroom(self):
        """Space in an open block for a skip that is switched off."""
        return ARC if self.interior and self.ghost else 0


def size(item, plan, interiors):
    """A box of the size that an item needs."""
    if item.kind == "image":
        return _centred(item, 84, CARD_H)
    if item.kind == "open":
        return _open(item, interiors[item.unit.likeness()])
    if item.kind == "stage":
        return _stage(item, plan.input.output.shape)
    if item.role == "merge":
        return _centred(item, _merge_width(item.unit), MERGE, before=_room(item.unit))
    return _card(item)


def _card(item):
    unit = item.unit
    label, sub = words.labels(item)
    label += f" × {len(item.units)}" if len(item.units) > 1 else ""
    width = max(64, 7.4 * len(label) + 18, 6.4 * len(sub) + 18)
    if unit.merge is None or item.role != "block":
        return _centred(item, max(width, ALONE), CARD_H)
    return _centred(item, width, CARD_H, merge_w=_merge_width(unit), before=_room(unit))


def _stage(item, image):
    width, height = stage_size(item.units[-1].shape or image, image)
    return _centred(item, max(width, 7.2 * max(map(len, words.labels(item))) + 16), height)


def _open(item, inside):
    box = Box(item.id, item, 0, 0, inside)
    box.w = max(inside.width + 2 * INSET, 7 * len(words.title(item)) + 30)
    box.h = inside.height + 2 * INSET + TITLE + box.headroom
    box.above = INSET + box.headroom + inside.entries[trunk_entry(item.unit, inside)][1]
    if item.role == "merge":
        box.before = _room(item.unit)
    return box


def _centred(item, width, height, **more):
    return Box(item.id, item, width, height, above=height / 2, **more)


def _skip(box):
    return box.item.unit.skip


def _merge_width(unit):
    return MERGE if unit.symbol == "+" else 58


def _room(unit):
    label = words.shape_at(unit, 1)
    return 7 * len(label) + 12 if label else 0
