"""From a description to calls of its parts, and from calls to a graph.

The calls are laid out once, by `calls`; running them on symbolic layers gives the graph, and
printing them gives the source.
"""

from dataclasses import dataclass

from explorer import blocks, layers
from explorer.blocks import Part
from explorer.specs import Network


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
        tensor: what reached the failing part.
    """

    def __init__(self, network, call, cause, sections, tensor):
        self.network, self.call, self.cause = network, call, cause
        self.sections, self.tensor = tuple(sections), tensor
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
    x = inputs = layers.Input(network.input_shape, name="inputs")
    kept, marks, laid_out = {"input": x}, [layers.now()], []
    for call in calls(network):
        tensors = (x, kept[call.skip_from]) if call.skip_from else (x,)
        try:
            x = call.part.function(*tensors, **call.arguments, name=call.name)
        except layers.ShapeError as error:
            raise AssemblyError(network, call, error, _sections(x, laid_out, marks), x) from None
        if call.keep_as:
            kept[call.keep_as] = x
        laid_out.append(call)
        marks.append(layers.now())
    graph = layers.Graph(inputs, x, network.name)
    graph.sections = tuple(_sort(graph.layers[1:], laid_out, marks))
    return graph


def ways_out(network, call, cause):
    """Changes of the description that mend a merge of two different shapes."""
    if not call.place.startswith("stage") or call.skip_from:
        return _without_skip(network, call) if call.skip_from else ()
    number = int(call.place.removeprefix("stage"))
    stage = network.stages[number - 1]
    tried = []
    if isinstance(cause.layer, layers.Add):
        tried = [{"shortcut": "projection"}, *_equal_filters(stage, cause), {"skip": False}]
    elif stage.strides != 1:
        tried = [{"strides": 1}]
    return tuple(
        Fix(f"set {_words(change)}", fixed)
        for change in tried
        if (fixed := _changed(network, number, change))
    )


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


def _sections(tensor, laid_out, marks):
    return tuple(_sort(layers.ancestors(tensor)[1:], laid_out, marks))


def _equal_filters(stage, cause):
    shortcut, branch = cause.shapes[:2]
    wanted = shortcut[3] * stage.filters // branch[3]
    if wanted != stage.filters and wanted * branch[3] == shortcut[3] * stage.filters:
        return [{"filters": wanted}] if shortcut[1:3] == branch[1:3] else []
    return [{"strides": 1}] if stage.strides != 1 else []


def _changed(network, number, change):
    stage = network.stages[number - 1]
    if not all(key in ("filters", *stage.part.parameters) for key in change):
        return None
    stages = list(network.stages)
    try:
        stages[number - 1] = stage.with_(**change)
    except ValueError:
        return None
    return network.with_(stages=tuple(stages))


def _without_skip(network, call):
    left = tuple(s for s in network.skips if (s.source, s.target) != (call.skip_from, call.place))
    return (
        Fix(f"remove the skip from {call.skip_from} to {call.place}", network.with_(skips=left)),
    )


def _words(change):
    return ", ".join(
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
