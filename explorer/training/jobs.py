"""The jobs that a worker does with Keras: building a network, and training it."""

import time

import keras

from explorer import keras_model
from explorer.training import results
from explorer.training.feed import Feed, divide
from explorer.training.fitting import Fit, precision
from explorer.training.machine import with_backend


def build(store, id, network, settings):
    """Build the network with fresh weights and leave it as the artefact "keras"."""
    store.note(id, environment=with_backend(keras))
    model = keras_model.build(network, settings.seed)
    results.save_model(store, id, "keras", model)
    store.set_state(id, "finished", summary={"params": model.count_params()})


def train(store, id, network, settings, task, dataset, recorder, stop):
    """Train the network and leave what `results` makes of it; the state says how it ended."""
    store.note(id, environment=with_backend(keras))
    results.save_texts(store, id, network, settings)
    recorder.say("Building the network")
    learned, validation, test = divide(dataset, settings)
    with precision(settings.precision):
        model = keras_model.build(network, settings.seed)
    fit = Fit(model, task, settings, Feed(learned, task, settings), recorder, stop)
    began = time.monotonic()
    fit.run(validation)
    seconds = time.monotonic() - began
    scores = _finish(store, id, fit, test)
    counts = {"train_images": len(learned), "val_images": len(validation), "test_images": len(test)}
    summary = results.figures(fit, dataset, counts, scores, seconds)
    stopped = fit.stopped or scores is None
    reason = f"stopped {stop.reason} after {fit.done} of {fit.steps} steps" if stopped else ""
    store.set_state(id, "stopped" if stopped else "finished", reason, summary=summary)


def _finish(store, id, fit, test):
    """Save the models, and score the best one on the test images."""
    fit.recorder.say("Scoring the test images")
    results.save_model(store, id, "last", fit.model)
    if fit.best:
        fit.model.set_weights(fit.best.weights)
    results.save_model(store, id, "best", fit.model)
    scores = fit.score(test)
    fit.recorder.close()
    results.save_curves(store, id)
    return scores
