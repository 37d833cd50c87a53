"""The figures of networks side by side, with the best of each marked."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from explorer.analysis import analyse
from explorer.assembly import AssemblyError, trace
from explorer.comparison.naming import names
from explorer.comparison.sizes import file_bytes, readable

MOST = 6  # networks that are compared at once
BATCH = 128  # images, of the estimate of memory
FLOAT = 4  # bytes
LOW, HIGH = "low", "high"


@dataclass(frozen=True)
class Row:
    """One figure of all the networks, in their order.

    Attributes:
        unit: of the values: "", "pixels", "bytes" or "ms".
        note: a sentence on what is counted, or "".
        better: "low", "high", or "" where neither is.
        values: numbers, None where a network has none.
        texts: the values as people read them, "–" for None.
        ratios: each value as a multiple of the first network's; None for the first, and where
            there is none.
        best: for each network, whether its value is the best; none is where all are equal.
    """

    key: str
    label: str
    unit: str
    note: str
    better: str
    values: tuple
    texts: tuple
    ratios: tuple
    best: tuple


@dataclass(frozen=True)
class Table:
    """The figures of networks.

    Attributes:
        names: what the networks are called here, no two alike.
        errors: for each network why it cannot be built, or "".
    """

    names: tuple
    rows: tuple
    errors: tuple

    def row(self, key):
        """The row of a figure; KeyError where there is none."""
        return {row.key: row for row in self.rows}[key]

    def to_dicts(self):
        """For each network `{"name": ..., key: value, ...}`."""
        return [
            {"name": name, **{row.key: row.values[i] for row in self.rows}}
            for i, name in enumerate(self.names)
        ]


class _Figure(NamedTuple):
    key: str
    label: str
    unit: str
    better: str
    read: Callable
    write: Callable
    note: str = ""


def _count(number):
    return f"{number:,}"


def _milliseconds(number):
    return f"{number:,.0f} ms" if number >= 100 else f"{number:.3g} ms"


_FIGURES = (
    _Figure("params", "params", "", LOW, lambda s, _: s.params, _count),
    _Figure(
        "trainable_params", "trainable params", "", LOW, lambda s, _: s.trainable_params, _count
    ),
    _Figure(
        *("macs", "MACs of an image", "", LOW, lambda s, _: s.macs, _count),
        "Multiply-accumulates of convolutions and dense layers; flops = 2 x MACs.",
    ),
    _Figure(
        *("depth", "depth", "", "", lambda s, _: s.depth, _count),
        "Weighted layers on the longest path, projections not counted.",
    ),
    _Figure("layers", "layers", "", "", lambda s, _: s.layers, _count, "As Keras counts them."),
    _Figure(
        *("receptive_field", "receptive field (pixels)", "pixels", HIGH),
        *(lambda s, _: s.receptive_field, _count),
        "Pixels of the image that an output pixel sees, before global pooling.",
    ),
    _Figure(
        *("activation_bytes", "activations of an image", "bytes", LOW),
        *(lambda s, _: FLOAT * s.activations, readable),
        "What a forward pass leaves for the backward pass, in float32.",
    ),
    _Figure(
        *("training_bytes", f"memory to train, batch {BATCH}", "bytes", LOW),
        *(lambda s, _: s.training_bytes(BATCH), readable),
        "An upper estimate of what training adds to a process.",
    ),
    _Figure(
        *("file_bytes", ".keras file", "bytes", LOW, lambda _, graph: file_bytes(graph), readable),
        "An estimate; without the state of an optimizer.",
    ),
)


def table(networks, measured=None):
    """The table of some networks; one that cannot be built has no figures but an error.

    Args:
        measured: what was measured on this machine, by the name in the table:
            `{name: {"forward_ms": ..., "training_ms": ..., "batch_size": ...}}`.
    """
    called = names(networks)
    read = [_read(network) for network in networks]
    found = [known for known, _ in read]
    rows = [_row(each, [each.read(*k) if k else None for k in found]) for each in _FIGURES]
    rows += _measured_rows([(measured or {}).get(name, {}) for name in called])
    return Table(called, tuple(rows), tuple(error for _, error in read))


def _read(network):
    try:
        graph = trace(network)
        return (analyse(graph), graph), ""
    except AssemblyError as error:
        return None, str(error)


def _row(figure, values):
    known = [value for value in values if value is not None]
    best = None
    if figure.better and len(set(known)) > 1:
        best = (min if figure.better == LOW else max)(known)
    return Row(
        *(figure.key, figure.label, figure.unit, figure.note, figure.better),
        values=tuple(values),
        texts=tuple("–" if value is None else figure.write(value) for value in values),
        ratios=(None, *[_ratio(value, values[0]) for value in values[1:]]),
        best=tuple(best is not None and value == best for value in values),
    )


def _ratio(value, first):
    return None if value is None or not first else value / first


def _measured_rows(measured):
    """A row for each kind of time and each batch size that was measured."""
    kinds = (("forward_ms", "forward pass"), ("training_ms", "training step"))
    batches = sorted({each["batch_size"] for each in measured if each})
    for (key, label), batch in product(kinds, batches):
        values = [each.get(key) if each.get("batch_size") == batch else None for each in measured]
        if any(value is not None for value in values):
            # Times of other batches are other figures, and get a row and a key of their own.
            own = key if len(batches) == 1 else f"{key}_{batch}"
            about = (own, f"{label}, batch {batch}", "ms", LOW, None, _milliseconds)
            yield _row(_Figure(*about, "The median on this machine."), values)
