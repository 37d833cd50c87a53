"""CIFAR-10 by Keras's own download, with its progress told as the archive grows."""

import os
import threading
from pathlib import Path

ARCHIVE = "cifar-10-batches-py-target_archive"  # what Keras 3 calls the file while it fetches it
ARCHIVE_BYTES = 170_498_071
MIB = 2**20


def download_cifar10(report, load=None, archive=None, pause=0.3):
    """Fetch CIFAR-10 as `keras.datasets.cifar10.load_data` does, and say how far it is.

    Args:
        report: called with (done, total, message), in bytes, in the calling thread; what it
            raises ends the wait.
        load: fetches and returns the arrays; by default Keras's.
        archive: the file that grows meanwhile.
        pause: seconds between two reports.

    Returns:
        ((x_train, y_train), (x_test, y_test)).
    """
    fetched = {}
    fetch = threading.Thread(target=_fetch, args=(load or _load, fetched), daemon=True)
    archive = archive or _archive()
    fetch.start()
    while fetch.is_alive():
        _report(report, archive)
        fetch.join(pause)
    _report(report, archive)
    if "error" in fetched:
        raise fetched["error"]
    return fetched["arrays"]


def _fetch(load, fetched):
    try:
        fetched["arrays"] = load()
    except Exception as error:
        fetched["error"] = error


def _load():
    import keras

    # Its own progress bar would write over the one that the person sees.
    keras.config.disable_interactive_logging()
    return keras.datasets.cifar10.load_data()


def _archive():
    home = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
    return home / "datasets" / ARCHIVE


def _report(report, archive):
    done = archive.stat().st_size if archive.exists() else 0
    if done < ARCHIVE_BYTES:
        message = f"Downloading CIFAR-10: {done / MIB:.0f} of {ARCHIVE_BYTES / MIB:.0f} MiB"
    else:
        message = "Unpacking CIFAR-10"
    report(done, ARCHIVE_BYTES, message)
