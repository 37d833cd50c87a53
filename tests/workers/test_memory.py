"""What a job is expected to take is known, and judged, before it is queued."""

import re

import pytest

from explorer import analyse, trace, zoo
from explorer.runs import Settings
from explorer.training import TrainingError, machine
from explorer.training.forking import START
from explorer.workers import expected_mb, fork, offspring, service, submit

GIB = 2**30
NETWORK = zoo.network("resnet20")
TRAIN = ("train", NETWORK.name, NETWORK.to_dict(), Settings(batch_size=256).to_dict())
NEEDED = analyse(trace(NETWORK)).training_bytes(256) + 560 * 2**20
REFUSED = (
    f"resnet20 with batches of 256 may take {NEEDED / GIB:.1f} GiB of memory, more than the 0.5 GiB"
    " that this machine has in all: choose a smaller batch size or network"
)


@pytest.fixture(autouse=True)
def no_runner(monkeypatch):
    for module in (service, offspring):
        monkeypatch.setattr(module, "ensure_runner", lambda *_: False)


@pytest.fixture
def small_machine(monkeypatch):
    monkeypatch.setattr(machine, "total_bytes", lambda: GIB // 2)


def refused(call, *given, **options):
    with pytest.raises(TrainingError, match=f"^{re.escape(REFUSED)}$"):
        call(*given, **options)


def test_a_queued_run_says_how_much_memory_it_will_take(store):
    job = store.job(submit(store, *TRAIN))
    assert NEEDED <= job.memory_mb * 2**20 < NEEDED + 2**20


def test_builds_and_experiments_take_the_memory_of_one_image(store):
    needed = analyse(trace(NETWORK)).training_bytes(1) / 2**20 + 560
    for kind in ("build", "experiment"):
        job = store.job(submit(store, kind, "resnet20", NETWORK.to_dict(), {}))
        assert job.memory_mb == pytest.approx(needed, abs=1)


def test_a_run_that_can_never_fit_is_refused_and_not_queued(store, small_machine):
    refused(submit, store, *TRAIN)
    assert store.jobs() == []


def test_a_fork_that_can_never_fit_is_refused_and_not_queued(store, monkeypatch):
    parent = submit(store, *TRAIN)
    last = store.folder(parent) / "last.keras"
    last.write_bytes(b"weights")
    store.add_artefact(parent, "last", last)
    forked = store.job(fork(store, parent, TRAIN[-1]))
    assert forked.memory_mb == store.job(parent).memory_mb
    assert store.artefacts(forked.id)[START].read_bytes() == b"weights"
    monkeypatch.setattr(machine, "total_bytes", lambda: GIB // 2)
    refused(fork, store, parent, TRAIN[-1])
    assert len(store.jobs()) == 2


def test_in_a_common_database_another_machine_may_have_room(store, small_machine, monkeypatch):
    monkeypatch.setattr(type(store), "is_local", False)
    assert expected_mb(store, "train", *TRAIN[2:]) > 512


def test_a_wrong_description_is_left_to_the_worker_to_explain(store):
    assert expected_mb(store, "train", {"stagess": []}, {}) is None
