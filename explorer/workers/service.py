"""Putting a job into the queue, and a runner beside it that outlives the caller."""

import logging
import os
import subprocess
import sys
import threading

from explorer.home import home
from explorer.runs import RunError, Store
from explorer.runs.locks import try_lock
from explorer.workers.executors import WORKER, LocalExecutor, environment
from explorer.workers.memory import expected_mb
from explorer.workers.resources import cores
from explorer.workers.runner import Runner
from explorer.workers.upkeep import limit_bytes
from explorer.workers.warm import WarmExecutor, can_be_warm


def submit(store, kind, name, network, settings, source="", owner="", command=WORKER, **options):
    """Queue a job and make sure that a runner is up; return the job's id.

    Args:
        options: `parent` of `Store.add_job`.

    Raises:
        TrainingError: the job is a run that would take more memory than this machine has.
    """
    options["memory_mb"] = expected_mb(store, kind, network, settings)
    id = store.add_job(kind, name, network, settings, source, owner, **options)
    ensure_runner(store.url, command)
    return id


def ensure_runner(url=None, command=WORKER):
    """Start a runner where none is up, and return at once; whether one was started."""
    lock = try_lock(_lock_path())
    if lock is None:
        return False
    # The child inherits the lock that is held already, so that no second runner is ever started.
    with lock, (home() / "runner.log").open("ab") as log:
        argv = [sys.executable, "-m", "explorer.workers", "--lock", str(lock.fileno())]
        runner = subprocess.Popen(
            [*argv, "--", *command],
            env=environment(url),
            cwd=home(),
            pass_fds=[lock.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    # Someone must wait for it, or it stays a zombie for as long as this process lives.
    threading.Thread(target=runner.wait, daemon=True).start()
    return True


def serve(lock=None, command=WORKER):
    """Be the runner until the queue has been idle for EXPLORER_RUNNER_IDLE_S seconds (600).

    EXPLORER_SLOTS jobs run at once: by default as many as there are cores, because more of them
    would not learn any faster together.

    Args:
        lock: the open file that holds the lock, if the caller has been given it.
    """
    slots = _setting("EXPLORER_SLOTS", cores())
    idle_seconds = _setting("EXPLORER_RUNNER_IDLE_S", 600)
    limit_bytes()  # a wrong one is told now
    store = Store.open()
    lock = lock or try_lock(_lock_path())
    while lock is not None:
        logging.info("The runner %s watches %s", os.getpid(), store)
        with lock:
            executor = _executor(store, command)
            Runner(store, executor, slots).run(idle_seconds)
            executor.close()
        # A job that came while the lock was held relied on this runner.
        lock = try_lock(_lock_path()) if store.jobs(states=["queued"], limit=1) else None
    store.close()


def _executor(store, command):
    # Another program may need other imports than those of the fork server.
    warm = tuple(command) == WORKER and can_be_warm()
    return WarmExecutor(store) if warm else LocalExecutor(store, command)


def _lock_path():
    return home() / "runner.lock"


def _setting(name, default):
    text = os.environ.get(name, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise RunError(f"{name} is {text!r}: it must be a whole number from 1.")
    return int(text)
