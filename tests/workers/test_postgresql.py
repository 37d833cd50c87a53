"""The runner over a PostgreSQL database, which machines share."""

import os
import signal

import pytest

from explorer.runs import Store
from explorer.workers import LocalExecutor, Runner, upkeep
from tests.workers.tools import add, wait, wait_for, wait_for_points


@pytest.fixture
def shared(store, new_postgresql, monkeypatch):
    """A store in PostgreSQL; the other one has set up the home folder and the path."""
    monkeypatch.setenv("EXPLORER_DATABASE_URL", new_postgresql())
    shared = Store.open()
    yield shared
    shared.close()


@pytest.fixture
def runner(shared, command):
    runner = Runner(shared, LocalExecutor(shared, command))
    yield runner
    for handle in list(runner.executor._children):
        runner.executor.stop(handle, kill=True)
        wait(lambda handle=handle: runner.executor.poll(handle) != "running")


def test_a_job_runs_pauses_resumes_and_finishes(shared, runner):
    id = add(shared, endless=True)
    wait_for_points(shared, id, runner)
    shared.request(id, "pause")
    wait_for(shared, id, "paused", runner)
    last = shared.points(id)[-1].number
    shared.resume(id)
    wait_for_points(shared, id, runner, after=last)
    (shared.folder(id) / "enough").touch()
    assert wait_for(shared, id, "finished", runner).attempt == 2


def test_a_killed_worker_is_marked_and_the_queue_goes_on(shared, runner):
    killed, after = add(shared, endless=True), add(shared)
    wait_for_points(shared, killed, runner)
    os.kill(shared.job(killed).pid, signal.SIGKILL)
    wait_for(shared, killed, "interrupted", runner)
    wait_for(shared, after, "finished", runner)


def test_the_workers_of_another_machine_are_left_to_its_own_runner(shared, runner):
    far, near = add(shared), add(shared)
    shared.claim()
    shared.note(far, host="elsewhere", pid=1, pid_started="1@before")
    wait_for(shared, near, "finished", runner)
    assert shared.job(far).state == "starting"


def test_a_job_whose_machine_has_long_been_silent_is_interrupted(shared, runner, monkeypatch):
    gone, near = add(shared), add(shared)
    shared.claim()
    shared.note(gone, host="elsewhere", pid=1, pid_started="1@before")
    runner.run(idle_seconds=0)
    assert shared.job(gone).state == "starting"
    monkeypatch.setattr(upkeep, "SILENT_SECONDS", 0)
    runner.run(idle_seconds=0)
    job = shared.job(gone)
    assert job.state == "interrupted"
    assert job.error == "Its machine, elsewhere, has given no sign for an hour"
    shared.resume(gone)
    assert wait_for(shared, gone, "finished", runner).attempt == 2
    wait_for(shared, near, "finished", runner)
