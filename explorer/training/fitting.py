"""The training loop: epochs of steps, validation after each, the best weights kept.

It is written out, where `fit` and its callbacks would do, because a run must end within the step
in which it is asked to, and start again at any step.
"""

import contextlib
import time
from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from explorer import keras_model
from explorer.training import diary
from explorer.training.divergence import Watch, diverged
from explorer.training.gradients import EVERY, Gradients
from explorer.training.optimizers import optimizer
from explorer.training.recorder import Means
from explorer.training.scoring import Judge, loss_of, metric_of

PATIENCE = 10  # seconds that scoring may still take after a request to stop


@dataclass(frozen=True)
class Best:
    """The weights that did best on the validation images, and the scores they had."""

    epoch: int
    scores: dict
    weights: list


class Fit:
    """One run of a model over its epochs.

    Attributes:
        epoch: the one that is learned, from 1; after the last one, one more.
        step: steps done in it.
        best: the best weights so far, or None before anything was validated.
        seconds: that the run has taken so far, over all attempts.
        stopped: the run ended before its last step, because it was asked to.
    """

    def __init__(self, model, task, settings, feed, recorder, stop, keeper, blocks=None):
        self.model, self.task, self.settings, self.feed = model, task, settings, feed
        self.recorder, self.stop, self.keeper = recorder, stop, keeper
        self.steps = settings.epochs * feed.steps
        self.gradients = Gradients(model, blocks or {})
        self.trainer = trainer(model, task, settings, self.steps, self.gradients.groups)
        self.judge = Judge(self.trainer, task, settings, feed.batch_size)
        self.epoch, self.step, self.means, self.watch = 1, 0, Means(), Watch()
        self.best, self.stopped = None, False
        self._before, self._began = 0.0, time.monotonic()

    @property
    def done(self):
        """Steps done in the whole run."""
        return (self.epoch - 1) * self.feed.steps + self.step

    @property
    def seconds(self):
        return self._before + time.monotonic() - self._began

    def take_up(self, state, means, best):
        """Go on from the place of a snapshot, whose variables are set already.

        Args:
            state: what `keeping` wrote: epoch, step, seconds, watch and best.
            means: `{metric: values}` of the steps of the epoch so far.
            best: the best weights, if there were any.
        """
        self.epoch, self.step, self._before = state["epoch"], state["step"], state["seconds"]
        self.means, self.watch, self.best = Means(means), Watch(**state["watch"]), None
        if state["best"]:
            self.best = Best(**state["best"], weights=best)

    def run(self, validation):
        """Train, and validate on these `Images` after each epoch.

        Raises:
            DivergenceError: the loss is no number any more, or explodes.
        """
        self._began = time.monotonic()
        self.recorder.start(self.settings.epochs, self.steps, self.epoch, self.done)
        try:
            while self.epoch <= self.settings.epochs and not self.stopped:
                self._learn()
                self._end_epoch(validation)
        finally:
            self.recorder.write()

    def score(self, images):
        """The scores on these images; None where it takes too long after a request to stop."""
        return self.judge.score(images, self._is_late)

    def _learn(self):
        """The steps that are left of the epoch, or those until the run is asked to end."""
        with contextlib.closing(self.feed.epoch(self.epoch, self.step)) as batches:
            for x, y in batches:
                self._step(x, y)
                if self.stop.asked():
                    return
                self.keeper.keep_if_due(self)

    def _step(self, x, y):
        metrics = self.trainer.train_on_batch(x, y, return_dict=True)
        self.step += 1
        metrics = {name: float(value) for name, value in metrics.items()}
        rate = float(ops.convert_to_numpy(self.trainer.optimizer.rate))
        self.recorder.step(self.epoch, self.done, metrics | {"learning_rate": rate}, len(x))
        self.means.add(metrics)
        squares = ops.convert_to_numpy(self.trainer.optimizer.squares)
        norm = self.gradients.norm(squares)
        self.recorder.add(self.done, {"train/gradient_norm": norm})
        if self.done % EVERY == 0:
            self.recorder.add(self.done, self.gradients.points(squares))
        if how := self.watch.see(metrics["loss"], norm):
            raise diverged(how, self.done, self.settings)

    def _end_epoch(self, validation):
        if self.step < self.feed.steps or (scores := self.score(validation)) is None:
            self._break_off(validation)
        else:
            self._record(scores, validation)
            self.epoch, self.step, self.means = self.epoch + 1, 0, Means()
            self.keeper.keep(self)
            self.stopped = self.done < self.steps and self.stop.asked()

    def _break_off(self, validation):
        """End within an epoch: it is as if it had not been judged, for whoever goes on."""
        self.stopped = True
        self.keeper.keep(self)
        if self.stop.word == "stop":
            self._record(self.score(validation), validation)

    def _record(self, scores, validation):
        validated = {f"val_{name}": value for name, value in (scores or {}).items()}
        self.recorder.epoch(self.epoch, self.means.result() | validated)
        if scores and self._is_best(scores):
            # Copies: PyTorch's own weights lie behind what it gives.
            weights = [np.array(each) for each in self.model.get_weights()]
            self.best = Best(self.epoch, scores, weights)
        if scores:
            said = self.judge.predicted
            self.keeper.note(diary.page(self.epoch, validation, said, self.task))

    def _is_late(self):
        if not self.stop.asked():
            return False
        return self.stop.word == "pause" or time.monotonic() - self.stop.since > PATIENCE

    def _is_best(self, scores):
        judge = self.task.judge
        if self.best is None:
            return True
        new, old = scores[judge], self.best.scores[judge]
        return new < old if judge == "loss" else new > old


def trainer(model, task, settings, steps, groups=None):
    """A second model of the same layers, compiled: the first stays free of the optimiser's state,
    and so does the file that it is saved in."""
    with keras_model.deep_recursion(len(model.layers)):
        compiled = keras.Model(model.inputs, model.outputs)
    compiled.compile(
        optimizer=optimizer(settings, steps, compiled.trainable_variables, groups),
        loss=loss_of(task, settings),
        metrics=[metric_of(task)],
    )
    # Built now, so that a snapshot can be taken up before the first step.
    compiled.optimizer.build(compiled.trainable_variables)
    return compiled


@contextlib.contextmanager
def precision(name):
    """Compute in float32, or in bfloat16 with weights in float32."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if name == "bfloat16" else name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
