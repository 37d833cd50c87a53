"""A run that was paused, or killed, goes on as if it had not been: bit by bit."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from explorer.training import keeping, run_job, stopping
from tests.training.tools import OPTIMIZERS, ROOT, STEPS, go_on, outcome

pytestmark = pytest.mark.keras

DEADLINE = 120
# A worker that stands still, metrics written, where its twelfth snapshot would be.
HELD = """
import sys, threading
from explorer.training import __main__, keeping
save, count = keeping.Snapshots.save, iter(range(1, 1000))
def held(*given):
    if next(count) == 12:
        print("held", flush=True)
        threading.Event().wait()
    save(*given)
keeping.Snapshots.save = held
__main__.main()
"""


def pause_at(store, id, *steps):
    """Ask the run to pause at these steps, each in an attempt of its own."""

    def ask(progress):
        if progress.get("step") in steps and store.requested(id) is None:
            store.request(id, "pause")

    return ask


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_paused_in_an_epoch_goes_on_bit_by_bit(
    store, queue, reference, optimizer, monkeypatch
):
    monkeypatch.setattr(stopping, "SECONDS", 0)
    expected = reference(optimizer)
    id = queue(optimizer)
    job = run_job(store, id, 1, pause_at(store, id, 13))
    assert (job.state, job.error, job.control) == ("paused", "", None)
    assert store.events(id)[-1].text == f"paused: paused on request after 13 of {STEPS} steps"
    assert len(store.series(id)["train/loss"].steps) == 13
    assert {"last", "best"} <= set(store.artefacts(id))
    assert go_on(store, id).state == "finished"
    assert "Goes on after step 13 of 27" in [event.text for event in store.events(id)]
    assert outcome(store, id) == expected
    assert not (store.folder(id) / "snapshots").exists()


def test_a_run_paused_at_its_first_and_its_last_step_goes_on(store, queue, reference, monkeypatch):
    monkeypatch.setattr(stopping, "SECONDS", 0)
    expected, id = reference("sgd"), queue("sgd")
    assert run_job(store, id, 1, pause_at(store, id, 1)).state == "paused"
    store.set_state(id, "queued")
    assert store.claim().id == id
    assert run_job(store, id, 2, pause_at(store, id, STEPS)).state == "paused"
    assert "epoch/loss" in store.series(id)
    assert go_on(store, id).state == "finished"
    assert outcome(store, id) == expected


def test_a_stopped_run_can_go_on_as_if_it_had_not_been_judged_early(
    store, queue, reference, monkeypatch
):
    monkeypatch.setattr(stopping, "SECONDS", 0)
    expected, id = reference("adam"), queue("adam")

    def stop(progress):
        if progress.get("step") == 13 and store.requested(id) is None:
            store.request(id, "stop")

    assert run_job(store, id, 1, stop).state == "stopped"
    assert store.series(id)["epoch/val_loss"].steps == [1, 2]
    assert go_on(store, id).state == "finished"
    assert outcome(store, id) == expected


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_killed_worker_is_followed_bit_by_bit(store, queue, reference, optimizer, monkeypatch):
    monkeypatch.setenv("EXPLORER_SNAPSHOT_S", "0")
    expected, id = reference(optimizer), queue(optimizer)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "2"}
    given = ["--job", id, "--attempt"]
    command = [sys.executable, "-c", HELD, *given, "1"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = store.series(id)["train/loss"]
    store.set_state(id, "interrupted", "killed")
    store.set_state(id, "queued")
    assert store.claim().id == id
    command = [sys.executable, "-m", "explorer.training", *given, "2"]
    assert subprocess.run(command, env=environment, timeout=DEADLINE).returncode == 0
    # What the store had acknowledged is still there, and equal.
    after = store.series(id)["train/loss"]
    assert after.values[: len(before.values)] == before.values
    assert outcome(store, id) == expected


def test_a_run_without_a_snapshot_begins_anew(store, queue, reference, monkeypatch):
    monkeypatch.setattr(stopping, "SECONDS", 0)
    expected, id = reference("sgd"), queue("sgd")
    assert run_job(store, id, 1, pause_at(store, id, 4)).state == "paused"
    for path in (store.folder(id) / "snapshots").iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    assert go_on(store, id).state == "finished"
    assert "Begins anew" in [event.text for event in store.events(id)]
    assert outcome(store, id) == expected


def test_a_full_disk_is_told_once_and_the_run_goes_on(store, queue, reference, monkeypatch):
    expected, id, save = reference("sgd"), queue("sgd"), keeping.Snapshots.save
    calls = []

    def full(self, *given):
        calls.append(1)
        if len(calls) <= 2:
            raise OSError(28, "No space left on device")
        save(self, *given)

    monkeypatch.setattr(keeping.Snapshots, "save", full)
    assert run_job(store, id, 1).state == "finished"
    texts = [event.text for event in store.events(id) if event.kind == "snapshot"]
    assert texts == [
        "No snapshot could be written ([Errno 28] No space left on device);"
        " the run goes on without",
        "Snapshots are written again",
    ]
    assert outcome(store, id) == expected


def test_a_store_that_is_away_delays_the_snapshot_rather_than_leave_a_gap(
    store, queue, monkeypatch
):
    from explorer.training.recorder import Recorder

    id = queue("sgd")
    monkeypatch.setattr(Recorder, "write", lambda self: False)
    assert run_job(store, id, 1).state == "finished"
    assert not (store.folder(id) / "snapshots").exists()
    assert len(store.series(id)["train/loss"].steps) == STEPS


@pytest.mark.parametrize("text", ["soon", "-1", "nan"])
def test_a_wrong_interval_is_named(store, queue, text, monkeypatch):
    monkeypatch.setenv("EXPLORER_SNAPSHOT_S", text)
    job = run_job(store, queue("sgd"), 1)
    assert job.state == "failed"
    assert job.error == f"EXPLORER_SNAPSHOT_S is {text!r}: it must be seconds, 0 or more"


def test_each_epoch_leaves_its_confusion_and_some_predictions(store, queue):
    from explorer.training import diary

    id = queue("sgd")
    job = run_job(store, id, 1)
    lines = diary.read(store.folder(id))
    assert [line["epoch"] for line in lines] == [1, 2, 3]
    accuracies = store.series(id)["epoch/val_accuracy"].values
    for line, accuracy in zip(lines, accuracies, strict=True):
        confusion = np.array(line["confusion"])
        assert confusion.shape == (10, 10) and confusion.sum() == job.summary["val_images"]
        assert np.trace(confusion) / confusion.sum() == pytest.approx(accuracy)
        assert len(line["samples"]) == 12
        for sample in line["samples"]:
            assert sum(sample["probabilities"]) == pytest.approx(1, abs=1e-3)
