"""What the worker runs on: versions for the record, and whether its memory will do."""

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from explorer.training.tasks import TrainingError

BACKEND_BYTES = 560 * 2**20  # what importing Keras and TensorFlow takes, measured
MEMINFO = Path("/proc/meminfo")
GROUP = Path("/sys/fs/cgroup")


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


def check_memory(summary, batch_size, available=None):
    """Refuse a network that would not fit, before the system kills the process for it.

    Args:
        summary: the network's `analysis.Summary`.
        available: bytes; None asks the system.

    Raises:
        TrainingError: with the numbers.
    """
    needed = summary.training_bytes(batch_size) + BACKEND_BYTES
    available = available_bytes() if available is None else available
    if available is not None and needed > available:
        raise TrainingError(
            f"{summary.name} with batches of {batch_size} may take {_gib(needed)} of memory, of "
            f"which this machine has {_gib(available)} left: choose a smaller batch size or "
            "network"
        )


def available_bytes(meminfo=MEMINFO, group=GROUP):
    """Bytes that a process may still take, or None where the system does not tell."""
    known = [_free(meminfo), _left_of_limit(group / "memory.max", group / "memory.current")]
    known = [value for value in known if value is not None]
    return min(known, default=None)


def _free(meminfo):
    if not meminfo.exists():
        return None
    rows = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
    return int(rows["MemAvailable"].split()[0]) * 1024


def _left_of_limit(limit, used):
    # A container's own limit (control groups, version 2); "max" is none.
    if not limit.exists() or (text := limit.read_text().strip()) == "max":
        return None
    return max(int(text) - int(used.read_text()), 0)


def _gib(count):
    return f"{count / 2**30:.1f} GiB"
