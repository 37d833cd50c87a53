"""Waiting for processes, and ending them."""

import os
import signal
import time

from explorer.runs.processes import started

DEADLINE = 60


def add(store, **settings):
    return store.add_job("train", "tiny", {}, settings)


def wait(condition, step=lambda: None):
    """Poll until the condition holds, taking a step of the runner between."""
    end = time.monotonic() + DEADLINE
    while not (found := condition()):
        assert time.monotonic() < end, "the deadline has passed"
        step()
        time.sleep(0.02)
    return found


def wait_for(store, id, state, runner=None):
    wait(lambda: store.job(id).state == state, runner.step if runner else lambda: None)
    return store.job(id)


def wait_for_points(store, id, runner=None, after=0):
    return wait(lambda: store.points(id, after), runner.step if runner else lambda: None)


def runner_pids(home):
    """The process numbers of all runners that have served this folder and still live."""
    log = home / "runner.log"
    lines = log.read_text().splitlines() if log.exists() else []
    pids = [int(line.split("runner ")[1].split()[0]) for line in lines if "watches" in line]
    return [pid for pid in pids if started(pid)]


def end_process(pid):
    os.kill(pid, signal.SIGKILL)
    wait(lambda: started(pid) is None)
