"""Workers that are copies of a fork server, and every way in which that may go wrong."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from explorer.runs.processes import started
from explorer.workers import LocalExecutor, Runner, service
from explorer.workers.warm import ForkServer, WarmExecutor, can_be_warm
from tests.workers.tools import DEADLINE, add, end_process, wait, wait_for, wait_for_points

PROGRAM = "tests.workers.program"
SUBMIT = """
import sys, time
from explorer.runs import Store
from explorer.workers import JobSpec
from explorer.workers.warm import WarmExecutor
store = Store.open()
executor = WarmExecutor(store, sys.argv[1:], "json", "tests.workers.program")
while not executor.server.is_ready:
    time.sleep(0.01)
executor.submit(JobSpec(store.claim().id, 1))
print(executor.server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def make_warm(store, command):
    made = []

    def make(preload="json", program=PROGRAM, ready=True, **options):
        made.append(WarmExecutor(store, command, preload, program, **options))
        if ready:
            wait(lambda: made[-1].server.is_ready)
        return made[-1]

    yield make
    for executor in made:
        for handle in list(executor._children):
            executor.stop(handle, kill=True)
            wait(lambda executor=executor, handle=handle: executor.poll(handle) != "running")
        executor.close()


def parent(store, id):
    return psutil.Process(store.job(id).pid).ppid()


def test_a_worker_is_a_copy_of_the_server_with_all_that_a_cold_one_has(store, make_warm):
    executor = make_warm()
    id = add(store, endless=True, threads=True)
    runner = Runner(store, executor)
    wait_for_points(store, id, runner)
    pid = store.job(id).pid
    assert parent(store, id) == executor.server.pid
    assert os.getsid(pid) == pid
    niceness = min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19)
    first, second = executor.logs(store.job(id).handle).splitlines()
    assert first == f"Hello from {store.folder(id)} {niceness}"
    assert second.startswith(f"['{store.job(id).threads}', ")
    (store.folder(id) / "enough").touch()
    assert wait_for(store, id, "finished", runner).attempt == 1
    wait(lambda: started(pid) is None, runner.step)


def test_how_a_copy_ends_is_told_as_of_a_cold_worker(store, make_warm):
    runner = Runner(store, make_warm(), slots=2)
    crashed, killed = add(store, crash=True), add(store, endless=True)
    job = wait_for(store, crashed, "failed", runner)
    assert job.error.endswith("its log ends: ValueError: the images are upside down")
    wait_for_points(store, killed, runner)
    os.kill(store.job(killed).pid, signal.SIGKILL)
    job = wait_for(store, killed, "interrupted", runner)
    assert job.error.endswith("its log ends: The worker was ended by SIGKILL.")


def test_a_copy_is_stopped_like_a_cold_worker(store, make_warm):
    runner = Runner(store, make_warm(), patience=0.2)
    id = add(store, deaf=True)
    pid = wait_for(store, id, "running", runner).pid
    store.request(id, "stop")
    wait_for(store, id, "stopped", runner)
    assert started(pid) is None


def test_a_copy_that_does_not_begin_is_killed_and_started_cold(store, make_warm):
    executor = make_warm(program="tests.workers.hanging", patience=0.3)
    runner = Runner(store, executor)
    id = add(store)
    runner.step()
    [hanging] = executor.server.copies.values()
    assert wait_for(store, id, "finished", runner).attempt == 1
    assert started(hanging) is None
    assert not executor.server.is_alive


def test_a_copy_that_has_begun_is_never_late(store, make_warm):
    executor = make_warm()
    runner = Runner(store, executor, slots=1)
    id = add(store, endless=True)
    wait_for_points(store, id, runner)
    pid, executor.patience = store.job(id).pid, 0
    for _ in range(3):
        runner.step()
    assert (store.job(id).pid, store.job(id).state) == (pid, "running")


def test_without_a_ready_server_workers_start_cold(store, make_warm, tmp_path):
    executor = make_warm(preload="no_such_module", ready=False)
    wait_for(store, add(store), "finished", Runner(store, executor))
    wait(lambda: not (executor.server.is_ready or executor.server.is_alive))
    wait_for(store, add(store), "finished", Runner(store, executor))
    assert "No module named 'no_such_module'" in (tmp_path / "runner.log").read_text()


def test_a_server_with_threads_refuses_to_serve(store, make_warm, tmp_path):
    server = make_warm(preload="tests.workers.threaded", ready=False).server
    wait(lambda: not (server.is_ready or server.is_alive))
    text = "tests.workers.threaded has started threads (3 in all): it cannot be forked safely."
    assert text in (tmp_path / "runner.log").read_text()


def test_the_death_of_the_server_touches_no_worker(store, make_warm):
    executor = make_warm()
    runner = Runner(store, executor)
    id, after = add(store, endless=True), add(store)
    wait_for_points(store, id, runner)
    os.kill(executor.server.pid, signal.SIGKILL)
    last = store.points(id)[-1].number
    wait_for_points(store, id, runner, after=last)
    wait(lambda: not executor.server.is_ready, runner.step)
    assert store.job(id).state == "running"
    (store.folder(id) / "enough").touch()
    wait_for(store, id, "finished", runner)
    wait_for(store, after, "finished", runner)


def test_the_death_of_the_runner_ends_the_server_and_no_worker(store, command):
    id = add(store, endless=True)
    argv = [sys.executable, "-c", SUBMIT, *command]
    runner = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    server = int(runner.stdout.readline())
    wait_for_points(store, id)
    runner.kill()
    runner.communicate(timeout=DEADLINE)
    wait(lambda: started(server) is None)
    last = store.points(id)[-1].number
    wait_for_points(store, id, after=last)
    end_process(store.job(id).pid)
    Runner(store, LocalExecutor(store, command)).step()
    assert store.job(id).state == "interrupted"


def test_only_tensorflow_on_linux_is_forked_and_only_the_known_program(store, monkeypatch):
    monkeypatch.delenv("EXPLORER_WARM", raising=False)
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert can_be_warm()
    for name, value in (("KERAS_BACKEND", "jax"), ("EXPLORER_WARM", "0")):
        with monkeypatch.context() as other:
            other.setenv(name, value)
            assert not can_be_warm()
    assert type(service._executor(store, ["other"])) is LocalExecutor
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not can_be_warm()


@pytest.mark.keras
def test_importing_keras_leaves_a_process_that_can_be_forked(store):
    server = ForkServer(os.environ.copy(), "explorer.training.jobs", PROGRAM)
    wait(lambda: server.is_ready or not server.is_alive)
    assert server.is_ready
    assert psutil.Process(server.pid).num_threads() <= 2
    server.close()
