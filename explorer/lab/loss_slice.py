"""A slice through the loss: along one and two filter-normalised directions (Li et al. 2018)."""

import keras
import numpy as np

from explorer.lab.subject import Partial
from explorer.lab.wiring import beside, drawn_shapes, settle, validation

LEVELS = (7, 13, 25)  # points a side, each level with those before it among its own
FINEST = LEVELS[-1]
BATCH = 256  # images that are predicted at once


def loss_slice(subject, options):
    """The loss around the weights, finer and finer.

    The result holds `reach`, `images`, `source`, and for each network a line and, in two
    dimensions, a grid: `lines`: `{"network", "plain", "weights", "at", "loss"}`; `grids`:
    `{"network", "plain", "weights", "at", "loss"}`, where `loss[j][i]` is that of `at[i]` along the
    first direction and `at[j]` along the second, None where it is not yet known, or no number.

    Raises:
        LabError: a run has left no weights.
    """
    everyone = [subject]
    if options.get("other"):
        everyone.append(beside(subject, options["other"]))
    fields = [_Field(who, options) for who in everyone]
    result = {"reach": options["reach"], "images": len(fields[0].shown.x)}
    result |= {"source": fields[0].shown.source, "lines": [], "grids": []}
    done, total = 0, len(fields) * _total(options)
    for field in fields:
        for place in range(FINEST):
            done += field.know(place, FINEST // 2)
        result["lines"].append(field.line())
        yield Partial(done / total, "One direction", result)
    for size in LEVELS[: LEVELS.index(options["points"]) + 1] if options["dimensions"] == 2 else ():
        places = range(0, FINEST, (FINEST - 1) // (size - 1))
        for index, field in enumerate(fields):
            for row in places:
                done += sum(field.know(column, row) for column in places)
                result["grids"][index:] = [each.grid(places) for each in fields[index : index + 1]]
                yield Partial(min(done / total, 1.0), f"{size} × {size} points", result)


def direction(layers, random):
    """A random direction, each of whose filters is as long as the same filter of the weights.

    Args:
        layers: Keras layers; their biases and those of normalisations are left out.
        random: a NumPy generator.

    Returns:
        A list of (variable, array of its shape).
    """
    return [
        (kernel, _normalised(kernel, random, _within(layer)))
        for layer in layers
        for kernel in layer.trainable_variables
        if len(kernel.shape) > 1
    ]


class _Field:
    """The loss of one network over the plane of two directions.

    Attributes:
        shown: the images.
    """

    def __init__(self, who, options):
        self._who, self._known = who, {}
        self._model = who.trained() if who.run else who.fresh(0)
        count, model = options["images"], self._model
        self.shown = validation(who, count) if who.run else drawn_shapes(who, model, count)
        if not who.run:
            settle(model, self.shown.x)
        self._at = np.linspace(-options["reach"], options["reach"], FINEST)
        random = np.random.default_rng(options["seed"])
        self._ways = [direction(model.layers, random) for _ in range(2)]
        self._start = [np.array(kernel) for kernel, _ in self._ways[0]]
        self._logits = _without_softmax(model)

    def know(self, column, row):
        """Compute a point of the plane, if it is not known; 1 if it was not, else 0."""
        if (column, row) in self._known:
            return 0
        self._move(self._at[column], self._at[row])
        loss = self._loss()
        self._known[column, row] = float(f"{loss:.5g}") if np.isfinite(loss) else None
        self._move(0.0, 0.0)
        return 1

    def line(self):
        """What is known along the first direction."""
        middle = FINEST // 2
        loss = [self._known[place, middle] for place in range(FINEST)]
        return self._named(range(FINEST)) | {"loss": loss}

    def grid(self, places):
        """What is known of the points at these places, row by row."""
        loss = [[self._known.get((column, row)) for column in places] for row in places]
        return self._named(places) | {"loss": loss}

    def _named(self, places):
        who = self._who
        named = {"network": who.network.name, "plain": who.is_plain}
        named["weights"] = "best" if who.run else "fresh"
        return named | {"at": [round(float(self._at[place]), 6) for place in places]}

    def _move(self, a, b):
        for start, (kernel, one), (_, other) in zip(self._start, *self._ways, strict=True):
            kernel.assign(start + np.float32(a) * one + np.float32(b) * other)

    def _loss(self):
        x = self.shown.x
        said = [self._model.predict_on_batch(x[i : i + BATCH]) for i in range(0, len(x), BATCH)]
        said = np.concatenate(said).astype(float)
        if said.ndim > 2:
            return np.square(said - x).mean()
        if not self._logits:
            said = np.log(np.maximum(said, 1e-12))
        said -= said.max(axis=1, keepdims=True)
        chosen = said[np.arange(len(x)), self.shown.y]
        return (np.log(np.exp(said).sum(axis=1)) - chosen).mean()


def _without_softmax(model):
    """Take a softmax off the end, which says 0 of most classes far away; whether none is left."""
    last = model.layers[-1]
    if len(model.output.shape) == 2 and last.get_config().get("activation") == "softmax":
        last.activation = keras.activations.linear
    return last.get_config().get("activation") == "linear"


def _normalised(kernel, random, axes):
    weights = np.array(kernel, np.float32)
    drawn = random.standard_normal(weights.shape).astype(np.float32)
    lengths = [np.sqrt(np.square(each).sum(axis=axes, keepdims=True)) for each in (weights, drawn)]
    return drawn * (lengths[0] / np.maximum(lengths[1], 1e-30))


def _within(layer):
    """The axes of a kernel that lie within one filter."""
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        return (0, 1)
    if isinstance(layer, keras.layers.Conv2DTranspose):
        return (0, 1, 3)
    if isinstance(layer, keras.layers.Dense):
        return (0,)
    return (0, 1, 2)


def _total(options):
    """How many points are computed for each network."""
    size = options["points"] if options["dimensions"] == 2 else 0
    return FINEST + max(size * size - size, 0)
