"""The runner as a process: started by whoever needs it, outliving them, and outlived by workers."""

import os
import signal
import subprocess
import sys

import pytest

from explorer.runs import RunError
from explorer.runs.processes import started
from explorer.workers import Runner, ensure_runner, service, submit
from tests.workers.tools import (
    DEADLINE,
    add,
    end_process,
    runner_pids,
    wait,
    wait_for,
    wait_for_points,
)

SERVER = """
import sys, time
from explorer.runs import Store
from explorer.workers import submit
id = submit(Store.open(), "train", "tiny", {}, {"endless": True}, command=sys.argv[1:])
print(id, flush=True)
time.sleep(600)
"""
ENSURE = """
import sys
from explorer.workers import ensure_runner
print("ready", flush=True)
sys.stdin.readline()
print(ensure_runner(command=sys.argv[1:]))
"""


def test_many_calls_start_one_runner_which_ends_when_idle(store, command, tmp_path, monkeypatch):
    # Longer than four calls and a fifth take, however busy the machine is.
    monkeypatch.setenv("EXPLORER_RUNNER_IDLE_S", "5")
    options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    argv = [sys.executable, "-W", "error", "-c", ENSURE, *command]
    callers = [subprocess.Popen(argv, **options) for _ in range(4)]
    for caller in callers:
        assert caller.stdout.readline() == "ready\n"
    answers = [caller.communicate("go\n", timeout=DEADLINE)[0] for caller in callers]
    assert sorted(answers) == ["False\n"] * 3 + ["True\n"]
    assert ensure_runner(command=command) is False
    [pid] = wait(lambda: runner_pids(tmp_path))
    wait(lambda: started(pid) is None)
    assert ensure_runner(command=command) is True


def test_the_runner_and_its_imports_stay_small(store, command):
    script = "import sys, explorer.workers; print({'keras', 'tensorflow'} & set(sys.modules))"
    argv = [sys.executable, "-c", script]
    assert subprocess.run(argv, capture_output=True, text=True).stdout == "set()\n"


def test_a_submitted_job_runs(store, command):
    id = submit(store, "train", "tiny", {}, {}, source="x = 1\n", owner="ann", command=command)
    job = wait_for(store, id, "finished")
    assert (job.owner, job.source) == ("ann", "x = 1\n")


def test_a_worker_outlives_its_runner_and_the_next_runner_sees_it_through(store, command, tmp_path):
    id = submit(store, "train", "tiny", {}, {"endless": True}, command=command)
    after = add(store)
    wait_for_points(store, id)
    [first] = runner_pids(tmp_path)
    end_process(first)
    last = store.points(id)[-1].number
    wait_for_points(store, id, after=last)
    assert ensure_runner(command=command) is True
    [second] = wait(lambda: runner_pids(tmp_path))
    assert second != first
    (store.folder(id) / "enough").touch()
    assert wait_for(store, id, "finished").attempt == 1
    wait_for(store, after, "finished")


def test_the_end_of_the_server_touches_neither_runner_nor_worker(store, command, tmp_path):
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, *command],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    id = server.stdout.readline().strip()
    wait_for_points(store, id)
    # As Ctrl-C does: the whole group of the server's terminal.
    os.killpg(server.pid, signal.SIGKILL)
    server.communicate()
    last = store.points(id)[-1].number
    wait_for_points(store, id, after=last)
    assert len(runner_pids(tmp_path)) == 1
    (store.folder(id) / "enough").touch()
    wait_for(store, id, "finished")


def test_a_job_that_comes_while_the_runner_is_leaving_is_not_forgotten(store, command, monkeypatch):
    late = []

    class Leaving(Runner):
        def run(self, idle_seconds):
            super().run(idle_seconds=0.5)
            if not late:
                late.append(submit(store, "train", "tiny", {}, {}, command=command))

    monkeypatch.setattr(service, "Runner", Leaving)
    service.serve(command=command)
    assert store.job(late[0]).state == "finished"


def test_a_second_runner_started_by_hand_ends_at_once(store, command, tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_RUNNER_IDLE_S", "600")
    assert ensure_runner(command=command) is True
    [first] = wait(lambda: runner_pids(tmp_path))
    argv = [sys.executable, "-m", "explorer.workers", "--", *command]
    second = subprocess.run(argv, timeout=DEADLINE, capture_output=True, text=True)
    assert (second.returncode, second.stderr) == (0, "")
    assert started(first)


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_wrong_number_of_slots_is_explained(store, monkeypatch, value):
    monkeypatch.setenv("EXPLORER_SLOTS", value)
    with pytest.raises(RunError, match=f"EXPLORER_SLOTS is '{value}': it must be a whole number"):
        service.serve()
