"""How long a prediction and a training step take on this machine."""

import statistics
import time

import keras
import numpy as np

from explorer.lab.gradients import noise
from explorer.lab.subject import Partial, labels_of

WARM_UP = 2


def timing(subject, options):
    """The median milliseconds of a compiled prediction and of a training step, for one batch."""
    model, batch = subject.fresh(0), options["batch_size"]
    x, random = noise(subject.network.input_shape, 0, batch)
    images = len(model.output.shape) != 2
    y = x if images else labels_of(model, random, batch)
    model.compile("sgd", _loss(model, images))
    result = {"batch_size": batch, "backend": keras.backend.backend()}
    result["forward_ms"] = _median(lambda: model.predict_on_batch(x), options["rounds"])
    yield Partial(0.4, "A training step", result)
    result["training_ms"] = _median(lambda: model.train_on_batch(x, y), options["rounds"])
    yield Partial(1.0, "Done", result)


def _loss(model, images):
    if images:
        return "mean_squared_error"
    logits = model.layers[-1].get_config().get("activation") != "softmax"
    return keras.losses.SparseCategoricalCrossentropy(from_logits=logits)


def _median(call, rounds):
    times = []
    for _ in range(WARM_UP + rounds):
        began = time.perf_counter()
        np.asarray(call())
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times[WARM_UP:])
