"""Which precision a run computes in where its settings leave it open: a trial of both.

Copies of the network learn the same few batches in float32 and in bfloat16, one after the other.
bfloat16 is kept where it is faster and its losses stay close; the run itself begins afresh.
"""

import math
import time
from typing import NamedTuple

from explorer import keras_model
from explorer.training.feed import Feed
from explorer.training.fitting import precision, trainer

WARM, TIMED = 2, 6  # steps: while the backend compiles, and those that count
GAIN = 1.1  # times as fast as float32, below which it is not worth a coarser number
CLOSE = 0.05  # mean difference of the losses, as a share of float32's
NAMES = ("float32", "bfloat16")
KIND = "precision"  # of the event, whose text begins with the one that was chosen


class Trial(NamedTuple):
    """What a precision did: the fastest step in seconds, and the loss of each."""

    seconds: float
    losses: list


def choose(store, id, network, settings, task, images, stop):
    """The precision of a run as its settings say it, or for "auto" by a trial, noted as an event.

    A later attempt keeps what the first one chose.

    Args:
        images: the `Images` that the run learns.
    """
    if settings.precision != "auto":
        return settings.precision
    name = _chosen(store, id)
    if name is None:
        trials = {each: attempt(each, network, settings, task, images, stop) for each in NAMES}
        name, why = judge(*trials.values())
        store.log_event(id, KIND, f"{name}: {why}")
    store.note(id, environment=store.job(id).environment | {"precision": name})
    return name


def judge(full, half):
    """The better of a float32 and a bfloat16 `Trial`: its name, and why in words."""
    gain, apart = full.seconds / half.seconds, _apart(full.losses, half.losses)
    keeps = gain >= GAIN and apart <= CLOSE
    differ = f"its losses differ by {apart:.2%}" if math.isfinite(apart) else "its loss is lost"
    why = f"bfloat16 is {gain:.2f} times as fast here, and {differ}"
    return NAMES[keeps], why


def _apart(full, half):
    difference = sum(abs(a - b) for a, b in zip(full, half, strict=True))
    share = difference / max(sum(map(abs, full)), 1e-9)
    return share if math.isfinite(share) else math.inf


def _chosen(store, id):
    found = [event.text.partition(":")[0] for event in store.events(id) if event.kind == KIND]
    return found[-1] if found else None


def attempt(name, network, settings, task, images, stop):
    """Let a copy of the network learn a few batches in this precision; its `Trial`."""
    with precision(name):
        model = keras_model.build(network, settings.seed)
    feed = Feed(images, task, settings)
    learner = trainer(model, task, settings, settings.epochs * feed.steps)
    batches = [feed.batch(1, step % feed.steps) for step in range(WARM + TIMED)]
    seconds, losses = [], []
    for x, y in batches:
        stop.check()
        began = time.perf_counter()
        losses.append(float(learner.train_on_batch(x, y, return_dict=True)["loss"]))
        seconds.append(time.perf_counter() - began)
    return Trial(min(seconds[WARM:]), losses)
