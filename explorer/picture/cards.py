"""Drawing what is closed: the image, stages, blocks and runs of them as cards, and merges."""

from explorer.layers import show
from explorer.picture import words
from explorer.picture.curves import arc, straight
from explorer.picture.facts import layer_facts, numbers, unit_facts
from explorer.picture.measures import ARC, GAP, MERGE


def image(pen, box):
    """The input."""
    layer = pen.plan.input
    pen.node(
        box.id,
        "image",
        "input",
        ("image", words.size(layer.output.shape)),
        (box.x, box.y, box.w, box.h),
        place="input",
        facts=(("Layer", "Input"), ("Output", show(layer.output.shape))),
        layers=(layer.name,),
    )


def card(pen, box, before):
    """A card, its merge, and its skip as an arc above; `before` is the node it starts from."""
    item = box.item
    merges = {unit.merge for unit in item.units} if box.merge_w else set()
    inside = [layer for unit in item.units for layer in unit.layers]
    pen.node(
        box.id,
        "stage" if item.kind == "stage" else "block",
        "block",
        words.labels(item),
        (box.x, box.y, box.w, box.h),
        count=len(item.units) if item.kind == "card" else 1,
        opens=item.toggles,
        edits=edits(item),
        place=item.place,
        group=home(item),
        facts=unit_facts(item.units, pen.totals),
        values=numbers(pen.rows_of(inside)),
        layers=tuple(layer.name for layer in inside if layer not in merges),
        wrong=any(each.wrong for each in item.units) and not merges,
    )
    if box.merge_w:
        _merge_of(pen, box)
    if item.arched:
        _skip(pen, box, before)


def long_merge(pen, box):
    """The merge where a long skip ends."""
    opens = box.id if len(box.item.unit.layers) > 1 else ""
    inside = tuple(layer.name for layer in box.item.unit.layers)
    _merge(pen, box.id, box.item, (box.x, box.y, box.w, box.h), opens=opens, layers=inside)


def home(item):
    """The frame that an item lies in: its unfolded run, its open stage, or none."""
    return f"{item.run}.frame" if item.run else item.stage


def edits(item):
    """What a touch on an item edits: its stage, or blocks of it."""
    if item.role != "block":
        return {}
    stage = item.unit.number[0]
    if item.kind == "stage":
        return {"stage": stage}
    return {"stage": stage, "blocks": [unit.number[1] for unit in item.units]}


def _merge_of(pen, box):
    unit = box.item.unit
    names = tuple(each.merge.name for each in box.item.units)
    at = (box.merge_x, box.y, box.merge_w, MERGE)
    _merge(pen, box.out, box.item, at, layers=names)
    points = straight((box.x + box.w, box.y), (box.merge_x, box.y))
    label = words.shape_at(unit, 1)
    pen.edge("trunk", (box.id, box.out), points, label=label, wrong=unit.wrong)


def _merge(pen, id, item, at, **more):
    unit = item.unit
    layer = unit.merge or unit.layers[-1]  # a long skip may fail before it is merged
    facts = layer_facts(layer, pen.rows.get(layer.name), pen.totals)
    about = {"place": item.place, "group": home(item), "facts": facts, "wrong": unit.wrong}
    pen.node(id, "merge", "merge", (unit.symbol, ""), at, **about, **more)


def _skip(pen, box, before):
    unit, ghost = box.item.unit, box.ghost
    # Ghosts have no merge to end at, so those of two neighbours keep off each other.
    start = box.x - GAP * (0.3 if ghost else 0.5)
    end = box.right + GAP * 0.3 if ghost else box.merge_x + box.merge_w / 2
    down = box.y if ghost else box.y - MERGE / 2
    points = arc(start, box.y, end, down, box.y - box.h / 2 - ARC * 0.8)
    about = {"toggles": edits(box.item), "label": words.shape_at(unit, 0), "wrong": unit.wrong}
    pen.edge(unit.skip, (before, box.out), points, **about)
