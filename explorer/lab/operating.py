"""A network under the knife: blocks are switched off and swapped, with nothing trained again.

What the blocks make of a batch is kept, so that a lesion computes only what lies behind it.
"""

import math
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from keras import ops

from explorer.lab.wiring import Wiring
from explorer.paths import is_merge

OFF = None  # in a plan: the block is switched off


class Block(NamedTuple):
    """A block that can be switched off.

    Attributes:
        source, output: its tensors.
        plain: it has no shortcut, so it is taken out.
        left: the layers that still run when it is switched off.
    """

    source: object
    output: object
    plain: bool
    left: tuple

    @property
    def changes_shape(self):
        return self.source.shape != self.output.shape


class Patient:
    """A model whose blocks can be switched off and swapped.

    Args:
        graph, model: the network's; the model is in evaluation mode.

    Attributes:
        blocks: `{name: Block}`, in the order of the calls.
    """

    def __init__(self, graph, model):
        self._graph, self._wiring = graph, Wiring(graph, model)
        self._sections = [section for section in graph.sections if section.layers]
        self._places = {each.call.name: i for i, each in enumerate(self._sections)}
        self.blocks = {each.call.name: b for each in self._sections if (b := _block(each))}

    @cached_property
    def bytes_an_image(self):
        """What is kept of one image."""
        return 4 * sum(math.prod(_output(each).shape[1:]) for each in self._sections)

    def pairs(self):
        """Pairs of blocks that can stand in each other's place: equal shapes, in and out."""
        shapes = {name: (b.source.shape, b.output.shape) for name, b in self.blocks.items()}
        return [(a, b) for a, b in combinations(self.blocks, 2) if shapes[a] == shapes[b]]

    def without(self, *names):
        """The plan of switching blocks off."""
        return {self._places[name]: OFF for name in names}

    def swapped(self, one, other):
        """The plan of two blocks in each other's place."""
        one, other = self._places[one], self._places[other]
        return {one: other, other: one}

    def intact(self, x):
        """What the input and all blocks give for a batch, `{tensor: array}`."""
        values = {self._graph.input: ops.convert_to_tensor(x)}
        for section in self._sections:
            values[_output(section)] = self._call(section, values)
        return values

    def under(self, plan, intact):
        """The network's output for the batch of `intact`, under a plan."""
        values, changed = dict(intact), False
        for place, section in enumerate(self._sections):
            if place in plan or changed:
                changed = True
                values[_output(section)] = self._act(plan, place, values)
        return values[self._graph.output]

    def _act(self, plan, place, values):
        section = self._sections[place]
        if place not in plan:
            return self._call(section, values)
        block = self.blocks[section.call.name]
        if plan[place] is OFF:
            return self._without(block, values)
        other = self._sections[plan[place]]
        given = {self.blocks[other.call.name].source: values[block.source]}
        return self._call(other, given)

    def _call(self, section, values):
        return self._wiring.run(section.layers, dict(values))[_output(section)]

    def _without(self, block, values):
        if block.plain:
            return _fitted(values[block.source], block.output.shape)
        here = {block.source: values[block.source]}
        source = here[block.source]
        for layer in block.left:
            if is_merge(layer):
                # The branches' zeros: nothing of them is computed.
                shapes = [(len(source), *x.shape[1:]) for x in layer.inputs[1:]]
                here |= {
                    x: ops.zeros(shape, source.dtype)
                    for x, shape in zip(layer.inputs[1:], shapes, strict=True)
                }
        return self._wiring.run(block.left, here)[block.output]


def _output(section):
    return section.layers[-1].output


def _block(section):
    """The Block of a call, or None where it is none, or cannot be switched off."""
    if not section.call.place.startswith("stage") or section.call.skip_from:
        return None
    source, output = section.layers[0].inputs[0], _output(section)
    if any(is_merge(layer) for layer in section.layers):
        return Block(source, output, False, _left(section))
    return Block(source, output, True, ()) if _window(source.shape, output.shape) else None


def _left(section):
    """The layers that the output needs when every merge has its first input only."""
    inside, needed, waiting = set(section.layers), set(), [section.layers[-1]]
    while waiting:
        layer = waiting.pop()
        if layer in inside and layer not in needed:
            needed.add(layer)
            given = layer.inputs[:1] if is_merge(layer) else layer.inputs
            waiting += [x.layer for x in given]
    return tuple([layer for layer in section.layers if layer in needed])


def _window(before, after):
    """How many pixels (height, width) become one, or None where the image does not shrink so."""
    sizes = list(zip(before[1:3], after[1:3], strict=True))
    window = tuple(math.ceil(here / there) for here, there in sizes)
    fits = all(-(-here // w) == there for (here, there), w in zip(sizes, window, strict=True))
    return window if fits else None


def _fitted(x, shape):
    """x averaged to a height and width, with channels of zeros added or the surplus left out."""
    window = _window(x.shape, shape)
    if window != (1, 1):
        x = ops.average_pool(x, window, window, padding="same", data_format="channels_last")
    missing = shape[3] - x.shape[3]
    if missing > 0:
        return ops.pad(x, ((0, 0), (0, 0), (0, 0), (0, missing)))
    return x[..., : shape[3]]
