"""Workers that start in milliseconds, as copies of a process that has imported Keras already.

Importing Keras takes most of the time from a click to the first point. Wherever anything about the
fork server is not as it should be, workers are cold processes, as with `LocalExecutor`.
"""

import json
import logging
import os
import select
import subprocess
import sys
import time

from explorer.home import home
from explorer.runs.processes import started
from explorer.workers.executors import NICENESS, WORKER, LocalExecutor, environment
from explorer.workers.resources import ONE_BLAS_THREAD

PRELOAD, PROGRAM = "explorer.training.jobs", "explorer.training"
FORK_SECONDS = 5  # until an order must have been answered
BEGIN_SECONDS = 30  # until a copy must have begun its job

log = logging.getLogger(__name__)


def can_be_warm():
    """Whether workers may be forked: on Linux, with TensorFlow, unless EXPLORER_WARM is 0."""
    backend = os.environ.get("KERAS_BACKEND") or "tensorflow"
    wanted = os.environ.get("EXPLORER_WARM", "1") != "0"
    return wanted and backend == "tensorflow" and sys.platform == "linux"


class WarmExecutor(LocalExecutor):
    """Forks workers as long as that goes well, and starts cold ones otherwise.

    Args:
        command: what a cold worker runs.
        preload: the module that the fork server imports.
        program: the module that a copy runs.
        patience: seconds after which a copy that has not begun its job is `late`.
    """

    def __init__(
        self, store, command=WORKER, preload=PRELOAD, program=PROGRAM, patience=BEGIN_SECONDS
    ):
        super().__init__(store, command)
        self.patience = patience
        self.server = ForkServer(environment(store.url), preload, program)

    def close(self):
        """End the fork server; its workers live on."""
        self.server.close()

    def poll(self, handle):
        child = self._children.get(handle)
        if isinstance(child, _Copy):
            if not self.server.is_alive:
                # Only the server knew how it ended; the process itself can still be looked up.
                del self._children[handle]
            elif self._is_late(handle, child):
                log.warning("%s has not begun: from now on workers start cold", handle)
                self.close()
                return "late"
        return super().poll(handle)

    def _start(self, spec):
        if not self.server.is_ready:
            return super()._start(spec)
        order = {
            "argv": spec.argv,
            "env": environment(self.store.url) | spec.env,
            "folder": str(self.store.folder(spec.job)),
            "log": str(self._log(spec.job, spec.attempt)),
            "niceness": NICENESS,
        }
        return self.server.fork(order) or super()._start(spec)

    def _is_late(self, handle, child):
        if child.begun or time.monotonic() - child.since < self.patience:
            return False
        name, attempt = handle.split(":")[:2]
        job = self.store.job(name)
        child.begun = job.state != "starting" or str(job.attempt) != attempt
        return not child.begun and started(child.pid) is not None


class ForkServer:
    """The process of `explorer.workers.forking`, and the talk with it.

    `copies` has the number of each order's process, and `codes` the exit codes of those that ended.
    """

    def __init__(self, env, preload, program):
        argv = [sys.executable, "-m", "explorer.workers.forking", preload, program]
        with (home() / "runner.log").open("ab") as log_:
            self._process = subprocess.Popen(
                argv,
                env=env | {"TF_CPP_MIN_LOG_LEVEL": "2"} | ONE_BLAS_THREAD,
                bufsize=0,
                cwd=home(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log_,
                start_new_session=True,
            )
        self.pid = self._process.pid
        self.is_alive, self._ready, self._unread = True, False, b""
        self._orders, self.copies, self.codes = 0, {}, {}

    @property
    def is_ready(self):
        """Whether it has imported everything and still lives."""
        self.read()
        return self._ready and self.is_alive

    def fork(self, order):
        """Let a copy carry out an order; None, and the end of the server, if that fails."""
        self._orders += 1
        number, end = self._orders, time.monotonic() + FORK_SECONDS
        try:
            self._process.stdin.write(json.dumps(order | {"number": number}).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            self.close()
        while self.is_alive and number not in self.copies:
            self.read(timeout=0.1)
            if time.monotonic() > end:
                self.close()
        return _Copy(self, self.copies[number]) if number in self.copies else None

    def read(self, timeout=0):
        """Take in what the server has said."""
        while self.is_alive and select.select([self._process.stdout], [], [], timeout)[0]:
            data = os.read(self._process.stdout.fileno(), 65536)
            if not data:
                self.close()
            *lines, self._unread = (self._unread + data).split(b"\n")
            for line in lines:
                self._hear(**json.loads(line))
            timeout = 0

    def close(self):
        """End it, without waiting for its copies."""
        if self.is_alive:
            self.is_alive = False
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()
            self._process.stdin.close()

    def _hear(self, ready=False, number=None, pid=None, code=None):
        self._ready = self._ready or ready
        if number is not None:
            self.copies[number] = pid
        elif code is not None:
            self.codes[pid] = code


class _Copy:
    """A forked worker, with as much of `subprocess.Popen` as the executor needs."""

    def __init__(self, server, pid):
        self.server, self.pid = server, pid
        self.since, self.begun = time.monotonic(), False

    def poll(self):
        self.server.read()
        return self.server.codes.get(self.pid)
