"""Which process is which: a number alone is soon given to another one."""

import os
import socket
from pathlib import Path

import psutil

HOST = socket.gethostname()
LOST = os.EX_TEMPFAIL  # the exit code of a worker that could not leave its last word in the store


def started(pid):
    """When a process began, as a text that no later process of this number has.

    Returns:
        None where the process is gone, or dead and only waits for its parent to notice.
    """
    if not Path("/proc/self/stat").exists():
        return _started_by_psutil(pid)
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The command's name comes in brackets and may itself hold brackets and blanks (proc(5)).
    state, *numbers = text.rpartition(")")[2].split()
    return None if state in "ZX" else f"{numbers[18]}@{_boot()}"


def myself():
    """The columns of a job that say which process works on it."""
    return {"host": HOST, "pid": os.getpid(), "pid_started": started(os.getpid())}


def _boot():
    # Start times count from the machine's own start, and so come again after the next one.
    return Path("/proc/sys/kernel/random/boot_id").read_text()[:8]


def _started_by_psutil(pid):
    # Not on Linux: there psutil adds the start to the clock, and a clock that is set moves both.
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else repr(process.create_time())
    except psutil.NoSuchProcess:
        return None
