"""Room for new images: what was not used for the longest time goes, as far as it can be had again.

Prepared arrays are made anew from their source; uploads that a run names are kept for ever.
"""

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from explorer.data.arrays import MARKER
from explorer.home import home

RECENT = 24 * 3600  # seconds for which whatever was used stays


@dataclass(frozen=True)
class _Entry:
    path: Path
    used: float  # seconds since 1970
    bytes: int


def tidy(limit, named=()):
    """Remove prepared arrays and uploads, those first that were not used for the longest time.

    Args:
        limit: bytes that they may take together, uploads that stay in any case not counted.
        named: data folders and zips that runs name; among them are uploads that stay.

    Returns:
        The paths that are gone.
    """
    entries = sorted([*_arrays(), *_uploads(named)], key=lambda entry: entry.used)
    excess, since, gone = sum(e.bytes for e in entries) - limit, time.time() - RECENT, []
    for entry in entries:
        if excess > 0 and entry.used < since:
            _remove(entry.path)
            excess -= entry.bytes
            gone.append(entry.path)
    return gone


def _arrays():
    for marker in (home() / "data").glob(f"*/{MARKER}"):
        folder = marker.parent
        sizes = [path.stat().st_size for path in folder.iterdir()]
        yield _Entry(folder, marker.stat().st_mtime, sum(sizes))


def _uploads(named):
    kept = {Path(path).expanduser().absolute() for path in named}
    for path in (home() / "uploads").glob("*.zip"):
        if path.absolute() not in kept:
            # Its time of change is part of what tells it from others, and stays.
            known = path.stat()
            yield _Entry(path, max(known.st_mtime, known.st_atime), known.st_size)


def _remove(path):
    if path.is_dir():
        # The marker first: what is half gone must not look whole. Who has it mapped keeps it.
        (path / MARKER).unlink(missing_ok=True)
        shutil.rmtree(path, ignore_errors=True)
    else:
        os.unlink(path)
