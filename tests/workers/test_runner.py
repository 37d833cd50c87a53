"""The runner, step by step, with real workers."""

import itertools
import os
import signal

import pytest

from explorer.runs import ACTIVE, RunError, keeping
from explorer.runs.processes import started
from explorer.workers import JobSpec, Runner
from tests.workers.tools import add, end_process, wait, wait_for, wait_for_points


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


def test_a_paused_job_frees_its_slot_and_resumes_as_another_attempt(store, runner):
    id, after = add(store, endless=True), add(store)
    wait_for_points(store, id, runner)
    store.request(id, "pause")
    wait_for(store, id, "paused", runner)
    wait_for(store, after, "finished", runner)
    last = store.points(id)[-1].number
    store.resume(id)
    wait_for_points(store, id, runner, after=last)
    assert (store.job(id).state, store.job(id).attempt) == ("running", 2)
    store.request(id, "stop")
    wait_for(store, id, "stopped", runner)


def test_a_worker_that_lives_on_after_its_job_was_resumed_is_killed(store, new_runner):
    runner = new_runner(slots=2)
    id = add(store, lingers=True, endless=True)
    wait_for_points(store, id, runner)
    store.request(id, "pause")
    pid = wait_for(store, id, "paused", runner).pid
    runner.patience = 0
    store.resume(id)
    wait(lambda: store.job(id).attempt == 2 and store.job(id).pid, runner.step)
    wait(lambda: started(pid) is None, runner.step)
    assert store.job(id).state == "running"


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
    runner = new_runner()
    id, after = add(store, lingers=True), add(store)
    pid = wait_for(store, id, "finished", runner).pid
    runner.step()
    assert started(pid)
    assert store.job(after).state == "queued"
    runner.patience = 0
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


def test_the_worker_of_a_job_that_has_vanished_is_ended_and_the_queue_goes_on(store, runner):
    id, after = add(store, endless=True), add(store)
    wait_for_points(store, id, runner)
    pid = store.job(id).pid
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM jobs WHERE id = ?", (id,))
    wait_for(store, after, "finished", runner)
    assert started(pid) is None


def test_the_runner_removes_what_was_deleted_long_ago(store, runner, monkeypatch):
    id = add(store)
    folder = store.folder(id)
    store.delete(id)
    monkeypatch.setattr(keeping, "UNDO_SECONDS", -1)
    runner.run(idle_seconds=0)
    assert not folder.exists()


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
