"""A store in a folder of its own, and runners whose processes end with the test."""

import os
import sys
from pathlib import Path

import pytest

from explorer.runs import ACTIVE, Store
from explorer.runs.processes import started
from explorer.workers import LocalExecutor, Runner
from tests.workers.tools import end_process, runner_pids, wait

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.setenv("EXPLORER_RUNNER_IDLE_S", "2")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("EXPLORER_SLOTS", "1")
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    store = Store.open()
    yield store
    for pid in runner_pids(tmp_path):
        end_process(pid)
    for job in store.jobs(states=ACTIVE):
        if job.pid != os.getpid() and job.pid and started(job.pid) == job.pid_started:
            end_process(job.pid)
    store.close()


@pytest.fixture
def command():
    return (sys.executable, "-W", "error", str(Path(__file__).with_name("program.py")))


@pytest.fixture
def executor(store, command):
    """Makes executors, and ends what they have started."""
    made = []

    def make(command=command):
        made.append(LocalExecutor(store, command))
        return made[-1]

    yield make
    for executor in made:
        for handle in list(executor._children):
            executor.stop(handle, kill=True)
            wait(lambda executor=executor, handle=handle: executor.poll(handle) != "running")


@pytest.fixture
def new_runner(store, executor):
    return lambda **options: Runner(store, executor(), **options)


@pytest.fixture
def runner(new_runner):
    return new_runner()
