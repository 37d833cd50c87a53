"""Runs mirrored to trackers that people already use: MLflow, and TensorBoard's event files.

Both are optional packages, and asked for by the environment: EXPLORER_MLFLOW_URI and
EXPLORER_TENSORBOARD_DIR (relative paths lie in the home folder). A thread of each tracker's own
hands it what the store has already. One that fails is dropped with an event; the run goes on.

An attempt that goes on from a snapshot repeats steps that the tracker has, with equal values, and
the tracker may lack the last ones before it: each gets a step once, and none is left out.
"""

import contextlib
import importlib.util
import logging
import math
import os
import threading
import time
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from explorer.training.stopping import Stopped
from explorer.training.trackers import Board, MLflow

SECONDS = 0.7  # between two batches of points
MOST = 200_000  # points that may wait for a slow tracker
PATIENCE = 30  # seconds that the worker of a run that is over waits for its trackers
SHORT = 3  # the same where the run has failed, and its last word still waits

URI, FOLDER = "EXPLORER_MLFLOW_URI", "EXPLORER_TENSORBOARD_DIR"
KINDS = {URI: MLflow, FOLDER: Board}

log = logging.getLogger(__name__)


class MirrorError(RuntimeError):
    """A tracker is asked for and its package is not installed; the text says how to install it."""


class Mirror:
    """Hands the points of a run to one tracker, in a thread of its own.

    Args:
        open_: makes the tracker; called in the thread, as its import takes seconds.
        failed: called with an error, once, after which the tracker gets nothing more.
    """

    def __init__(self, open_, failed):
        self._open, self._failed = open_, failed
        self._waiting, self._lock = [], threading.Lock()
        self._over, self._last = threading.Event(), None
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def add(self, points):
        """Take `(series, step, value)` triples; it returns at once."""
        now = time.time()
        with self._lock:
            if self._thread.is_alive() and len(self._waiting) <= MOST:
                self._waiting += [(*point, now) for point in points]

    def end(self, state, artefacts):
        """Say how the run ended and which files it left, `{kind: Path}`."""
        self._last = (state, artefacts)
        self._over.set()

    def wait(self, seconds):
        """Give the tracker time to take in what is left."""
        self._thread.join(seconds)
        if self._thread.is_alive():
            self._failed(TimeoutError(f"not done {seconds:.0f} s after the run"))

    def _work(self):
        try:
            tracker = self._open()
            while not self._over.wait(SECONDS):
                tracker.write(self._taken())
            tracker.write(self._taken())
            tracker.close(*self._last)
        except Exception as error:
            self._failed(error)

    def _taken(self):
        with self._lock:
            taken, self._waiting = self._waiting, []
        if len(taken) > MOST:
            raise TimeoutError(f"more than {MOST} points wait for it")
        return taken


def check(names=tuple(KINDS)):
    """Whether the packages are there of the trackers that these variables ask for.

    Raises:
        MirrorError: one is not.
    """
    for name in names:
        kind = KINDS[name]
        if importlib.util.find_spec(kind.package) is None:
            raise MirrorError(
                f"{name} needs a package that is not installed: pip install '{kind.requirement}'"
            )


@contextlib.contextmanager
def mirrored(store, id, recorder):
    """Mirror a run, for the length of a `with` block, to the trackers that are asked for."""
    asked = {name: os.environ[name] for name in KINDS if os.environ.get(name)}
    mirrors = [_mirror(store, id, *each) for each in asked.items()]
    state, seconds = "failed", SHORT
    recorder.mirrors = mirrors
    try:
        yield
        state, seconds = store.job(id).state, PATIENCE
    except Stopped:
        state = "stopped"
        raise
    finally:
        _end(store, id, mirrors, state, seconds)


def _mirror(store, id, name, where):
    failed = partial(_drop, store, id, KINDS[name].name, where)
    return Mirror(partial(_opened, store, id, name, where), failed)


class Fresh:
    """A tracker that is given only what goes beyond what it has."""

    def __init__(self, tracker):
        self._tracker, self._last = tracker, {}
        self.close = tracker.close

    def write(self, points):
        """Hand over those of the points that are new, or correct the newest one."""
        self._tracker.write([point for point in points if self._is_new(*point[:3])])

    def _is_new(self, series, step, value):
        if series not in self._last:
            self._last[series] = self._tracker.last(series) or (-1, math.nan)
        before, known = self._last[series]
        # A run that was stopped within an epoch judges that epoch again once it goes on.
        new = step > before or (step == before and not _equal(value, known))
        if new:
            self._last[series] = (step, value)
        return new


def _equal(value, known):
    # TensorBoard keeps values in 32 bits.
    both_nan = math.isnan(value) and math.isnan(known)
    return both_nan or math.isclose(value, known, rel_tol=1e-6)


def _opened(store, id, name, where):
    check([name])
    job = store.job(id)
    tracker = Fresh(KINDS[name](where, job))
    if job.attempt > 1:
        tracker.write(
            [(each.series, each.step, each.value, each.time) for each in store.points(id)]
        )
    return tracker


def _end(store, id, mirrors, state, seconds):
    artefacts, end = {}, time.monotonic() + seconds
    with contextlib.suppress(SQLAlchemyError):
        artefacts = store.artefacts(id) if mirrors else {}
    for mirror in mirrors:
        mirror.end(state, artefacts)
    for mirror in mirrors:
        mirror.wait(max(end - time.monotonic(), 0.1))


def _drop(store, id, name, where, error):
    log.warning("%s is dropped", name, exc_info=error)
    # An address may carry a password, and errors repeat addresses.
    text = " ".join(str(error).replace(where, "its address").split())[:300]
    text = f"{name} takes nothing more of this run ({type(error).__name__}: {text})"
    with contextlib.suppress(SQLAlchemyError):
        store.log_event(id, "tracker", text)
