"""Where worker processes run: an interface of six calls, and this machine behind it."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from explorer.home import home
from explorer.runs import Store
from explorer.runs.processes import LOST, started

WORKER = (sys.executable, "-m", "explorer.training")
ROOT = Path(__file__).resolve().parents[2]
NICENESS = 10


@dataclass(frozen=True)
class JobSpec:
    """What to start: one attempt at one job, and what it may use."""

    job: str
    attempt: int
    env: dict = field(default_factory=dict)
    cpus: float = 1
    gpus: float = 0
    memory_mb: int | None = None

    @property
    def argv(self):
        """The arguments of the worker's command."""
        return ["--job", self.job, "--attempt", str(self.attempt)]


class Executor(Protocol):
    """Starts and watches workers; what they do is told by the store, never by the executor."""

    def submit(self, spec: JobSpec) -> str:
        """Start a worker; the handle that the other calls take."""

    def find(self, job) -> str | None:
        """The handle of a worker that runs though its starter could not note it down."""

    def poll(self, handle: str) -> Literal["running", "late", "succeeded", "failed", "lost"]:
        """Whether it runs, or how it ended; `lost` if it was killed or that cannot be told.

        One that is `late` runs but has not begun: it is to be killed and submitted again.
        """

    def stop(self, handle: str, kill: bool = False) -> None:
        """Ask the worker to end (SIGTERM), or end it (SIGKILL)."""

    def logs(self, handle: str, n: int = 4000) -> str:
        """The last `n` bytes of what it printed."""

    def close(self) -> None:
        """Give back what the executor itself holds; the workers live on."""


class LocalExecutor:
    """One cold process on this machine for each job, in a session of its own.

    Args:
        store: where job folders are found.
        command: the program, to which `--job ID --attempt K` is added.
    """

    def __init__(self, store: Store, command=WORKER):
        self.store, self.command = store, list(command)
        self._children = {}

    def submit(self, spec):
        child = self._start(spec)
        handle = _handle(spec.job, spec.attempt, child.pid, started(child.pid))
        self._children[handle] = child
        return handle

    def find(self, job):
        return job.pid and _handle(job.id, job.attempt, job.pid, job.pid_started)

    def poll(self, handle):
        if child := self._children.get(handle):
            return self._poll_child(handle, child)
        return "running" if _is_alive(handle) else "lost"

    def stop(self, handle, kill=False):
        if self.poll(handle) == "running":
            # Its session, and so whatever it has started itself.
            os.killpg(_process(handle)[0], signal.SIGKILL if kill else signal.SIGTERM)

    def logs(self, handle, n=4000):
        job, attempt = handle.split(":")[:2]
        path = self._log(job, attempt)
        return path.read_bytes()[-n:].decode(errors="replace") if path.exists() else ""

    def close(self):
        """There is nothing to end: workers live on."""

    def _start(self, spec):
        with self._log(spec.job, spec.attempt).open("ab") as log:
            child = subprocess.Popen(
                self.command + spec.argv,
                env=environment(self.store.url) | spec.env,
                cwd=self.store.folder(spec.job),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        # A page that someone looks at goes before a network that learns.
        niceness = os.getpriority(os.PRIO_PROCESS, 0) + NICENESS
        os.setpriority(os.PRIO_PROCESS, child.pid, niceness)
        return child

    def _log(self, job, attempt):
        return self.store.folder(job) / f"worker-{attempt}.log"

    def _poll_child(self, handle, child):
        code = child.poll()
        if code is None:
            return "running"
        del self._children[handle]
        if code < 0:
            self._add_last_line(handle, f"The worker was ended by {signal.Signals(-code).name}.")
        if code < 0 or code == LOST:
            return "lost"
        return "failed" if code else "succeeded"

    def _add_last_line(self, handle, text):
        job, attempt = handle.split(":")[:2]
        with self._log(job, attempt).open("a") as log:
            log.write(f"\n{text}\n")


def environment(url):
    """What a process needs to find the code and the store from any working folder."""
    places = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    ours = {
        "PYTHONPATH": os.pathsep.join(filter(None, places)),
        "PYTHONUNBUFFERED": "1",
        "EXPLORER_HOME": str(home().absolute()),
    }
    return os.environ | ours | ({"EXPLORER_DATABASE_URL": url} if url else {})


def _handle(job, attempt, pid, began):
    return f"{job}:{attempt}:{pid}:{began}"


def _process(handle):
    pid, began = handle.split(":", 3)[2:]
    return int(pid), began


def _is_alive(handle):
    pid, began = _process(handle)
    return started(pid) == began
