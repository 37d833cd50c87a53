"""Runner and workers, as real processes; the worker is a small program that learns nothing."""

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explorer.runs import ACTIVE, RunError, Store
from explorer.runs.processes import started
from explorer.workers import JobSpec, LocalExecutor, Runner, ensure_runner, service, submit

ROOT = Path(__file__).parents[1]
DEADLINE = 60

WORKER = """
import argparse, os, signal, time
from explorer.runs import Store

parser = argparse.ArgumentParser()
parser.add_argument("--job")
parser.add_argument("--attempt", type=int)
args = parser.parse_args()
store = Store.open()
store.begin(args.job, args.attempt)
settings = store.job(args.job).settings
print("Hello from", os.getcwd(), os.getpriority(os.PRIO_PROCESS, 0))
if settings.get("deaf"):
    time.sleep(600)
if settings.get("crash"):
    raise ValueError("the images are upside down")
if settings.get("mute"):
    raise SystemExit
step = 0
while settings.get("endless") or step < 3:
    step += 1
    store.add_points(args.job, [("loss", step, 1 / step)])
    store.beat(args.job, {"step": step})
    if store.requested(args.job) == "stop":
        store.set_state(args.job, "stopped", summary={"steps": step})
        break
    if (store.folder(args.job) / "enough").exists():
        settings["endless"] = False
    time.sleep(0.01)
else:
    store.set_state(args.job, "finished", summary={"steps": step})
if settings.get("lingers"):
    time.sleep(600)
"""

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
print(ensure_runner(command=sys.argv[1:]))
"""


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.setenv("EXPLORER_RUNNER_IDLE_S", "2")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("EXPLORER_DATABASE_URL", "EXPLORER_SLOTS"):
        monkeypatch.delenv(name, raising=False)
    store = Store.open()
    yield store
    for pid in runner_pids(tmp_path):
        end_process(pid)
    for job in store.jobs(states=ACTIVE):
        if job.pid != os.getpid() and job.pid and started(job.pid) == job.pid_started:
            end_process(job.pid)
    store.close()


@pytest.fixture
def command(tmp_path):
    (tmp_path / "worker.py").write_text(WORKER)
    return (sys.executable, "-W", "error", str(tmp_path / "worker.py"))


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


# One runner, step by step


def test_a_job_runs_and_finishes(store, runner):
    id = add(store)
    job = wait_for(store, id, "finished", runner)
    assert (job.attempt, job.summary, job.error) == (1, {"steps": 3}, "")
    assert [point.step for point in store.points(id)] == [1, 2, 3]
    states = [event.text for event in store.events(id) if event.kind == "state"]
    assert states == ["queued", "starting", "running", "finished"]


def test_a_worker_prints_to_its_log_runs_in_its_folder_and_gives_way(store, runner):
    id = add(store)
    job = wait_for(store, id, "finished", runner)
    niceness = min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19)
    text = f"Hello from {store.folder(id)} {niceness}\n"
    assert (store.folder(id) / "worker-1.log").read_text() == text
    assert runner.executor.logs(job.handle) == text
    assert runner.executor.logs(job.handle, n=3) == text[-3:]


def test_jobs_run_one_at_a_time_in_the_order_of_the_queue(store, runner):
    ids = [add(store) for _ in range(3)]
    overlaps = []

    def step():
        runner.step()
        overlaps.append(len(store.jobs(states=ACTIVE)))

    wait(lambda: store.job(ids[-1]).over, step)
    jobs = [store.job(id) for id in ids]
    assert max(overlaps) == 1
    assert all(a.ended <= b.started for a, b in itertools.pairwise(jobs))


def test_two_slots_run_two_jobs_at_once(store, new_runner):
    runner = new_runner(slots=2)
    ids = [add(store, endless=True) for _ in range(3)]
    wait(lambda: [store.job(id).state for id in ids[:2]] == ["running"] * 2, runner.step)
    runner.step()
    assert store.job(ids[2]).state == "queued"


def test_a_request_to_stop_reaches_the_worker(store, runner):
    id = add(store, endless=True)
    wait_for_points(store, id, runner)
    store.request(id, "stop")
    job = wait_for(store, id, "stopped", runner)
    assert job.summary["steps"] == store.points(id)[-1].step


def test_a_job_that_was_cancelled_never_starts(store, runner):
    cancelled, after = add(store), add(store)
    store.request(cancelled, "stop")
    wait_for(store, after, "finished", runner)
    assert (store.job(cancelled).state, store.job(cancelled).attempt) == ("stopped", 0)


def test_a_killed_worker_is_marked_interrupted_and_the_log_says_by_what(store, runner):
    id = add(store, endless=True)
    wait_for_points(store, id, runner)
    os.kill(store.job(id).pid, signal.SIGKILL)
    job = wait_for(store, id, "interrupted", runner)
    assert job.error == (
        "The worker ended without a last word; its log ends: The worker was ended by SIGKILL."
    )
    assert job.ended


def test_the_queue_goes_on_after_a_worker_was_killed(store, runner):
    killed, after = add(store, endless=True), add(store)
    wait_for_points(store, killed, runner)
    os.kill(store.job(killed).pid, signal.SIGKILL)
    wait_for(store, after, "finished", runner)


def test_a_worker_that_breaks_is_marked_failed_with_the_last_line_of_its_log(store, runner):
    id = add(store, crash=True)
    job = wait_for(store, id, "failed", runner)
    last = "its log ends: ValueError: the images are upside down"
    assert job.error == f"The worker ended without a last word; {last}"
    assert "Traceback" in (store.folder(id) / "worker-1.log").read_text()


def test_a_worker_that_ends_well_but_says_nothing_has_failed(store, runner):
    id = add(store, mute=True)
    assert wait_for(store, id, "failed", runner).error.startswith("The worker ended without a last")


def test_a_program_that_is_missing_fails_the_job_and_not_the_runner(store, executor):
    id = add(store)
    Runner(store, executor(["/no/such/program"])).step()
    job = store.job(id)
    assert job.state == "failed"
    assert job.error.startswith("The worker could not be started: ")
    assert "/no/such/program" in job.error


def test_a_worker_that_does_not_hear_is_killed_and_its_job_stopped(store, new_runner):
    runner = new_runner(patience=0.2)
    id = add(store, deaf=True)
    pid = wait_for(store, id, "running", runner).pid
    store.request(id, "stop")
    wait_for(store, id, "stopped", runner)
    assert started(pid) is None


def test_a_worker_that_lives_on_after_its_last_word_keeps_its_slot_and_is_killed(store, new_runner):
    runner = new_runner(patience=0.5)
    id, after = add(store, lingers=True), add(store)
    pid = wait_for(store, id, "finished", runner).pid
    runner.step()
    assert started(pid)
    assert store.job(after).state == "queued"
    wait_for(store, after, "finished", runner)
    assert started(pid) is None
    assert store.job(id).state == "finished"


def test_a_persons_own_process_is_left_alone_when_its_job_is_over(store, new_runner):
    runner = new_runner(patience=0)
    id, after = store.add_job("train", "tiny", {}, {}, mine=True), add(store)
    store.begin(id, 1)
    runner.step()
    assert store.job(after).state == "queued"
    store.set_state(id, "finished")
    wait_for(store, after, "finished", runner)


def test_stop_asks_and_kill_ends(store, executor):
    executor = executor()
    for kill, line in ((False, "SIGTERM"), (True, "SIGKILL")):
        id = add(store, endless=True)
        handle = executor.submit(JobSpec(store.claim().id, 1))
        wait_for_points(store, id)
        assert executor.poll(handle) == "running"
        executor.stop(handle, kill=kill)
        wait(lambda handle=handle: executor.poll(handle) != "running")
        assert executor.logs(handle).endswith(f"The worker was ended by {line}.\n")
        assert executor.poll(handle) == "lost"
        executor.stop(handle)


# A runner after another


def test_a_new_runner_sees_the_workers_of_the_old_one_through(store, new_runner, runner):
    id, after = add(store, endless=True), add(store)
    wait_for_points(store, id, runner)
    second = new_runner()
    second.step()
    assert (store.job(id).state, store.job(after).state) == ("running", "queued")
    (store.folder(id) / "enough").touch()
    wait_for(store, id, "finished")
    wait_for(store, after, "finished", second)


def test_a_new_runner_marks_the_dead_workers_of_the_old_one(store, new_runner, runner):
    id = add(store, endless=True)
    wait_for_points(store, id, runner)
    end_process(store.job(id).pid)
    new_runner().step()
    job = store.job(id)
    assert job.state == "interrupted"
    assert job.error.startswith("The worker ended without a last word; its log ends: Hello from")


def test_a_number_that_another_process_has_by_now_is_no_live_worker(store, new_runner):
    id = add(store)
    store.claim()
    store.begin(id, 1)
    store.note(id, pid_started="1@before")
    new_runner().step()
    assert store.job(id).state == "interrupted"
    assert started(os.getpid())


def test_a_worker_that_its_runner_could_not_note_down_is_found(store, new_runner):
    id = add(store)
    store.claim()
    store.begin(id, 1)
    new_runner().step()
    assert store.job(id).state == "running"


def test_a_job_without_a_process_is_interrupted_and_its_late_worker_turned_away(store, new_runner):
    id = add(store)
    store.claim()
    new_runner().step()
    assert store.job(id).state == "interrupted"
    with pytest.raises(RunError, match="came too late to begin"):
        store.begin(id, 1)


# The runner as a process


def test_many_calls_start_one_runner_which_ends_when_idle(store, command, tmp_path):
    options = {"stdout": subprocess.PIPE, "text": True}
    argv = [sys.executable, "-W", "error", "-c", ENSURE, *command]
    callers = [subprocess.Popen(argv, **options) for _ in range(4)]
    answers = [caller.communicate(timeout=DEADLINE)[0] for caller in callers]
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


def test_a_second_runner_started_by_hand_ends_at_once(store, command):
    assert ensure_runner(command=command) is True
    argv = [sys.executable, "-m", "explorer.workers", "--", *command]
    assert subprocess.run(argv, timeout=DEADLINE).returncode == 0


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_wrong_number_of_slots_is_explained(store, monkeypatch, value):
    monkeypatch.setenv("EXPLORER_SLOTS", value)
    with pytest.raises(RunError, match=f"EXPLORER_SLOTS is '{value}': it must be a whole number"):
        service.serve()
