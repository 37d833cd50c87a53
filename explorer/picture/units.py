"""A network as a picture reads it: one unit for each call, with its kind of skip.

A network that cannot be built is read up to the layer that refused, that layer included.
"""

from dataclasses import dataclass

from explorer import layers
from explorer.analysis import WEIGHTED, Row, rows_of
from explorer.assembly import AssemblyError, Call, Section, trace

MERGES = (layers.Add, layers.Concatenate)


@dataclass(frozen=True)
class Unit:
    """One call of the description.

    Attributes:
        layers: its symbolic layers, in the order of the calls.
        rows: their figures; one fewer where the last layer refused its inputs.
        merge: the layer where the skip ends, or None.
        skip: "identity", "pad", "projection", "long", "ghost" (switched off) or "".
        bypass: the layers that only the shortcut passes.
        number: (stage, block) from 0, or None for stem, head and merges.
    """

    call: Call
    layers: tuple
    rows: tuple[Row, ...]
    merge: object
    skip: str
    bypass: frozenset
    number: tuple | None
    wrong: bool = False

    @property
    def id(self):
        return self.call.name

    @property
    def place(self):
        return self.call.place

    @property
    def inner_skip(self):
        """The kind of the skip's own line among the layers: what both ways share is before it."""
        return self.skip if self.bypass or self.skip != "projection" else "identity"

    @property
    def symbol(self):
        adds = self.call.part.name == "add" or isinstance(self.merge, layers.Add)
        return "+" if adds else "concat"

    @property
    def shape(self):
        """The output's shape; None where an error stopped it."""
        return None if self.wrong else self.layers[-1].output.shape if self.layers else None

    def likeness(self):
        """What equal blocks share: everything but their names and numbers.

        Blocks that concatenate are equal however many channels have come together before them.
        """
        arguments = tuple(sorted((k, repr(v)) for k, v in self.call.arguments.items()))
        inside, grows = set(self.layers), isinstance(self.merge, layers.Concatenate)
        inputs = (x for layer in self.layers for x in layer.inputs if x.layer not in inside)
        entries = () if grows else tuple(x.shape for x in inputs)
        part, start = self.call.part.name, self.call.skip_from
        return (part, self.place, start, arguments, entries, self.skip, self.wrong)


@dataclass(frozen=True)
class Plan:
    """A network read for drawing; `error` is the AssemblyError that stopped it, or None."""

    name: str
    input: object
    units: tuple[Unit, ...]
    error: AssemblyError | None = None


@dataclass(frozen=True)
class _Partial:
    layers: tuple
    sections: tuple


def read(network):
    """Trace a network and read it unit by unit, up to an error if there is one."""
    try:
        graph, error = trace(network), None
        known, sections, refused = graph.layers, graph.sections, None
    except AssemblyError as failure:
        error, refused = failure, failure.cause.layer
        sections = (*failure.sections, _failed(failure))
        known = [failure.source, *(layer for section in sections for layer in section.layers)]
        known = [layer for layer in known if layer is not refused]
    rows = {row.name: row for row in rows_of(_Partial(tuple(known), sections))}
    counted, units = {}, []
    for section in sections:
        number = _number(section.call, counted)
        units.append(_unit(section, rows, number, refused))
    return Plan(network.name, known[0], tuple(units), error)


def _failed(failure):
    before = {layer for section in failure.sections for layer in section.layers}
    inside = {failure.cause.layer}
    for x in failure.cause.layer.inputs:
        inside |= set(layers.ancestors(x)) - before - {failure.source}
    started = [layer for layer in inside if layer is not failure.cause.layer]
    started.sort(key=lambda layer: layer.called)
    return Section(failure.call, (*started, failure.cause.layer))


def _number(call, counted):
    if call.part.role != "block":
        return None
    block = counted.get(call.place, 0)
    counted[call.place] = block + 1
    return int(call.place.removeprefix("stage")) - 1, block


def _unit(section, rows, number, refused):
    call, inside = section.call, section.layers
    merge = next((layer for layer in reversed(inside) if _joins(layer)), None)
    merge = merge if "skip" in call.part.parameters or call.part.role == "merge" else None
    bypass = _bypass(merge, inside) if merge else frozenset()
    own = tuple(rows[layer.name] for layer in inside if layer.name in rows)
    wrong = refused in inside
    return Unit(call, inside, own, merge, _skip(call, merge, inside), bypass, number, wrong)


def _joins(layer):
    return isinstance(layer, MERGES) and len(layer.inputs) > 1


def _bypass(merge, inside):
    """The layers between the unit's entry and the merge's first input that the branch lacks."""
    shortcut, branch = (_within(x.layer, set(inside)) for x in merge.inputs[:2])
    return frozenset(shortcut - branch)


def _within(layer, inside):
    """A layer and those before it, inside one unit."""
    found, waiting = set(), [layer]
    while waiting:
        layer = waiting.pop()
        if layer in inside and layer not in found:
            found.add(layer)
            waiting.extend(x.layer for x in layer.inputs)
    return found


def _skip(call, merge, inside):
    if call.part.role == "merge":
        return "long"
    if merge is None:
        return "ghost" if call.arguments.get("skip") is False else ""
    passed = _within(merge.inputs[0].layer, set(inside))  # a downsampling both ways share, too
    if not passed:
        return "identity"
    weighted = (*WEIGHTED, layers.BatchNormalization)
    return "projection" if any(isinstance(x, weighted) for x in passed) else "pad"
