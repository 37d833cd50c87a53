"""A model's layers called one by one along its graph, so that an experiment can reach between them.

And the images that an experiment shows to a network, with fresh weights or a run's.
"""

import random
from typing import NamedTuple

import keras
import numpy as np

from explorer import data
from explorer.lab.gradients import noise
from explorer.lab.subject import LabError, labels_of
from explorer.runs import RunError


class Wiring:
    """The layers of a model by the symbolic layers of its graph.

    Args:
        model: anything with `layers`, of the graph's names.

    Raises:
        LabError: the model is of another network.
    """

    def __init__(self, graph, model):
        named = {layer.name: layer for layer in model.layers}
        missing = [layer.name for layer in graph.layers[1:] if layer.name not in named]
        if missing:
            raise LabError(f"the weights are of another network: they have no {missing[0]}")
        self._real = {layer: named[layer.name] for layer in graph.layers[1:]}

    def run(self, symbolic, values, merge=None):
        """Call layers in order, in evaluation mode, and add what they give to the values.

        Args:
            symbolic: the layers to call.
            values: `{tensor of the graph: array}`, with what the first layers need.
            merge: called with each layer and its inputs, where there are several; gives others.
        """
        for layer in symbolic:
            given = [values[x] for x in layer.inputs]
            if len(given) == 1:
                values[layer.output] = self._real[layer](given[0])
            else:
                given = given if merge is None else merge(layer, given)
                values[layer.output] = self._real[layer](given)
        return values


class Shown(NamedTuple):
    """What a network is shown.

    Attributes:
        x: floats, (count, height, width, channels).
        y: labels, (count,).
        source: the dataset's name, or "noise".
    """

    x: np.ndarray
    y: np.ndarray
    source: str


def validation(subject, count):
    """Validation images of the subject's run."""
    x, y = subject.validation(count)
    return Shown(data.floats(x), np.asarray(y).reshape(-1), subject.settings.dataset)


def class_names(subject):
    """The names of the classes that the subject's run was trained on."""
    settings, size = subject.settings, subject.network.input_shape[:2]
    return data.describe(settings.dataset, settings.data_dir, size).class_names


def beside(subject, id):
    """Another run, to be looked at beside the subject's.

    Raises:
        LabError: there is none of this id.
    """
    try:
        return subject.another(id)
    except RunError as error:
        raise LabError(f"the run to compare with is gone: {error}") from error


def standard_normal(subject, model, count, seed=0):
    """Standard-normal images with random labels."""
    x, generator = noise(subject.network.input_shape, seed, count)
    return Shown(x, labels_of(model, generator, count), "noise")


def drawn_shapes(subject, model, count, seed=0):
    """shapes10 for a network that takes its images and has as many classes, else noise."""
    about = data.DATASETS["shapes10"]
    fits = about.image_shape == subject.network.input_shape
    if not fits or model.output.shape[1:] != (len(about.class_names),):
        return standard_normal(subject, model, count, seed)
    whole = data.prepare("shapes10")
    chosen = random.Random(seed).sample(range(len(whole.y_test)), count)
    return Shown(
        data.floats(whole.x_test[chosen]), np.asarray(whole.y_test[chosen]).reshape(-1), "shapes10"
    )


def settle(model, x):
    """Set the moving averages of batch norm to those of a batch.

    Fresh ones say mean 0 and variance 1 of everything, so that evaluation mode would be another
    network than the one that begins to train.
    """
    norms = [each for each in model.layers if isinstance(each, keras.layers.BatchNormalization)]
    before = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    model(x, training=True)
    for norm, momentum in zip(norms, before, strict=True):
        norm.momentum = momentum


def check_classifier(subject):
    """Refuse a network that does not end in classes."""
    if len(subject.graph.output.shape) != 2:
        name = subject.network.name
        raise LabError(f"{name} ends in images, not in classes: choose a classifier")
