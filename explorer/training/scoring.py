"""Losses and metrics in Keras, and how a network does on images that it has not learned."""

import keras
import numpy as np
from keras import ops

from explorer.data import floats
from explorer.training import diary
from explorer.training.feed import targets


def psnr(truth, predicted):
    """The peak signal-to-noise ratio of each image, in decibels; the peak is 1."""
    error = ops.mean(ops.square(truth - predicted), axis=(1, 2, 3))
    # A perfect image would have an infinite one: 120 dB is the end of the scale.
    return -10.0 * ops.log10(ops.maximum(error, 1e-12))


def loss_of(task, settings, **options):
    """The Keras loss that a task is trained with."""
    if task.kind == "reconstruction":
        return keras.losses.MeanSquaredError(**options)
    smoothing = settings.label_smoothing
    return keras.losses.CategoricalCrossentropy(task.from_logits, smoothing, **options)


def metric_of(task):
    """The Keras metric that is shown beside the loss."""
    if task.kind == "reconstruction":
        return keras.metrics.MeanMetricWrapper(psnr, name="psnr")
    return keras.metrics.CategoricalAccuracy(name="accuracy")


class Judge:
    """Scores a model on whole sets of images.

    Args:
        model: predicts batches; compiled or not.
        batch_size: images that are predicted at once.

    Attributes:
        predicted: what the model said of the images that were scored last; of a reconstruction
            only of those that the diary shows.
    """

    def __init__(self, model, task, settings, batch_size):
        self.model, self.task, self.batch_size = model, task, batch_size
        self.predicted = None
        self._loss = loss_of(task, settings, reduction="none")

    def score(self, images, give_up=lambda: False):
        """The mean loss and metric over `Images`, by name; None where it gave up.

        Args:
            give_up: asked before each batch.
        """
        sums, said, shown = np.zeros(2), [], diary.shown(len(images), self.task)
        for start in range(0, len(images), self.batch_size):
            if give_up():
                return None
            mine = images.chosen[start : start + self.batch_size]
            x = floats(images.x[mine])
            truth, predicted = targets(self.task, x, images.y[mine]), self._predict(x)
            sums += self._sums(truth, predicted)
            said += [predicted if self.task.classes else predicted[_within(shown, start, mine)]]
        self.predicted = np.concatenate(said)
        loss, metric = sums / len(images)
        return {"loss": float(loss), self.task.metric: float(metric)}

    def _predict(self, x):
        # Every batch has the same shape, so that Keras compiles once.
        missing = self.batch_size - len(x)
        padded = np.concatenate([x, np.repeat(x[:1], missing, axis=0)]) if missing else x
        return self.model.predict_on_batch(padded)[: len(x)].astype(np.float32)

    def _sums(self, truth, predicted):
        losses = ops.convert_to_numpy(self._loss(truth, predicted))
        losses = losses.reshape(len(truth), -1).mean(axis=1)
        return np.array([losses.sum(dtype=float), self._metric(truth, predicted).sum(dtype=float)])

    def _metric(self, truth, predicted):
        if self.task.kind == "reconstruction":
            return ops.convert_to_numpy(psnr(truth, predicted))
        return truth.argmax(axis=1) == predicted.argmax(axis=1)


def _within(places, start, batch):
    """Where the places that lie within a batch are in it."""
    return places[(start <= places) & (places < start + len(batch))] - start
