"""Paths by their length: how many there are, and the gradient that each length carries."""

import random

import numpy as np
from keras import ops

from explorer.lab.bare import Bare
from explorer.lab.derivatives import image_gradients
from explorer.lab.subject import Partial
from explorer.lab.wiring import Wiring, check_classifier, settle, standard_normal, validation
from explorer.paths import Routes, is_merge

IMAGES = 32  # at a time, each with a path of its own
MOST = 28  # lengths that are measured; of more, about so many, evenly spaced, and the last


def paths(subject, options):
    """The gradient at the image, of paths drawn for each length.

    The result holds `network`, `weights`, `images` (where they are from), `blocks`, `merges`,
    `counts` (exact, of each length from 0) and `points`: `{"length", "gradient", "low", "high",
    "samples"}` with the mean length of the gradient and its quartiles.

    Raises:
        LabError: the network ends in images, or the run has left no weights.
    """
    check_classifier(subject)
    routes = Routes(subject.graph)
    found = routes.paths
    result = {"network": subject.network.name, "weights": "best" if subject.run else "fresh"}
    result |= {"blocks": found.blocks, "merges": found.merges, "counts": list(found.counts)}
    yield Partial(0.0, "The paths are counted", result | {"points": []})
    lone, shown = _lone_paths(subject)
    result |= {"images": shown.source, "points": []}
    lengths, generator = _measured(found.counts), random.Random(0)
    for index, length in enumerate(lengths):
        drawn = [routes.draw(length, generator) for _ in range(options["samples"])]
        result["points"].append(_point(length, _sizes(lone, shown, drawn)))
        yield Partial((index + 1) / len(lengths), f"Paths through {length} blocks", result)


class LonePaths:
    """A network whose forward pass is whole, and whose gradient follows one path for each image.

    Attributes:
        drawn: the path of each image, as `Routes.draw` gives it.
    """

    def __init__(self, graph, model):
        self.layers = model.layers
        self._graph, self._wiring = graph, Wiring(graph, model)
        self.drawn = ()

    def __call__(self, x, training=False):
        values = self._wiring.run(self._graph.layers[1:], {self._graph.input: x}, self._merge)
        return values[self._graph.output]

    def _merge(self, layer, given):
        if not is_merge(layer):
            return given
        chosen = np.array([path.get(layer.name, -1) for path in self.drawn])
        return [_only(each, chosen == index) for index, each in enumerate(given)]


def _only(x, open_):
    """x, whose gradient comes through for some of the images only."""
    gate = ops.cast(open_.reshape(-1, *(1,) * (len(x.shape) - 1)), x.dtype)
    return gate * x + (1 - gate) * ops.stop_gradient(x)


def _lone_paths(subject):
    if subject.run:
        model, shown = subject.trained(), validation(subject, IMAGES)
    else:
        model = Bare(subject.graph, 0)
        shown = standard_normal(subject, model, IMAGES)
        settle(model, shown.x)
    return LonePaths(subject.graph, model), shown


def _measured(counts):
    lengths = [length for length, count in enumerate(counts) if count]
    step = -(-(len(lengths) - 1) // (MOST - 1)) or 1
    return list(dict.fromkeys([*lengths[::step], lengths[-1]]))


def _sizes(lone, shown, drawn):
    """The length of each image's gradient, of its own loss, along the path drawn for it."""
    sizes = []
    for start in range(0, len(drawn), len(shown.x)):
        lone.drawn = drawn[start : start + len(shown.x)]
        count = len(lone.drawn)
        # The loss is a mean over images that do not touch each other.
        grads = count * image_gradients(lone, shown.x[:count], shown.y[:count])
        sizes += np.linalg.norm(grads.reshape(count, -1).astype(float), axis=1).tolist()
    return sizes


def _point(length, sizes):
    low, high = np.percentile(sizes, (25, 75))
    point = {"length": length, "gradient": float(np.mean(sizes))}
    return point | {"low": float(low), "high": float(high), "samples": len(sizes)}
