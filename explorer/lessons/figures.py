"""Figures that lessons put into their texts and challenges ask for."""

import math
from typing import NamedTuple

from explorer import layers
from explorer.analysis import WEIGHTED, analyse
from explorer.assembly import AssemblyError, trace


class Figures(NamedTuple):
    """Of one network.

    Attributes:
        params, trainable: numbers of parameters.
        mmacs: millions of multiply-accumulates for one image.
        field: pixels that an output pixel sees.
    """

    params: int
    trainable: int
    mmacs: float
    depth: int
    layers: int
    field: int


def figures(network):
    """The figures of a network that can be built; raises AssemblyError for another one."""
    return _short(analyse(trace(network)))


def figures_of(network):
    """What texts may name: `here`, `row` and `shape` by layer, or the `problem`."""
    try:
        summary = analyse(trace(network))
    except AssemblyError:
        return {"problem": refusal(network)}
    rows = {row.name: row for row in summary.rows}
    shapes = {name: layers.show(row.output_shape) for name, row in rows.items()}
    return {"here": _short(summary), "row": rows, "shape": shapes}


def refusal(network):
    """Why a network cannot be built, without the ways out; "" where it can."""
    try:
        trace(network)
    except AssemblyError as error:
        ways = f": {error.ways_out[0].text}" if error.ways_out else None
        return str(error).split(ways)[0] if ways else str(error)
    return ""


def shortest(network):
    """Weighted layers on the shortest path from the image to the output."""
    graph, least = trace(network), {}
    for layer in graph.layers:
        before = min([least[x.layer] for x in layer.inputs], default=0)
        least[layer] = before + isinstance(layer, WEIGHTED)
    return least[graph.output.layer]


def skips(network):
    """How many of a network's blocks have a skip that is on, and how many could."""
    switchable = [stage for stage in network.stages if "skip" in stage.part.parameters]
    on = sum(_on(stage) for stage in switchable)
    return on, sum(stage.blocks for stage in switchable)


def skips_missing(network):
    """Yields what keeps a network from being residual in every block, in words."""
    on, count = skips(network)
    if count == 0:
        yield "It has no block that can have a skip: add a residual one."
    elif on < count:
        yield f"{count - on} of its {count} skips are off: switch every skip on."


def share_of_paths(blocks, shortest_, longest):
    """The share of the 2^blocks paths that pass through so many blocks, in percent."""
    paths = sum(math.comb(blocks, length) for length in range(shortest_, longest + 1))
    return 100 * paths / 2**blocks


def _on(stage):
    return sum(stage.skip) if isinstance(stage.skip, tuple) else stage.skip * stage.blocks


def _short(summary):
    return Figures(
        summary.params,
        summary.trainable_params,
        summary.macs / 1e6,
        summary.depth,
        summary.layers,
        summary.receptive_field,
    )
