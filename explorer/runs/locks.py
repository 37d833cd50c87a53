"""Locks between processes of one machine; the kernel frees them however their holder ends."""

import fcntl
from contextlib import contextmanager
from pathlib import Path


def try_lock(path):
    """Take the lock, or return None where another process has it.

    Returns:
        The open file: the lock is held until it is closed.
    """
    file = Path(path).open("a+")  # noqa: SIM115 - the open file is the lock
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


@contextmanager
def locked(path):
    """Hold the lock for the length of a `with` block, waiting for it if need be."""
    with Path(path).open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
