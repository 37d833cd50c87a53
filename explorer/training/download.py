"""The CIFAR sets by Keras's own download, with its progress told as the archive grows."""

import os
import threading
from functools import partial
from pathlib import Path
from typing import NamedTuple

MIB = 2**20


class Archive(NamedTuple):
    """What Keras fetches: `module` of keras.datasets, and what it calls the file meanwhile."""

    module: str
    label: str
    file: str
    bytes: int


CIFAR10 = Archive("cifar10", "CIFAR-10", "cifar-10-batches-py-target_archive", 170_498_071)
CIFAR100 = Archive("cifar100", "CIFAR-100", "cifar-100-python-target_archive", 169_001_437)


def download(which, report, load=None, archive=None, pause=0.3):
    """Fetch a set as its `keras.datasets.MODULE.load_data` does, and say how far it is.

    Args:
        which: the Archive.
        report: called with (done, total, message), in bytes, in the calling thread; what it
            raises ends the wait.
        load: fetches and returns the arrays; by default Keras's.
        archive: the file that grows meanwhile.
        pause: seconds between two reports.

    Returns:
        ((x_train, y_train), (x_test, y_test)).
    """
    fetched = {}
    fetch = threading.Thread(
        target=_fetch, args=(load or partial(_load, which), fetched), daemon=True
    )
    archive = archive or _path(which)
    fetch.start()
    while fetch.is_alive():
        _report(which, report, archive)
        fetch.join(pause)
    _report(which, report, archive)
    if "error" in fetched:
        raise fetched["error"]
    return fetched["arrays"]


def _fetch(load, fetched):
    try:
        fetched["arrays"] = load()
    except Exception as error:
        fetched["error"] = error


def _load(which):
    import keras

    # Its own progress bar would write over the one that the person sees.
    keras.config.disable_interactive_logging()
    return getattr(keras.datasets, which.module).load_data()


def _path(which):
    home = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
    return home / "datasets" / which.file


def _report(which, report, archive):
    done = archive.stat().st_size if archive.exists() else 0
    if done < which.bytes:
        part = f"{done / MIB:.0f} of {which.bytes / MIB:.0f} MiB"
        message = f"Downloading {which.label}: {part}"
    else:
        message = f"Unpacking {which.label}"
    report(done, which.bytes, message)


DOWNLOADS = {each.module: partial(download, each) for each in (CIFAR10, CIFAR100)}
