"""A run's metrics and progress on their way to the store.

Metrics are kept back and written every half second, in one transaction, with a sign of life.
"""

import logging
import math
import statistics
import time
from collections import deque

from sqlalchemy.exc import SQLAlchemyError

SECONDS = 0.5  # between two visits to the store
RECENT = 20  # steps whose median time gives the speed

PASSING = (
    "done",
    "total",
    "fraction",
)  # the parts of the progress that do not outlast their message

log = logging.getLogger(__name__)


class Recorder:
    """Writes points, progress and heartbeats of one job.

    Args:
        on_progress: called with the progress, a dict, whenever it changes.

    Attributes:
        mirrors: of `training.mirrors`; they get what is written, once it is.

    `progress` has a message and, where it is known, the fraction that is done; before the run done
    and total of what is waited for; then epoch, epochs, step, steps (of the whole run), metrics
    (the newest value of each series), images_per_second and seconds_left.
    """

    def __init__(self, store, id, on_progress=None):
        self.store, self.id = store, id
        self._tell = on_progress or (lambda progress: None)
        self._points, self._written, self._away = [], 0.0, False
        self._times = deque(maxlen=RECENT)
        self._began = self._last = None
        self.progress, self.mirrors = {}, ()

    def say(self, message, **known):
        """Set the line for people, and with it any other part of the progress."""
        self._change(message=message, **known)
        self.write()

    def wait(self, done, total, message):
        """Say how far something is that the run waits for."""
        self._change(message=message, done=done, total=total, fraction=done / total)
        self.write()

    def start(self, epochs, steps, epoch=1, step=0):
        """Begin the epochs of a run of so many steps in all, or go on after a step."""
        self._last = time.monotonic()
        place = {"epoch": min(epoch, epochs), "epochs": epochs, "step": step, "steps": steps}
        self.say("Training", **place, fraction=step / steps)

    def step(self, epoch, step, metrics, images):
        """Note one step: its number in the run from 1, and its metrics by name."""
        self._time(step, images)
        self._points += [(f"train/{name}", step, value) for name, value in metrics.items()]
        fraction = step / self.progress["steps"]
        self._measure("train", metrics, epoch=epoch, step=step, fraction=fraction)
        self._write_if_due()

    def add(self, step, values):
        """Note points of a step by their series; the progress leaves them out."""
        self._points += [(series, step, value) for series, value in values.items()]

    def epoch(self, epoch, metrics):
        """Note the means of an epoch."""
        self._points += [(f"epoch/{name}", epoch, value) for name, value in metrics.items()]
        self._measure("epoch", metrics)
        self._write_if_due()
        # Validation is no part of the next step's time.
        self._last = time.monotonic()

    @property
    def images_per_second(self):
        """The speed of the last steps, validation not counted; None before there is one."""
        return self.progress.get("images_per_second")

    def write(self):
        """Write what has been kept back, and a sign of life; whether that was possible.

        A store that cannot be reached for a while must not end a run: then the points wait.
        """
        self._written = time.monotonic()
        try:
            self.close()
        except SQLAlchemyError as error:
            # Once: the log may lie on the same full disk.
            if not self._away:
                log.warning("The store cannot be written (%s); the run goes on", error)
            self._away = True
            return False
        self._away = False
        return True

    def close(self):
        """Write what is left; this time an error of the store is raised."""
        self.store.add_points(self.id, self._points)
        for mirror in self.mirrors:
            mirror.add(self._points)
        self._points = []
        self.store.beat(self.id, self.progress)

    def _write_if_due(self):
        if time.monotonic() - self._written >= SECONDS:
            self.write()

    def _time(self, step, images):
        now = time.monotonic()
        # In the first step the network is compiled: it says nothing of the others.
        if self._began is None:
            self._began = (step, now)
        else:
            self._times.append(now - self._last)
            speed = images / statistics.median(self._times)
            self._change(images_per_second=speed, seconds_left=self._left(step, now))
        self._last = now

    def _left(self, step, now):
        # All the time since the first step, so that validation is counted in.
        first, began = self._began
        return (now - began) / (step - first) * (self.progress["steps"] - step)

    def _measure(self, group, metrics, **known):
        newest = {f"{group}/{name}": value for name, value in metrics.items()}
        self._change(metrics=self.progress.get("metrics", {}) | newest, **known)

    def _change(self, **known):
        # A new one each time: whoever was told of the last one may keep it.
        gone = PASSING if "message" in known else ()
        kept = {name: value for name, value in self.progress.items() if name not in gone}
        self.progress = kept | known
        self._tell(self.progress)


class Means:
    """Means of metrics over the steps of an epoch, all of one size."""

    def __init__(self, values=None):
        self.values = values or {}

    def add(self, metrics):
        """Take in the metrics of one step."""
        for name, value in metrics.items():
            self.values.setdefault(name, []).append(value)

    def result(self):
        """The means by name."""
        return {name: math.fsum(values) / len(values) for name, values in self.values.items()}
