"""Datasets as .npy files in the home folder: written once, then mapped by every process.

A dataset is a folder `data/<key>/` of arrays and a `complete.json`, which is written last. The key
holds what the arrays were made from, so that another source is another folder.
"""

import fcntl
import hashlib
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import numpy as np

from explorer.home import home

_ARRAYS = ("x_train", "y_train", "x_test", "y_test")
MARKER = "complete.json"


class DataError(ValueError):
    """A dataset that cannot be had or read; the text says what to do."""


@dataclass(frozen=True)
class DatasetInfo:
    """What is known of a dataset before it is on the disk; image_shape is (height, width, 3)."""

    name: str
    label: str
    class_names: tuple[str, ...]
    image_shape: tuple[int, int, int]
    description: str
    source: str


@dataclass(frozen=True)
class LeftOut:
    """The files that are no part of a dataset: how many, and the first of them with the reasons."""

    count: int = 0
    named: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images: uint8, (count, height, width, 3), mapped read-only. Labels: int64, (count,)."""

    name: str
    class_names: tuple[str, ...]
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    source: str  # one line, for a run's record
    left_out: LeftOut = LeftOut()

    def __repr__(self):
        counts = f"{len(self.y_train)} training and {len(self.y_test)} test images"
        return f"Dataset({self.name!r}: {counts}, {self.source})"


def folder_of(name, *identity):
    """The folder for a dataset made from what `identity` (any JSON) tells apart."""
    digest = hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:12]
    return home() / "data" / f"{name}-{digest}"


def load(folder, info):
    """Map the arrays of a folder; None where it is not there, unfinished or damaged."""
    try:
        marker = json.loads((folder / MARKER).read_text())
        if any(_path(folder, a).stat().st_size != marker["bytes"][a] for a in _ARRAYS):
            return None
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError):
        return None
    _note_use(folder / MARKER)
    # Labels are small and indexed at random: they are read at once.
    modes = {"x_train": "r", "x_test": "r"}
    arrays = {a: np.load(_path(folder, a), mmap_mode=modes.get(a)) for a in _ARRAYS}
    names = tuple(marker.get("class_names", info.class_names))
    left_out = LeftOut(marker.get("left_out", 0), tuple(marker.get("named", ())))
    return Dataset(info.name, names, **arrays, source=marker["source"], left_out=left_out)


def save(folder, train, test, source, **about):
    """Write the (images, labels) pairs; `source` says in one line where they come from.

    `about` may hold what only this folder knows: `class_names`, and `left_out` and `named`, the
    fields of LeftOut.

    The caller holds the dataset's lock. A reader finds nothing until everything is there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).unlink(missing_ok=True)
    arrays = dict(zip(_ARRAYS, (*train, *test), strict=True))
    for name, array in arrays.items():
        _replace(_path(folder, name), lambda file, array=array: np.save(file, array))
    sizes = {name: _path(folder, name).stat().st_size for name in arrays}
    text = json.dumps({"source": source, "bytes": sizes} | about, indent=1)
    _replace(folder / MARKER, lambda file: file.write(text.encode()))


@contextmanager
def locked(name, waiting=None):
    """Hold the lock of a dataset; `waiting()` is called once where another process has it."""
    path = home() / "data" / f"{name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _note_use(marker):
    # `upkeep` removes first what was not used for the longest time.
    with suppress(OSError):
        os.utime(marker)


def _path(folder, array):
    return folder / f"{array}.npy"


def _replace(path, write):
    # Only one process writes at a time, so a fixed name will do, and cleans up after a crash.
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        # What a full disk has taken so far must not fill it for others.
        part.unlink(missing_ok=True)
        raise DataError(f"Images could not be kept in {path.parent}: {error}") from error
