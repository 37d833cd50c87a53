"""Numbers computed from a graph: parameters, MACs, memory, receptive field, depth.

MACs are multiply-accumulates of convolutions and dense layers for one image (flops = 2 * macs).
Every figure is one loop over the graph.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from explorer import layers

PIXEL = layers.Window()
LARGEST_STEP = 2.0**32  # pixels; strides on an image of one pixel multiply without end
RUNTIME_BYTES = 300 * 2**20  # what a training process takes before parameters and images


class Row(NamedTuple):
    """One layer of the summary.

    Attributes:
        output_shape: Keras's, with None for the batch.
        inputs: the names of the layers it is connected to.
        place: "stem", "stage1", ..., "head", or "" for the input.
        block: the name of the block, as "stage1_block2".
        receptive_field: pixels (height, width) of the image that one output pixel sees.
    """

    name: str
    layer: str
    output_shape: tuple
    params: int
    trainable_params: int
    macs: int
    inputs: tuple
    place: str
    block: str
    receptive_field: tuple


@dataclass(frozen=True)
class Summary:
    """The figures of a network; `layers` counts what `model.layers` counts.

    Attributes:
        receptive_field: pixels of the image that an output pixel sees (the larger side),
            global pooling and dense layers not counted.
        depth: weighted layers on the longest path, projections not counted.
        activations: numbers that a forward pass of one image leaves for the backward pass.
    """

    name: str
    layers: int
    params: int
    trainable_params: int
    macs: int
    receptive_field: int
    depth: int
    activations: int
    output_shape: tuple
    rows: tuple

    def training_bytes(self, batch_size):
        """An upper estimate of what training adds to a process, in bytes.

        300 MiB + 16 bytes a parameter (value, gradient, two moments) + 4 bytes an activation
        and image; measured growth stayed below it from ResNet-20 to 15.6 M parameters.
        """
        return RUNTIME_BYTES + 16 * self.params + 4 * self.activations * batch_size


def analyse(graph):
    """Compute the summary of a graph."""
    rows = rows_of(graph)
    return Summary(
        name=graph.name,
        layers=len(rows),
        params=sum([row.params for row in rows]),
        trainable_params=sum([row.trainable_params for row in rows]),
        macs=sum([row.macs for row in rows]),
        receptive_field=max(rows[-1].receptive_field),
        depth=depth(graph),
        activations=sum([math.prod(row.output_shape[1:]) for row in rows]),
        output_shape=graph.output.shape,
        rows=rows,
    )


def rows_of(graph):
    """The rows of a summary, for anything with `layers` in the order of calls and `sections`."""
    fields, places = receptive_fields(graph), _places(graph)
    return tuple([_row(layer, fields[layer], places) for layer in graph.layers])


def receptive_fields(graph):
    """For each layer, how many pixels of the image (height, width) its longest path sees."""
    seen = {}  # layer -> (field, step between neighbouring pixels), each (height, width)
    for layer in graph.layers:
        before = [seen[x.layer] for x in _main_inputs(layer)]
        here, window = before[0] if len(before) == 1 else _widest(before), _window(layer)
        seen[layer] = here if window == PIXEL else _look(window, *here)
    return {layer: (math.ceil(f[0]), math.ceil(f[1])) for layer, (f, _) in seen.items()}


def depth(graph):
    """Weighted layers (convolutions and dense layers) on the longest path.

    A projection stands on the shorter path into a sum, so it is not counted; nor is a gate that
    only weighs channels (squeeze-and-excitation).
    """
    return depths(graph)[graph.output.layer]


def depths(graph):
    """For each layer, the weighted layers on the longest path to it, itself counted."""
    longest = {}
    for layer in graph.layers:
        weighted = isinstance(layer, WEIGHTED)
        longest[layer] = max([longest[x.layer] for x in _main_inputs(layer)], default=0) + weighted
    return longest


WEIGHTED = (
    layers.Conv2D,
    layers.Conv2DTranspose,
    layers.Dense,
    layers.DepthwiseConv2D,
    layers.SeparableConv2D,
)


def _main_inputs(layer):
    return layer.inputs[:1] if isinstance(layer, layers.Multiply) else layer.inputs


def _window(layer):
    # A pool over all that is left of the image is global pooling under another name.
    if isinstance(layer, layers.MaxPooling2D) and layer.output.shape[1:3] == (1, 1):
        return PIXEL
    return layer.window()


def _widest(before):
    if not before:
        return (1, 1), (1, 1)
    return tuple([tuple(map(max, *sizes)) for sizes in zip(*before, strict=True)])


def _look(window, field, step):
    grown, stepped = [], []
    for axis in (0, 1):
        scaled = step[axis] / window.scale[axis]
        reach = (window.kernel[axis] - 1) * window.dilation[axis]
        grown.append(field[axis] + reach * scaled)
        stepped.append(min(scaled * window.strides[axis], LARGEST_STEP))
    return tuple(grown), tuple(stepped)


def _places(graph):
    return {
        layer: (section.call.place, section.call.name)
        for section in graph.sections
        for layer in section.layers
    }


def _row(layer, field, places):
    weights = layer.weights()
    sizes = [math.prod(weight.shape) for weight in weights]
    trainable = [size for size, weight in zip(sizes, weights, strict=True) if weight.trainable]
    place, block = places.get(layer, ("", ""))
    return Row(
        layer.name,
        type(layer).__name__,
        layer.output.shape,
        sum(sizes),
        sum(trainable),
        layer.macs(),
        tuple([x.layer.name for x in layer.inputs]),
        place,
        block,
        field,
    )
