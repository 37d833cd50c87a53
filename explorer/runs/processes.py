"""Which process is which: a number alone is soon given to another one."""

import os
import socket
import subprocess
from pathlib import Path

HOST = socket.gethostname()


def started(pid):
    """When a process began, as a text that no later process of this number has.

    Returns:
        None where the process is gone, or dead and only waits for its parent to notice.
    """
    if not Path("/proc/self/stat").exists():
        return _started_by_ps(pid)
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


def _started_by_ps(pid):
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    state, _, began = subprocess.run(command, capture_output=True, text=True).stdout.partition(" ")
    return None if not state or state.startswith("Z") else began.strip()
