"""What a run's snapshots hold, when they are written, and how a run goes on from one.

They hold the model's variables (the seeds of its random layers among them), the optimiser's, the
best weights, the place in the epoch with the metrics of its steps, and the state of the watch for
divergence. The order of the images and how they are varied follow from the place alone.
"""

import logging
import os
import shutil
import time

import numpy as np
from keras import ops
from sqlalchemy.exc import SQLAlchemyError

from explorer import keras_model
from explorer.training import backends, diary
from explorer.training.snapshots import Snapshots
from explorer.training.tasks import TrainingError

SECONDS = 30  # between two snapshots within an epoch, unless EXPLORER_SNAPSHOT_S says otherwise

log = logging.getLogger(__name__)


class Keeper:
    """Writes and reads the snapshots of one job's run."""

    def __init__(self, store, id):
        self.store, self.id = store, id
        self.snapshots = Snapshots(store.folder(id) / "snapshots")
        self._seconds, self._written, self._failed = _seconds(), time.monotonic(), False

    def keep_if_due(self, fit):
        """Keep the run as it is, if the last time was long enough ago."""
        if time.monotonic() - self._written >= self._seconds:
            self.keep(fit)

    def keep(self, fit):
        """Keep the run as it is; whether that was possible.

        Where it is not, the snapshots before stay, an event says so once, and the run goes on.
        """
        self._written = time.monotonic()
        # Metrics first: from a snapshot ahead of them a run would go on with a gap.
        if not fit.recorder.write():
            return False
        try:
            self.snapshots.save(*_position(fit))
        except OSError as error:
            self._say(f"No snapshot could be written ({error}); the run goes on without", True)
            return False
        self._say("Snapshots are written again", False)
        return True

    def note(self, line):
        """Add an epoch's line to the diary; a full disk costs that line only."""
        try:
            path = diary.write(self.store.folder(self.id), line)
            self.store.add_artefact(self.id, "epochs", path)
        except (OSError, SQLAlchemyError) as error:
            log.warning("An epoch's predictions could not be kept (%s)", error)

    def restore(self, fit):
        """Put the run where its newest snapshot is; whether there is one that fits it."""
        found = self.snapshots.load()
        if found is None or not _fits(fit, found[0]):
            return False
        _take_up(fit, *found)
        return True

    def forget_beyond(self, fit):
        """Drop what an earlier attempt left behind from beyond the place of the run."""
        last = {"train/": fit.done, "gradient/": fit.done, "epoch/": fit.epoch - 1}
        self.store.drop_points(self.id, last)
        diary.cut(self.store.folder(self.id), fit.epoch - 1)

    def clear(self):
        """Remove the snapshots of a run that has finished."""
        shutil.rmtree(self.snapshots.folder, ignore_errors=True)

    def _say(self, text, failed):
        if failed == self._failed:
            return
        self._failed = failed
        try:
            self.store.log_event(self.id, "snapshot", text)
        except SQLAlchemyError:
            # The store may be on the same full disk: it is told when there is room.
            self._failed = not failed


def load_weights(fit, path):
    """Give a run the weights of a `.keras` file or a snapshot of the same network."""
    if path.suffix == ".keras":
        fit.model.set_weights(keras_model.load(path).get_weights())
        return
    # The seeds of random layers, which a snapshot has too, stay the run's own.
    weights = {id(each) for each in fit.model.weights}
    with np.load(path, allow_pickle=False) as arrays:
        for i, variable in enumerate(fit.trainer.variables):
            if id(variable) in weights:
                variable.assign(arrays[f"model/{i}"])


def _seconds():
    text = os.environ.get("EXPLORER_SNAPSHOT_S", str(SECONDS))
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not seconds >= 0:
        raise TrainingError(f"EXPLORER_SNAPSHOT_S is {text!r}: it must be seconds, 0 or more")
    return seconds


def _variables(fit):
    named = {"model": fit.trainer.variables, "optimizer": fit.trainer.optimizer.variables}
    return {f"{part}/{i}": each for part, all_ in named.items() for i, each in enumerate(all_)}


def _position(fit):
    arrays = {name: ops.convert_to_numpy(each) for name, each in _variables(fit).items()}
    arrays |= {f"means/{name}": np.array(all_) for name, all_ in fit.means.values.items()}
    arrays |= backends.random_state()
    state = {"epoch": fit.epoch, "step": fit.step, "seconds": fit.seconds}
    state |= {"watch": fit.watch.to_dict(), "best": None}
    if fit.best:
        arrays |= {f"best/{i}": weights for i, weights in enumerate(fit.best.weights)}
        state["best"] = {"epoch": fit.best.epoch, "scores": fit.best.scores}
    return arrays, state


def _fits(fit, arrays):
    variables = _variables(fit)
    names = {name for name in arrays if name.startswith(("model/", "optimizer/"))}
    return names == set(variables) and all(
        arrays[name].shape == tuple(each.shape) for name, each in variables.items()
    )


def _take_up(fit, arrays, state):
    for name, variable in _variables(fit).items():
        variable.assign(arrays[name])
    backends.set_random_state(arrays)
    parts = {name.partition("/")[2]: a.tolist() for name, a in arrays.items() if "means/" in name}
    best = [arrays[f"best/{i}"] for i in range(sum("best/" in name for name in arrays))]
    fit.take_up(state, parts, best)
