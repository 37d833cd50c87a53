"""The training loop: epochs of steps, validation after each, the best weights kept.

It is written out, where `fit` and its callbacks would do, because a run must end within the step
in which it is asked to, and start again at any step.
"""

import contextlib
import math
import time
from dataclasses import dataclass

import keras

from explorer import keras_model
from explorer.training.optimizers import optimizer
from explorer.training.recorder import Means
from explorer.training.scoring import Judge, loss_of, metric_of
from explorer.training.tasks import TrainingError

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
        best: the best weights so far, or None before anything was validated.
        done: steps done.
        stopped: the run ended before its last step, because it was asked to.
    """

    def __init__(self, model, task, settings, feed, recorder, stop):
        self.model, self.task, self.settings, self.feed = model, task, settings, feed
        self.recorder, self.stop = recorder, stop
        self.steps = settings.epochs * feed.steps
        self.trainer = trainer(model, task, settings, self.steps)
        self.judge = Judge(self.trainer, task, settings, feed.batch_size)
        self.best, self.done, self.stopped = None, 0, False

    def run(self, validation):
        """Train, and validate on these `Images` after each epoch.

        Raises:
            TrainingError: the loss is no number any more.
        """
        self.recorder.start(self.settings.epochs, self.steps)
        try:
            for epoch in range(1, self.settings.epochs + 1):
                self._validate(epoch, self._epoch(epoch), validation)
                self.stopped = self.done < self.steps and self.stop.asked()
                if self.stopped:
                    return
        finally:
            self.recorder.write()

    def score(self, images):
        """The scores on these images; None where it takes too long after a request to stop."""
        return self.judge.score(images, self._is_late)

    def _epoch(self, epoch):
        means = Means()
        with contextlib.closing(self.feed.epoch(epoch)) as batches:
            for x, y in batches:
                metrics = self._step(epoch, x, y)
                means.add(metrics)
                if self.stop.asked():
                    break
        return means.result()

    def _step(self, epoch, x, y):
        rate = float(self.trainer.optimizer.learning_rate)
        metrics = self.trainer.train_on_batch(x, y, return_dict=True)
        self.done += 1
        metrics = {name: float(value) for name, value in metrics.items()}
        self.recorder.step(epoch, self.done, metrics | {"learning_rate": rate}, len(x))
        if not math.isfinite(metrics["loss"]):
            raise TrainingError(
                f"the loss became {metrics['loss']} in step {self.done}, so the run has diverged: "
                f"lower the learning rate (it is {self.settings.learning_rate:g})"
            )
        return metrics

    def _validate(self, epoch, means, validation):
        scores = self.score(validation)
        validated = {f"val_{name}": value for name, value in (scores or {}).items()}
        self.recorder.epoch(epoch, means | validated)
        if scores and self._is_best(scores):
            self.best = Best(epoch, scores, self.model.get_weights())

    def _is_late(self):
        return self.stop.asked() and time.monotonic() - self.stop.since > PATIENCE

    def _is_best(self, scores):
        judge = self.task.judge
        if self.best is None:
            return True
        new, old = scores[judge], self.best.scores[judge]
        return new < old if judge == "loss" else new > old


def trainer(model, task, settings, steps):
    """A second model of the same layers, compiled: the first stays free of the optimiser's state,
    and so does the file that it is saved in."""
    with keras_model.deep_recursion(len(model.layers)):
        compiled = keras.Model(model.inputs, model.outputs)
    compiled.compile(
        optimizer=optimizer(settings, steps, compiled.trainable_variables),
        loss=loss_of(task, settings),
        metrics=[metric_of(task)],
    )
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
