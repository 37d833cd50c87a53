"""Symbolic tensors, layers and graphs: Keras's functional interface without Keras.

A layer is called as a Keras layer is, but a call only computes the output's shape and records
itself. Shapes are Keras's: `(None, height, width, channels)`, where `None` is the batch.
"""

import difflib
import itertools
import math
from dataclasses import dataclass, field, fields
from typing import NamedTuple

_clock = itertools.count(1)


class ShapeError(ValueError):
    """A layer cannot take these inputs.

    Attributes:
        layer: the layer that refused.
        shapes: the shapes of its inputs.
        problem: what is wrong, without the layer's name.
    """

    def __init__(self, layer, shapes, problem):
        self.layer, self.shapes, self.problem = layer, tuple(shapes), problem
        super().__init__(f"{type(layer).__name__} {layer.name!r}: {problem}")


class Weight(NamedTuple):
    """One variable of a layer."""

    name: str
    shape: tuple
    trainable: bool = True

    @property
    def size(self):
        return math.prod(self.shape)


class Window(NamedTuple):
    """How a layer looks at the image: pixels of kernel, step and dilation, height then width.

    `scale` is how many output pixels an input pixel becomes (upsampling).
    """

    kernel: tuple = (1, 1)
    strides: tuple = (1, 1)
    dilation: tuple = (1, 1)
    scale: tuple = (1, 1)


class Tensor:
    """The output of a layer: its shape, and the layer it came from."""

    __slots__ = ("layer", "shape")

    def __init__(self, shape, layer):
        self.shape, self.layer = shape, layer

    def __repr__(self):
        # Written by hand: following the layer's inputs would double the text at each merge.
        return f"<Tensor {show(self.shape)} of {self.layer.name}>"


@dataclass(slots=True, eq=False, repr=False)
class Layer:
    """A Keras layer's arguments; calling it records its inputs and its output tensor."""

    name: str = field(kw_only=True)
    created: int = field(init=False)
    called: int = field(init=False)
    inputs: tuple = field(init=False)
    output: Tensor = field(init=False)

    def __post_init__(self):
        self.created, self.called = next(_clock), 0

    def __call__(self, inputs):
        if self.called:
            self._refuse_again()
        self.inputs = tuple(inputs) if isinstance(inputs, list) else (inputs,)
        self.output = Tensor(self.output_shape(*[x.shape for x in self.inputs]), self)
        self.called = next(_clock)
        return self.output

    def __repr__(self):
        return f"<{type(self).__name__} {self.name}>"

    def output_shape(self, shape):
        """The output's shape for inputs of these shapes; raises ShapeError."""
        return shape

    def weights(self):
        """The variables in Keras's order, for the inputs it was called on."""
        return ()

    @property
    def params(self):
        """The number of parameters, moving averages included (Keras's total)."""
        return sum([math.prod(weight.shape) for weight in self.weights()])

    def macs(self):
        """Multiply-accumulates of convolutions and dense layers, for one image."""
        return 0

    def window(self):
        """The part of the image that one output pixel looks at."""
        return Window()

    def arguments(self):
        """The arguments that differ from Keras's defaults, the name left out."""
        given = ((f, getattr(self, f.name)) for f in fields(self) if f.init and f.name != "name")
        return {f.name: value for f, value in given if not _equal(value, f.default)}

    def refuse(self, problem, *shapes):
        raise ShapeError(self, shapes, problem)

    def check_image(self, shape):
        """Refuse the shape of anything but a batch of images."""
        if len(shape) != 4:
            self.refuse(f"needs an image (height, width, channels), got {show(shape)}", shape)

    def check_axis(self, axis, shape):
        """Refuse an axis that a tensor does not have; the batch, axis 0, does not count."""
        if axis == 0 or not -len(shape) < axis < len(shape):
            self.refuse(f"has no axis {axis} to work on in {show(shape)}", shape)

    def _refuse_again(self):
        problem = "is called a second time: make another layer, with a name of its own"
        self.refuse(problem, *[x.shape for x in self.inputs])


@dataclass(slots=True, eq=False, repr=False)
class InputLayer(Layer):
    shape: tuple

    def output_shape(self):
        return (None, *self.shape)


def Input(shape, name):  # noqa: N802 - Keras's name
    """A tensor of images; shape is `(height, width, channels)`."""
    layer = InputLayer(tuple(shape), name=name)
    return layer([])


class Graph:
    """What `keras.Model(inputs, outputs, name=...)` is to Keras.

    Attributes:
        layers: every layer on a path from the input to the output, in the order of the calls.
        sections: which call of the description made which layers; see `assembly.trace`.
    """

    def __init__(self, inputs, outputs, name):
        self.input, self.output, self.name = inputs, outputs, name
        self.layers = ancestors(outputs)
        self.sections = ()

    @property
    def params(self):
        """Keras's total number of parameters."""
        return sum(layer.params for layer in self.layers)

    def nesting(self):
        """How deep Keras recurses when it walks this graph, in layers.

        It goes from the output along the first input of each merge, and to the others later;
        a layer seen before ends the walk.
        """
        depths, waiting = {}, [(self.output.layer, 1)]
        while waiting:
            layer, depth = waiting.pop()
            if layer not in depths:
                depths[layer] = depth
                waiting.extend((x.layer, depth + 1) for x in reversed(layer.inputs))
        return max(depths.values())

    def layer(self, name):
        """The layer of this name; a KeyError suggests close names."""
        named = {layer.name: layer for layer in self.layers}
        if name not in named:
            close = ", ".join(map(repr, difflib.get_close_matches(name, named)))
            hint = f"; did you mean {close}?" if close else ""
            raise KeyError(f"network {self.name!r} has no layer {name!r}{hint}")
        return named[name]


def ancestors(tensor):
    """The layers that a tensor was computed by, in the order of the calls (found by a loop)."""
    found, waiting = {tensor.layer}, [tensor.layer]
    while waiting:
        for x in waiting.pop().inputs:
            if x.layer not in found:
                found.add(x.layer)
                waiting.append(x.layer)
    return sorted(found, key=_called)


def now():
    """A mark in the order of creations and calls."""
    return next(_clock)


def show(shape):
    """A shape as people write it: without the batch, `(32, 32, 16)`."""
    sizes = ", ".join(str(size) for size in shape[1:])
    return f"({sizes},)" if len(shape) == 2 else f"({sizes})"


def pair(value):
    """Keras takes 3 for (3, 3)."""
    return (value, value) if isinstance(value, int) else tuple(value)


def _equal(value, default):
    # Keras reads 1 and [1, 1] as (1, 1).
    if isinstance(default, tuple) and isinstance(value, int | list):
        value = pair(value)
    return value == default


def _called(layer):
    return layer.called
