"""What differs inside of blocks: layers that one has and the other lacks, or has otherwise."""

from explorer.comparison import options, wording
from explorer.picture.units import read
from explorer.picture.words import SKIPS


def units(network):
    """What a picture reads of a network, by id; up to the error where it cannot be built."""
    return {unit.id: unit for unit in read(network).units}


def layers(unit):
    """The layers of a unit by the names that they have within it."""
    return {layer.name.removeprefix(f"{unit.id}_"): layer for layer in unit.layers}


def is_alike(one, two):
    """Whether two layers do the same, whatever they are called."""
    return type(one) is type(two) and one.arguments() == two.arguments()


def is_wired_alike(one, two):
    """Whether the layers of two units of the same layers are connected in the same way."""
    return _wires(one) == _wires(two)


def consequences(pairs, inside):
    """What blocks of the same kind differ in all the same, for the shapes that reach them differ.

    Args:
        pairs: ids of blocks that stand for each other.
        inside: the `units` of both networks.

    Returns: ("block 1", (words for each side), ids here, ids there), equal words put together.
    """
    found = {}
    for pair in pairs:
        here, there = (known.get(id) for known, id in zip(inside, pair, strict=True))
        if here and there and _same_plan(here.call, there.call) and (told := _told(here, there)):
            found.setdefault(told, []).append(pair)
    for told, ids in found.items():
        numbers = [int(id.rpartition("block")[2]) for id, _ in ids]
        yield wording.in_blocks(numbers), told, *zip(*ids, strict=True)


def _same_plan(one, two):
    """Whether nothing that the words tell of anyway gives two blocks other layers."""
    sizes = {"filters": 0, "strides": 0}
    plans = [options.of_call(call) | sizes for call in (one, two)]
    return one.part.name == two.part.name and plans[0] == plans[1]


def _told(here, there):
    if here.skip != there.skip:
        return SKIPS[here.skip], SKIPS[there.skip]
    one, two = layers(here), layers(there)
    more = ([name for name in own if name not in other] for own, other in ((one, two), (two, one)))
    told = tuple(f"layers {', '.join(names)}" if names else "no such layers" for names in more)
    return told if one.keys() != two.keys() else None


def _wires(unit):
    names = {layer: name for name, layer in layers(unit).items()}
    return {name: [names.get(x.layer) for x in layer.inputs] for layer, name in names.items()}
