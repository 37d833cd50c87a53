"""From a description to calls of its parts, and from calls to a graph.

The calls are laid out once, by `calls`; running them on symbolic layers gives the graph, and
printing them gives the source.
"""

import math
from dataclasses import dataclass

from explorer import blocks, layers
from explorer.blocks import Part
from explorer.specs import Network, SpecError

MAX_NUMBERS = 2**31  # in a tensor, for one image


@dataclass(frozen=True)
class Call:
    """One line of the model: `output = part(x, **arguments, name=name)`.

    Attributes:
        place: "stem", "stage1", ..., "head".
        skip_from: the variable that holds a long skip's other end, or "".
        keep_as: the variable that keeps the output for a later long skip, or "".
    """

    part: Part
    arguments: dict
    name: str
    place: str
    skip_from: str = ""
    keep_as: str = ""


@dataclass(frozen=True)
class Section:
    """The layers that one call made, in the order of their calls."""

    call: Call
    layers: tuple


@dataclass(frozen=True)
class Fix:
    """A way out of an error: words, and the description that results."""

    text: str
    network: Network


class AssemblyError(ValueError):
    """A part of the network cannot take what reaches it.

    Attributes:
        network: the description.
        call: where it happened.
        cause: the layer's ShapeError.
        sections: everything before it, for a picture up to the error.
        source: the input layer.
    """

    def __init__(self, network, call, cause, sections, source):
        self.network, self.call, self.cause = network, call, cause
        self.sections, self.source = tuple(sections), source
        self.ways_out = ways_out(network, call, cause)
        super().__init__(_explain(call, cause, self.ways_out))


def calls(network):
    """Lay a network out as calls, in order."""
    kept = {skip.source for skip in network.skips}
    stem, head = network.stem, network.head
    if stem.kind != "none":
        yield Call(
            blocks.find("stem", stem.kind),
            stem.options,
            "stem",
            "stem",
            keep_as="stem" if "stem" in kept and not _skips_to(network, "stem") else "",
        )
    yield from _joins(network, "stem", kept)
    for number, stage in enumerate(network.stages, start=1):
        yield from _stage_calls(network, stage, f"stage{number}", kept)
    if head.kind != "none":
        yield Call(blocks.find("head", head.kind), head.options, "head", "head")


def trace(network):
    """Run a network's calls on symbolic layers.

    Returns: a Graph, its layers sorted into `sections`, a call each.
    Raises: AssemblyError, which names the stage, the block, the shapes and the ways out.
    """
    try:
        return _run(network)
    except _StoppedError as stop:
        raise AssemblyError(network, stop.call, stop.cause, stop.sections, stop.source) from None


def ways_out(network, call, cause):
    """Changes of the description that lead past an error; each was tried."""
    return tuple(
        Fix(text, fixed)
        for text, fixed in _ideas(network, call, cause)
        if _leads_past(fixed, network, call)
    )


class _StoppedError(Exception):
    """A call refused what reached it; `sections` are the calls before it."""

    def __init__(self, call, cause, sections, source):
        self.call, self.cause, self.sections, self.source = call, cause, sections, source


def _run(network):
    x = inputs = layers.Input(network.input_shape, name="inputs")
    kept, marks, laid_out = {"input": x}, [layers.now()], []
    for call in calls(network):
        tensors = (x, kept[call.skip_from]) if call.skip_from else (x,)
        try:
            made = call.part.function(*tensors, **call.arguments, name=call.name)
            _check_size(made)
        except layers.ShapeError as error:
            sections = _sort(layers.ancestors(x)[1:], laid_out, marks)
            raise _StoppedError(call, error, tuple(sections), inputs.layer) from None
        x = made
        if call.keep_as:
            kept[call.keep_as] = x
        laid_out.append(call)
        marks.append(layers.now())
    graph = layers.Graph(inputs, x, network.name)
    graph.sections = tuple(_sort(graph.layers[1:], laid_out, marks))
    return graph


def _check_size(x):
    if math.prod(x.shape[1:]) > MAX_NUMBERS:
        problem = f"makes {layers.show(x.shape)}, too large: use fewer filters or smaller images"
        raise layers.ShapeError(x.layer, (x.shape,), problem)


def _stage_calls(network, stage, place, kept):
    joined = _skips_to(network, place)
    for index in range(stage.blocks):
        last = index == stage.blocks - 1 and not joined
        yield Call(
            stage.part,
            stage.arguments(index),
            f"{place}_block{index + 1}",
            place,
            keep_as=place if last and place in kept else "",
        )
    yield from _joins(network, place, kept)


def _joins(network, place, kept):
    joined = _skips_to(network, place)
    for skip in joined:
        yield Call(
            blocks.find("merge", skip.merge),
            {},
            f"{skip.merge}_{skip.source}_to_{place}",
            place,
            skip_from=skip.source,
            keep_as=place if skip is joined[-1] and place in kept else "",
        )


def _skips_to(network, place):
    return [skip for skip in network.skips if skip.target == place]


def _sort(nodes, laid_out, marks):
    index = 0
    for call, end in zip(laid_out, marks[1:], strict=True):
        start = index
        while index < len(nodes) and nodes[index].called < end:
            index += 1
        yield Section(call, tuple(nodes[start:index]))


def _ideas(network, call, cause):
    """Pairs of words and a description that may mend an error."""
    if call.skip_from:
        left = tuple(s for s in network.skips if (s.source, s.merge, s.target) != _joined(call))
        yield f"remove the skip from {call.skip_from} to {call.place}", network.with_(skips=left)
    elif call.place == "stem":
        yield "set stem to conv", network.with_(stem={"kind": "conv"})
    elif call.place == "head":
        yield from _head_ideas(network, call, cause)
    else:
        number = int(call.place.removeprefix("stage"))
        for change in _stage_ideas(network.stages[number - 1], cause):
            if fixed := _changed(network, number, change):
                yield f"set {_words(change)}", fixed


def _joined(call):
    return call.skip_from, call.part.name, call.place


def _head_ideas(network, call, cause):
    if "pool_size" in call.part.parameters and len(cause.shapes[0]) == 4:
        size = min(cause.shapes[0][1:3])
        head = {**network.head.to_dict(), "pool_size": size}
        yield f"set pool_size to {size}", network.with_(head=head)


def _stage_ideas(stage, cause):
    if isinstance(cause.layer, layers.Add) and len(cause.shapes) == 2:
        return [{"shortcut": "projection"}, *_equal_shapes(stage, cause), {"skip": False}]
    return [{"strides": 1}]


def _equal_shapes(stage, cause):
    shortcut, branch = cause.shapes
    wanted = shortcut[3] * stage.filters // branch[3]
    if wanted * branch[3] != shortcut[3] * stage.filters:
        return []
    widths = {"filters": wanted} if wanted != stage.filters else {}
    return [{**({"strides": 1} if shortcut[1:3] != branch[1:3] else {}), **widths}]


def _changed(network, number, change):
    stage = network.stages[number - 1]
    if not all(key in stage.part.parameters for key in change):
        return None
    stages = list(network.stages)
    try:
        stages[number - 1] = stage.with_(**change)
        return network.with_(stages=tuple(stages))
    except SpecError:
        return None


def _leads_past(fixed, network, call):
    if fixed == network:
        return False
    try:
        _run(fixed)
    except _StoppedError as stop:
        names = [each.name for each in calls(network)]
        return stop.call.name in names[names.index(call.name) + 1 :]
    return True


def _words(change):
    return " and ".join(
        f"{key} {'off' if value is False else f'to {value}'}" for key, value in change.items()
    )


def _explain(call, cause, fixes):
    shapes = [layers.show(shape) for shape in cause.shapes]
    if isinstance(cause.layer, layers.Add) and len(shapes) == 2:
        problem = f"adds {shapes[1]} to {shapes[0]}"
    else:
        problem = f"cannot be built: {cause.problem}"
    ways = ", or ".join(
        fix.text.removeprefix("set ") if i else fix.text for i, fix in enumerate(fixes)
    )
    return f"{call.name} {problem}" + (f": {ways}" if ways else "")
