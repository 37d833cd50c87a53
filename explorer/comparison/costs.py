"""Where a network's parameters and multiply-accumulates are, for charts."""

from itertools import groupby
from typing import NamedTuple

from explorer.analysis import analyse, depths
from explorer.assembly import trace


class Cost(NamedTuple):
    """What a network costs: weights, and multiply-accumulates of one image."""

    params: int
    macs: int


class StageCost(NamedTuple):
    """What one place costs: "stem", "stage1", ..., "head"."""

    place: str
    params: int
    macs: int


class FieldPoint(NamedTuple):
    """The receptive field after one block.

    Attributes:
        block: "stem", "stage1_block1", ...
        place: "stem", "stage1", ...
        depth: weighted layers on the longest path up to here.
        pixels: of the image (the larger side) that one output pixel sees.
    """

    block: str
    place: str
    depth: int
    pixels: int


def cost(network):
    """What a whole network costs. Raises: AssemblyError."""
    found = analyse(trace(network))
    return Cost(found.params, found.macs)


def stage_costs(network):
    """What each place costs, in order. Raises: AssemblyError."""
    rows = [row for row in analyse(trace(network)).rows if row.place]
    return tuple(
        StageCost(place, sum(row.params for row in each), sum(row.macs for row in each))
        for place, each in ((p, list(g)) for p, g in groupby(rows, key=lambda row: row.place))
    )


def fields(network):
    """The receptive field along the depth, block by block. Raises: AssemblyError."""
    graph = trace(network)
    deep, found = depths(graph), []
    rows = {row.name: row for row in analyse(graph).rows}
    for section in graph.sections:
        # The head is no part of it: its pooling sees all that is left of the image.
        if section.layers and section.call.part.role != "head":
            last = section.layers[-1]
            pixels = max(rows[last.name].receptive_field)
            found.append(FieldPoint(section.call.name, section.call.place, deep[last], pixels))
    return tuple(found)
