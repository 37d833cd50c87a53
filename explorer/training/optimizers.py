"""Optimisers and learning-rate schedules, as the settings name them."""

import math

import keras
from keras import ops

from explorer.training.gradients import Watching

WARM_UP = 0.3  # share of a one-cycle run in which the learning rate rises
START, END = 25, 1e4  # it starts at the highest rate / START and ends at that / END


class SGD(Watching, keras.optimizers.SGD):
    """Keras's, with its gradients measured."""


class Adam(Watching, keras.optimizers.Adam):
    """Keras's, with its gradients measured."""


class AdamW(Watching, keras.optimizers.AdamW):
    """Keras's, with its gradients measured."""


_KINDS = {"sgd": SGD, "adam": Adam, "adamw": AdamW}

UNDECAYED = ("gamma", "beta", "bias")  # scales and shifts of normalisation, and biases


@keras.saving.register_keras_serializable("explorer")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """One cycle of the learning rate: up and down again along half cosines.

    Smith & Topin 2017, arXiv 1708.07120, in the form with two phases.

    Args:
        highest: the learning rate at its top.
        steps: of the whole run.
    """

    def __init__(self, highest, steps):
        super().__init__()
        self.highest, self.steps = highest, steps

    def __call__(self, step):
        step, top = ops.cast(step, "float32"), max(WARM_UP * self.steps, 1.0)
        rise = self._ease(self.highest / START, self.highest, step / top)
        fall = (step - top) / max(self.steps - top, 1.0)
        fallen = self._ease(self.highest, self.highest / START / END, fall)
        return ops.where(step < top, rise, fallen)

    def get_config(self):
        return {"highest": self.highest, "steps": self.steps}

    def _ease(self, start, end, part):
        part = ops.clip(part, 0.0, 1.0)
        return end + (start - end) * 0.5 * (1.0 + ops.cos(math.pi * part))


def schedule(settings, steps):
    """The learning rate over a run of so many steps: a number, or a Keras schedule."""
    rate, schedules = settings.learning_rate, keras.optimizers.schedules
    if settings.schedule == "cosine":
        return schedules.CosineDecay(rate, steps)
    if settings.schedule == "steps":
        return schedules.PiecewiseConstantDecay(
            [steps // 2, 3 * steps // 4], [rate, rate / 10, rate / 100]
        )
    return OneCycle(rate, steps) if settings.schedule == "one_cycle" else rate


def optimizer(settings, steps, variables, groups=None):
    """The optimiser of these trainable variables for a run of so many steps.

    Args:
        groups: an index for each variable, by which its gradients are measured; see `Watching`.

    Weight decay is Keras's decoupled one for all three: each step takes off its share of a weight
    times the learning rate, except from normalisation and biases.
    """
    # Without decay Keras's SGD and Adam skip its pass over the weights; AdamW insists on a number.
    decay = (
        settings.weight_decay if settings.optimizer == "adamw" else settings.weight_decay or None
    )
    given = {"learning_rate": schedule(settings, steps), "weight_decay": decay}
    if settings.optimizer == "sgd":
        nesterov = settings.nesterov and settings.momentum > 0
        given |= {"momentum": settings.momentum, "nesterov": nesterov}
    made = _KINDS[settings.optimizer](**given)
    made.watch(groups or [0] * len(variables))
    # By the variables themselves: what Keras compares with names differs between its backends.
    made.exclude_from_weight_decay([each for each in variables if each.name in UNDECAYED])
    return made
