"""From a description and a view to a scene: boxes are sized, placed, and drawn with their lines."""

from explorer.picture import cards, interior, lines, opened, strip, words
from explorer.picture.boxes import size
from explorer.picture.measures import MARGIN, PAD
from explorer.picture.pen import Pen
from explorer.picture.scene import Scene
from explorer.picture.units import read
from explorer.picture.view import Item, View, items


def draw(network, view=None, lay_out=interior.lay_out):
    """Draw a network; one that cannot be built is drawn up to its error.

    Raises: PictureError where layers are to be shown and Graphviz is missing.
    """
    plan = read(network)
    shown = [Item("image", "image", "input", (), ""), *items(plan, view or View())]
    interiors = lay_out([item.unit for item in shown if item.kind == "open"])
    boxes = [size(item, plan, interiors) for item in shown]
    rows, spans = strip.place(boxes)
    pen = Pen(plan)
    lines.frames(pen, rows)
    before = ""
    for box in boxes:
        _draw(pen, box, before)
        before = box.out
    lines.trunk(pen, rows)
    lines.long_skips(pen, spans)
    width = max(box.right for box in boxes) + MARGIN + PAD
    return Scene(
        plan.name,
        words.caption(plan),
        round(max(width, 320), 1),
        round(rows[-1].top + rows[-1].height, 1),
        tuple(pen.nodes),
        tuple(pen.edges),
        tuple(pen.groups),
        tuple(words.describe(shown)),
        str(plan.error or ""),
    )


def _draw(pen, box, before):
    if box.item.kind == "image":
        cards.image(pen, box)
    elif box.item.kind == "open":
        opened.block(pen, box, before)
    elif box.item.role == "merge":
        cards.long_merge(pen, box)
    else:
        cards.card(pen, box, before)
