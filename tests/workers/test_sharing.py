"""What a machine gives to each of several jobs, and to each of several people."""

import ast
import os

import pytest

from explorer.workers import resources, service
from tests.workers.tools import wait, wait_for

NAMES = ("EXPLORER_THREADS", "TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS")


@pytest.fixture
def four_cores(monkeypatch):
    monkeypatch.setattr(resources, "cores", lambda: 4)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def add(store, owner="", memory_mb=None, **settings):
    return store.add_job("train", "tiny", {}, settings, owner=owner, memory_mb=memory_mb)


def threads(store, id):
    """What the worker of a job has found in its environment."""
    return ast.literal_eval((store.folder(id) / "worker-1.log").read_text().splitlines()[1])


def test_a_lone_job_gets_all_cores(store, new_runner, four_cores):
    id = add(store, threads=True)
    assert wait_for(store, id, "finished", new_runner(slots=4)).threads == 4
    assert threads(store, id) == ["4", None, None]


def test_jobs_that_start_together_share_the_cores(store, new_runner, four_cores):
    ids = [add(store, threads=True) for _ in range(2)]
    runner = new_runner(slots=4)
    for id in ids:
        assert wait_for(store, id, "finished", runner).threads == 2
        assert threads(store, id) == ["2", "2", "2"]


def test_a_resumed_job_keeps_its_threads(store, new_runner, four_cores):
    runner = new_runner(slots=4)
    id = add(store)
    store.note(id, threads=3)
    store.request(id, "stop")
    store.resume(id)
    assert wait_for(store, id, "finished", runner).threads == 3


def test_each_person_runs_one_job_before_anyone_runs_two(store, new_runner):
    runner = new_runner(slots=2)
    first, second, other = [add(store, owner, endless=True) for owner in ("ann", "ann", "bob")]
    wait(lambda: {store.job(id).state for id in (first, other)} == {"running"}, runner.step)
    assert store.job(second).state == "queued"


def test_a_job_waits_until_its_memory_is_free(store, new_runner, monkeypatch):
    free = [1000]
    monkeypatch.setattr(resources, "free_mb", lambda: free[0])
    monkeypatch.setattr(resources, "_taken_mb", lambda job: 100)
    runner = new_runner(slots=2)
    first, second = add(store, memory_mb=800, endless=True), add(store, memory_mb=400)
    wait_for(store, first, "running", runner)
    runner.step()
    assert store.job(second).state == "queued"
    free[0] = 1100
    wait_for(store, second, "finished", runner)


def test_a_job_that_is_alone_starts_whatever_it_takes(store, runner, monkeypatch):
    monkeypatch.setattr(resources, "free_mb", lambda: 0)
    wait_for(store, add(store, memory_mb=800), "finished", runner)


def test_the_memory_of_a_process_is_counted(store):
    id = add(store, memory_mb=10**6)
    store.claim()
    store.begin(id, 1)
    assert 10 < resources._taken_mb(store.job(id)) < 10**5
    assert resources.free_mb() > 10
    assert not resources.has_room(store.job(id), [])


def test_by_default_there_are_as_many_slots_as_cores(store, command, monkeypatch):
    asked = []

    class Asked(service.Runner):
        def __init__(self, store, executor, slots):
            asked.append(slots)
            super().__init__(store, executor, slots)

    monkeypatch.delenv("EXPLORER_SLOTS")
    monkeypatch.setattr(service, "Runner", Asked)
    monkeypatch.setenv("EXPLORER_RUNNER_IDLE_S", "1")
    service.serve(command=command)
    assert asked == [len(os.sched_getaffinity(0))]
