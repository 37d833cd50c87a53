"""A network as a table, grouped and folded as its picture is."""

from explorer.picture.facts import numbers
from explorer.picture.units import read
from explorer.picture.view import View, items


def outline(network, view=None):
    """The rows of a summary in the order of a picture; what is closed there is one row.

    Returns: a dict for each row.
        "node": the id in the scene of the same view.
        "name", "type": of the layer, or of the block or stage; "count": how many it sums up.
        "output_shape": with None for the batch; None where an error stopped it.
        "params", "macs": sums; "receptive_field": pixels of the image, the largest.
        "inputs": the "node" of each row that it is connected to.
    """
    plan = read(network)
    parts = [("image", plan.input.name, "InputLayer", ((plan.input,),))]
    for item in items(plan, view or View()):
        parts += _opened(item) if item.kind == "open" else [_closed(item)]
    homes = {layer: node for node, _, _, groups in parts for group in groups for layer in group}
    figures = _figures(plan)
    return [_row(part, homes, figures) for part in parts]


def _opened(item):
    """A part for each layer; in a folded run, with its equals in the other blocks."""
    for equals in zip(*[unit.layers for unit in item.units], strict=True):
        layer = equals[0]
        yield layer.name, layer.name, type(layer).__name__, tuple((each,) for each in equals)


def _closed(item):
    part, groups = item.unit.call.part, tuple(unit.layers for unit in item.units)
    return item.id, item.id, part.name.replace("_", " "), groups


def _figures(plan):
    first = {"params": 0, "macs": 0, "receptive_field": 1}
    rows = [row for unit in plan.units for row in unit.rows]
    each = {row.name: numbers([row]) for row in rows}
    return {plan.input.name: first, **each}


def _row(part, homes, figures):
    node, name, type_, groups = part
    members = [layer for group in groups for layer in group]
    known = [figures[layer.name] for layer in members if layer.name in figures]
    last = members[-1]
    return {
        "node": node,
        "name": name,
        "type": type_,
        "count": len(groups),
        "output_shape": last.output.shape if last.name in figures else None,
        "params": sum(values["params"] for values in known),
        "macs": sum(values["macs"] for values in known),
        "receptive_field": max((values["receptive_field"] for values in known), default=None),
        "inputs": tuple(_inputs(members, homes, node)),
    }


def _inputs(members, homes, node):
    found = [homes[x.layer] for layer in members for x in layer.inputs]
    return [home for home in dict.fromkeys(found) if home != node]
