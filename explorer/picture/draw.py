"""From a description and a view to a scene: boxes are sized, placed, and drawn with their lines."""

from explorer.picture import strip, words
from explorer.picture.facts import numbers
from explorer.picture.interior import lay_out
from explorer.picture.nodes import Pen, size
from explorer.picture.scene import Scene
from explorer.picture.units import read
from explorer.picture.view import Item, View, items


def draw(network, view=None):
    """Draw a network; one that cannot be built is drawn up to its error.

    Raises: PictureError where layers are to be shown and Graphviz is missing.
    """
    plan = read(network)
    shown = [Item("image", "image", "input", (), ""), *items(plan, view or View())]
    interiors = lay_out([item.unit for item in shown if item.kind == "open"])
    boxes = [size(item, plan, interiors) for item in shown]
    joins = [box for box in boxes if box.item.role == "merge"]
    rows = strip.place(boxes, {box.id for box in joins})
    pen = Pen(plan, numbers([row for unit in plan.units for row in unit.rows]))
    for row in rows:
        pen.frames(row)
    for box in boxes:
        pen.box(box)
    pen.trunk(rows)
    pen.long_skips(rows, joins)
    width = max(box.right for box in boxes) + strip.MARGIN + strip.PAD
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
