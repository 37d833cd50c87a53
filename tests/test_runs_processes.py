"""The store under several real processes at once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explorer.runs import Store, processes
from explorer.runs.locks import locked, try_lock
from explorer.runs.processes import myself, started

ROOT = Path(__file__).parents[1]
DEADLINE = 60

WRITE = """
import sys
from explorer.runs import Store
store = Store.open()
id = store.add_job("train", sys.argv[1], {}, {})
store.claim()
for step in range(100):
    store.add_points(id, [("loss", 2 * step, 1.0), ("loss", 2 * step + 1, 0.5)])
    store.beat(id, {"step": step})
"""
CREATE = """
import sys
from explorer.runs import Store
print("ready", flush=True)
sys.stdin.readline()
for url in sys.argv[1:]:
    Store.open(url).close()
"""
CLAIM = """
from explorer.runs import Store
store = Store.open()
while job := store.claim():
    print(job.id, job.attempt, flush=True)
"""
HOLD = """
import sys
from explorer.runs.locks import try_lock
lock = try_lock(sys.argv[1])
print(lock is not None, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def path(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def new_store(new_url, monkeypatch):
    """A database without tables, which `Store.open()` opens."""
    monkeypatch.setenv("EXPLORER_DATABASE_URL", new_url())


def python(script, *args, **options):
    command = [sys.executable, "-W", "error", "-c", script, *args]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)


def finish(processes):
    """What each printed, once all of them have ended well."""
    texts = [process.communicate(timeout=DEADLINE)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return texts


def test_four_writers_create_the_store_and_lose_nothing_while_a_reader_follows(new_store):
    writers = [python(WRITE, str(number)) for number in range(4)]
    store, seen, end = Store.open(), {}, time.monotonic() + DEADLINE
    while sum(map(len, seen.values())) < 800 and time.monotonic() < end:
        for job in store.jobs():
            known = seen.setdefault(job.id, [])
            known += store.points(job.id, after=known[-1].number if known else 0)
            # A transaction is seen whole or not at all.
            assert len(known) % 2 == 0
    finish(writers)
    assert [[point.step for point in points] for points in seen.values()] == [[*range(200)]] * 4
    assert {job.progress["step"] for job in store.jobs()} == {99}
    store.close()


def test_processes_that_open_a_new_store_at_the_same_moment_create_it_once(new_url):
    urls = [new_url() for _ in range(10)]
    openers = [python(CREATE, *urls, stdin=subprocess.PIPE) for _ in range(4)]
    for opener in openers:
        assert opener.stdout.readline() == "ready\n"
    for opener in openers:
        opener.stdin.write("go\n")
        opener.stdin.flush()
    finish(openers)


def test_no_job_is_claimed_twice(store):
    ids = [store.add_job("train", "tiny", {}, {}) for _ in range(40)]
    texts = finish([python(CLAIM) for _ in range(4)])
    claimed = [line.split() for text in texts for line in text.splitlines()]
    assert sorted(id for id, _ in claimed) == sorted(ids)
    assert {attempt for _, attempt in claimed} == {"1"}


def test_a_writer_killed_at_any_moment_leaves_whole_transactions(store):
    for number in range(3):
        writer = python(WRITE, str(number))
        end = time.monotonic() + DEADLINE
        while not (jobs := [job for job in store.jobs() if job.name == str(number)]) or not (
            store.points(jobs[0].id)
        ):
            assert time.monotonic() < end
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        steps = [point.step for point in store.points(jobs[0].id)]
        assert steps == [*range(len(steps))]
        assert len(steps) % 2 == 0
    if store.is_local:
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_a_lock_is_held_by_one_process_and_freed_by_its_death(tmp_path):
    path = tmp_path / "some.lock"
    holder = python(HOLD, str(path), stdin=subprocess.PIPE)
    assert holder.stdout.readline() == "True\n"
    assert try_lock(path) is None
    holder.kill()
    holder.communicate()
    with locked(path):
        assert try_lock(path) is None
    with try_lock(path) as lock:
        assert not lock.closed


def test_a_process_is_known_by_its_number_and_its_start():
    first, second = [python("input()", stdin=subprocess.PIPE) for _ in range(2)]
    began = started(first.pid)
    assert began
    assert began == started(first.pid)
    assert started(os.getpid()) != began
    for process in (first, second):
        process.communicate("\n")
    assert started(first.pid) is None


def test_a_zombie_counts_as_gone():
    process = python("input()", stdin=subprocess.PIPE)
    process.kill()
    end = time.monotonic() + DEADLINE
    while started(process.pid) and time.monotonic() < end:
        pass
    # Nobody has waited for it yet: the kernel still knows the number.
    assert Path(f"/proc/{process.pid}").exists()
    assert started(process.pid) is None
    process.communicate()


def test_psutil_tells_the_same_where_there_is_no_proc():
    process, other = [python("input()", stdin=subprocess.PIPE) for _ in range(2)]
    began = processes._started_by_psutil(process.pid)
    assert began == processes._started_by_psutil(process.pid)
    assert began
    process.kill()
    end = time.monotonic() + DEADLINE
    while processes._started_by_psutil(process.pid) and time.monotonic() < end:
        pass
    # Dead, though nobody has waited for it yet.
    assert processes._started_by_psutil(process.pid) is None
    process.communicate()
    assert processes._started_by_psutil(process.pid) is None
    other.communicate("\n")


def test_a_job_is_marked_with_the_process_that_calls():
    assert (myself()["pid"], myself()["pid_started"]) == (os.getpid(), started(os.getpid()))
