"""What the worker runs on: versions for the record, and whether its memory will do."""

import math
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import psutil

from explorer.training.tasks import TrainingError

BACKEND_BYTES = 560 * 2**20  # what importing Keras and TensorFlow takes, measured
GROUP = Path("/sys/fs/cgroup")  # a container's own limits (control groups, version 2)


def machine():
    """The machine and the versions that are known without importing Keras."""
    return {
        "python": platform.python_version(),
        "keras": version("keras"),
        "numpy": version("numpy"),
        "platform": platform.platform(),
        "cpus": os.cpu_count(),
    }


def with_backend(keras):
    """`machine()`, Keras's backend and its version, and the devices that it sees."""
    backend = keras.backend.backend()
    found = sys.modules.get(backend)
    return machine() | {
        "backend": backend,
        backend: getattr(found, "__version__", "unknown"),
        "devices": _devices(keras, backend),
    }


def _devices(keras, backend):
    # Keras's own list is only of the backends that it can distribute over devices.
    if backend != "torch":
        return keras.distribution.list_devices()
    cards = sys.modules[backend].cuda.device_count()
    return [f"cuda:{number}" for number in range(cards)] or ["cpu:0"]


def needed_bytes(summary, batch_size):
    """Bytes that a worker may take in all: what `analysis.Summary` expects, and Keras's own."""
    return summary.training_bytes(batch_size) + BACKEND_BYTES


def check_memory(summary, batch_size, available=None):
    """Refuse a network that would not fit now, before the system kills the process for it.

    Args:
        summary: the network's `analysis.Summary`.
        available: bytes; None asks the system.

    Raises:
        TrainingError: with the numbers.
    """
    available = available_bytes() if available is None else available
    has = f"of which this machine has {_gib(available)} left"
    _refuse(summary, batch_size, available, has)


def check_size(summary, batch_size, total=None):
    """Refuse a network that this machine can never hold, so that it need not wait in the queue.

    Args:
        total: bytes; None asks the system.

    Raises:
        TrainingError: with the numbers.
    """
    total = total_bytes() if total is None else total
    has = f"more than the {_gib(total)} that this machine has in all"
    _refuse(summary, batch_size, total, has)


def available_bytes(group=GROUP):
    """Bytes that processes may still take without swapping."""
    return min(psutil.virtual_memory().available, _left_of_limit(group))


def total_bytes(group=GROUP):
    """Bytes that all processes together may take."""
    return min(psutil.virtual_memory().total, _limit(group))


def _refuse(summary, batch_size, limit, has):
    needed = needed_bytes(summary, batch_size)
    if needed > limit:
        raise TrainingError(
            f"{summary.name} with batches of {batch_size} may take {_gib(needed)} of memory, {has}:"
            " choose a smaller batch size or network"
        )


def _limit(group):
    """The container's limit in bytes; infinite where there is none."""
    path = group / "memory.max"
    text = path.read_text().strip() if path.exists() else "max"
    return math.inf if text == "max" else int(text)


def _left_of_limit(group):
    if (limit := _limit(group)) == math.inf:
        return limit
    rows = (line.split() for line in (group / "memory.stat").read_text().splitlines())
    # Files that were read are counted too, and given up as soon as a process wants their place.
    files = {name: int(count) for name, count in rows}.get("inactive_file", 0)
    return max(limit - int((group / "memory.current").read_text()) + files, 0)


def _gib(count):
    return f"{count / 2**30:.1f} GiB"
