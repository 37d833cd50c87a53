"""Snapshots of a run on the disk: whole or not there, whenever the process or the disk gives out.

Each is a pair of files with a number: arrays in an `.npz`, then a `.json` that says what they are
and carries their checksum. Both are written beside their place, synced and renamed, the `.json`
last: without it, or where the checksum differs, a snapshot does not exist. Two are kept.
"""

import hashlib
import json
import os
import zipfile
from pathlib import Path

import numpy as np

from explorer.training.files import write_whole

KEPT = 2


class Snapshots:
    """The snapshots in one folder, made on demand."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def save(self, arrays, state):
        """Write a snapshot, then remove all but the newest two.

        Args:
            arrays: `{name: array}`.
            state: a JSON object.

        Raises:
            OSError: it could not be written; those before it are as they were.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self._next():08d}.npz"
        try:
            digest = write_whole(path, lambda file: np.savez(file, **arrays))
            text = json.dumps({"sha256": digest, "state": state}).encode()
            write_whole(path.with_suffix(".json"), lambda file: file.write(text))
            _sync_folder(self.folder)
        except BaseException:
            path.with_suffix(".json").unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            raise
        self._tidy()

    def load(self):
        """The newest whole snapshot as (arrays, state), or None."""
        return next(filter(None, map(_read, self._descriptions())), None)

    def newest(self):
        """The arrays' file of the newest whole snapshot, or None."""
        whole = (path for path in self._descriptions() if _read(path))
        return next((path.with_suffix(".npz") for path in whole), None)

    def _descriptions(self):
        return sorted(self.folder.glob("[0-9]*.json"), reverse=True)

    def _next(self):
        # Never a number again: a file that is replaced may be torn from its description.
        numbers = [int(path.stem) for path in self.folder.glob("[0-9]*.*") if path.stem.isdigit()]
        return max(numbers, default=0) + 1

    def _tidy(self):
        kept = {path.stem for path in self._descriptions()[:KEPT]}
        # A description goes before its arrays, so that it never promises what is gone.
        for path in sorted(self.folder.glob("[0-9]*.*")):
            if path.stem not in kept:
                path.unlink(missing_ok=True)


def _sync_folder(folder):
    # A rename lasts through a loss of power only once the folder itself is written.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(description):
    """What a description promises, or None where it or its arrays are torn."""
    try:
        promised = json.loads(description.read_bytes())
        with description.with_suffix(".npz").open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != promised["sha256"]:
                return None
            file.seek(0)
            with np.load(file, allow_pickle=False) as arrays:
                return dict(arrays), promised["state"]
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return None
