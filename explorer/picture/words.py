"""A picture in words: what stands on its boxes, its caption, and a list of what it shows."""

from explorer.layers import show
from explorer.picture.facts import compact, numbers

SKIPS = {
    "identity": "an identity skip",
    "pad": "a skip that subsamples and pads",
    "projection": "a projection skip",
    "ghost": "the skip switched off",
    "": "no skip",
}


def labels(item):
    """The two lines on the card of a stage, a block, the stem or the head."""
    unit, name = item.unit, item.unit.call.part.name.replace("_", " ")
    if item.role in ("stem", "head"):
        return item.role, name
    if item.kind == "stage":
        shape = item.units[-1].shape
        return f"{len(item.units)} × {name}", size(shape) if shape else "cannot be built"
    filters = unit.call.arguments.get("filters")
    strides = unit.call.arguments.get("strides", 1)
    return name, f"{filters}{f', /{strides}' if strides != 1 else ''}"


def title(item):
    """What stands on the frame of an open block, or of the first of a folded run."""
    return item.unit.id + (f" and {len(item.units) - 1} more" if len(item.units) > 1 else "")


def size(shape):
    """A shape as `32 × 32 × 16`."""
    return " × ".join(str(number) for number in shape[1:])


def shape_at(unit, index):
    """The shape that reaches a merge which refused it, to stand beside the line."""
    if not unit.wrong or unit.merge is None or len(unit.merge.inputs) <= index:
        return ""
    return show(unit.merge.inputs[index].shape)


def caption(plan):
    """One line: the name, the size, the skips."""
    figures = numbers([row for unit in plan.units for row in unit.rows])
    skips = sum(unit.merge is not None for unit in plan.units)
    return (
        f"{plan.name}: {figures['params']:,} parameters, {compact(figures['macs'])} MACs, "
        f"{skips} skip{'' if skips == 1 else 's'}"
    )


def describe(shown):
    """A sentence for each thing in the picture, in order."""
    return [_sentence(item) for item in shown if item.units]


def _sentence(item):
    unit, count = item.unit, len(item.units)
    ends = f", to {show(item.units[-1].shape)}" if item.units[-1].shape else ": it cannot be built"
    if item.role == "merge":
        verb = "added to" if unit.symbol == "+" else "put beside"
        return f"{unit.call.skip_from} is {verb} the output of {unit.place}{ends}"
    if item.role != "block":
        return f"{unit.place}: {unit.call.part.label}{ends}"
    kind = unit.call.part.label.lower()
    kinds = {each.skip for each in item.units}
    skips = " or ".join(SKIPS[skip] for skip in sorted(kinds))
    if count == 1:
        return f"{unit.id}: {kind} with {skips}{ends}"
    return f"{unit.place}: {count} blocks, {kind}, with {skips}{ends}"
