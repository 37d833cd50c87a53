"""The queue on a disk that is full: it waits, and says what happened once there is room."""

import pytest

from explorer.runs import Store
from tests.disks import fill, small_disk
from tests.workers.tools import DEADLINE, add, wait, wait_for, wait_for_points


@pytest.fixture
def disk(tmp_path):
    """The whole home folder, on a disk of 4 MB; asked for before the store."""
    with small_disk(tmp_path) as folder:
        yield folder


def test_a_queue_on_a_full_disk_waits_for_room(disk, store, runner):
    id = add(store)
    filler = fill(disk)
    for _ in range(3):
        assert not runner._try(runner.step)
    assert store.job(id).state == "queued"
    filler.unlink()
    assert wait_for(store, id, "finished", runner).attempt == 1


def test_a_worker_that_dies_on_a_full_disk_is_buried_when_there_is_room(disk, store, runner):
    id = add(store, endless=True)
    wait_for_points(store, id, runner)
    filler = fill(disk)
    [handle] = runner._workers
    # It writes a point every 10 ms, which soon finds no room.
    runner.executor._children[handle].wait(DEADLINE)
    for _ in range(3):
        runner._try(runner.step)
    assert store.job(id).state == "running"
    filler.unlink()
    # The program of these tests knows nothing of disks, and ends with an error.
    wait(lambda: store.job(id).over, lambda: runner._try(runner.step))
    job = store.job(id)
    assert job.state in ("failed", "interrupted")
    assert job.error.startswith("The worker ended without a last word")


def test_a_worker_that_could_not_say_how_it_ended_is_interrupted(store, runner):
    id = add(store, full=True)
    job = wait_for(store, id, "interrupted", runner)
    assert job.error.startswith("The worker ended without a last word; its log ends: Hello")
    store.resume(id)
    assert wait_for(store, id, "interrupted", runner).attempt == 2


def test_the_store_can_be_read_while_the_disk_is_full(disk, store):
    id = add(store)
    fill(disk)
    again = Store.open()
    assert again.job(id).state == "queued"
    again.close()
