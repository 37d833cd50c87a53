"""A picture in words, for those who cannot see it, and its caption."""

from explorer.layers import show
from explorer.picture.facts import compact, numbers

SKIPS = {
    "identity": "an identity skip",
    "pad": "a skip that subsamples and pads",
    "projection": "a projection skip",
    "ghost": "the skip switched off",
    "": "no skip",
}


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
