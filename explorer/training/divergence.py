"""Noticing that a run no longer learns: losses that are no numbers, or that explode.

A loss explodes where its running mean is both ten times the lowest it has been and twice the first
loss: near zero a factor of ten is noise, and within the first steps a peak is common.
"""

import math
from dataclasses import asdict, dataclass

from explorer.training.tasks import TrainingError

MEMORY = 0.9  # what the running mean keeps of itself in a step
LOWEST_TIMES, FIRST_TIMES = 10, 2


class DivergenceError(TrainingError):
    """The run has diverged; the text says how, and what to try."""


@dataclass
class Watch:
    """What is known of the losses so far; the same steps always end in the same verdict."""

    first: float | None = None
    mean: float | None = None
    lowest: float | None = None

    def see(self, loss, norm):
        """How the run has diverged, in words, or None.

        Args:
            loss: of one step.
            norm: of its gradients; where it is no number, neither are the weights any more.
        """
        if not math.isfinite(loss):
            return f"the loss became {loss}"
        if not math.isfinite(norm):
            return f"the gradients became {norm}"
        self.first = loss if self.first is None else self.first
        mean = loss if self.mean is None else MEMORY * self.mean + (1 - MEMORY) * loss
        self.mean, self.lowest = mean, mean if self.lowest is None else min(self.lowest, mean)
        if mean > max(LOWEST_TIMES * self.lowest, FIRST_TIMES * self.first):
            return f"the loss rose to {mean:.3g} on average, from {self.lowest:.3g}"
        return None

    def to_dict(self):
        """The fields, for a snapshot."""
        return asdict(self)


def diverged(how, step, settings):
    """The error for a run whose step went wrong in this way."""
    other = "sgd with momentum 0" if settings.optimizer != "sgd" else "adam at 0.001"
    return DivergenceError(
        f"{how} in step {step}, so the run has diverged: try a lower learning rate"
        f" (it is {settings.learning_rate:g}), blocks with batch normalisation, the schedule"
        f" one_cycle, or {other}"
    )
