"""The jobs that a worker does with Keras: building a network, and training it."""

import keras

from explorer import analysis, assembly, keras_model
from explorer.data import divide
from explorer.training import backends, keeping, results
from explorer.training.divergence import DivergenceError
from explorer.training.feed import Feed
from explorer.training.fitting import Fit, precision
from explorer.training.forking import pin
from explorer.training.keeping import Keeper
from explorer.training.machine import with_backend
from explorer.training.precisions import choose
from explorer.training.room import interrupted_when_full


def build(store, id, network, settings):
    """Build the network with fresh weights and leave it as the artefact "keras"."""
    store.note(id, environment=with_backend(keras))
    model = keras_model.build(network, settings.seed)
    results.save_model(store, id, "keras", model)
    store.set_state(id, "finished", summary={"params": model.count_params()})


def train(store, job, *given):
    """Train the network and leave what `results` makes of it; the state says how it ended.

    Any attempt but the first goes on from the newest snapshot of those before it.

    Args:
        given: network, settings, task, dataset, recorder and stop.
    """
    with interrupted_when_full(store, job.id):
        _train(store, job, *given)


def _train(store, job, network, settings, task, dataset, recorder, stop):
    backends.repeatable()
    store.note(job.id, environment=with_backend(keras))
    results.save_texts(store, job.id, network, settings)
    recorder.say("Building the network")
    images = divide(dataset, settings)
    with precision(choose(store, job.id, network, settings, task, images[0], stop)):
        model = keras_model.build(network, settings.seed)
    keeper, feed = Keeper(store, job.id), Feed(images[0], task, settings)
    fit = Fit(model, task, settings, feed, recorder, stop, keeper, _blocks(network))
    restored = job.attempt > 1 and _go_on(store, job.id, fit)
    if job.parent and not restored:
        _start_from(store, job, fit)
    try:
        fit.run(images[1])
    except DivergenceError as error:
        _set_back(store, job.id, fit, error)
    else:
        _end(store, job.id, fit, dataset, images)


def _blocks(network):
    rows = analysis.analyse(assembly.trace(network)).rows
    return {row.name: row.block for row in rows}


def _go_on(store, id, fit):
    restored = fit.keeper.restore(fit)
    fit.keeper.forget_beyond(fit)
    where = f"Goes on after step {fit.done} of {fit.steps}" if restored else "Begins anew"
    store.log_event(id, "attempt", where)
    return restored


def _start_from(store, job, fit):
    keeping.load_weights(fit, pin(store, job.id, job.parent))
    store.log_event(job.id, "fork", f"Starts from the weights of run {job.parent}")


def _end(store, id, fit, dataset, images):
    _save_models(store, id, fit)
    state, scores, seconds = fit.stop.word and fit.stop.state, None, fit.seconds
    if not (fit.stopped and state == "paused"):
        fit.recorder.say("Scoring the test images")
        scores = fit.score(images[2])
    fit.recorder.close()
    results.save_curves(store, id)
    over = not fit.stopped and scores is not None
    state, reason = ("finished", "") if over else (state, _reason(fit))
    store.set_state(id, state, reason, summary=_figures(fit, dataset, images, scores, seconds))
    if over:
        fit.keeper.clear()


def _reason(fit):
    return f"{fit.stop.state} {fit.stop.reason} after {fit.done} of {fit.steps} steps"


def _figures(fit, dataset, images, scores, seconds):
    names = ("train_images", "val_images", "test_images")
    counts = {name: len(part) for name, part in zip(names, images, strict=True)}
    return results.figures(fit, dataset, counts, scores, seconds)


def _save_models(store, id, fit):
    """Save the last weights, and the best, which the model has then."""
    results.save_model(store, id, "last", fit.model)
    if fit.best:
        fit.model.set_weights(fit.best.weights)
    results.save_model(store, id, "best", fit.model)


def _set_back(store, id, fit, error):
    """Pause a run that has diverged, with the weights from before as its last."""
    if fit.keeper.restore(fit):
        _save_models(store, id, fit)
        error = f"{error}; its last weights are those of step {fit.done}"
    fit.recorder.close()
    store.set_state(id, "paused", str(error), error=str(error))
