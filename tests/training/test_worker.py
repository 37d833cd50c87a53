"""Workers as processes, and the last words of jobs that cannot be done."""

import os
import signal
import subprocess
import sys
import time

import pytest

from explorer.runs import RunError, Settings
from explorer.training import machine, run_job
from tests.training.tools import IMAGES, ROOT, SMALL, autoencoder, tiny

DEADLINE = 120


@pytest.fixture
def start(store):
    """Starts `python -m explorer.training` for a job."""
    started = []

    def start(id, attempt=1):
        command = [sys.executable, "-m", "explorer.training", "--job", id]
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        process = subprocess.Popen(
            [*command, "--attempt", str(attempt)],
            env=os.environ | {"PYTHONPATH": path},
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def wait(condition):
    end = time.monotonic() + DEADLINE
    while not (found := condition()):
        assert time.monotonic() < end, "the deadline has passed"
        time.sleep(0.02)
    return found


@pytest.mark.keras
def test_a_worker_trains_and_ends_well(store, add, start):
    id = add(tiny(), epochs=1)
    process = start(id)
    process.communicate(timeout=DEADLINE)
    job = store.job(id)
    assert (process.returncode, job.state, job.error) == (0, "finished", "")
    assert job.pid == process.pid
    assert 0 <= job.summary["test_accuracy"] <= 1


@pytest.mark.keras
@pytest.mark.parametrize("asked", ["word", "signal"])
def test_a_worker_that_is_asked_to_stop_keeps_what_it_learned(store, add, start, asked):
    id = add(tiny(), epochs=10_000)
    process = start(id)
    wait(lambda: store.points(id))
    if asked == "word":
        store.request(id, "stop")
    else:
        process.send_signal(signal.SIGTERM)
    process.communicate(timeout=DEADLINE)
    job = store.job(id)
    assert (process.returncode, job.state) == (0, "stopped")
    reason = {"word": "on request", "signal": "by SIGTERM"}[asked]
    steps = len(store.series(id)["train/loss"].steps)
    assert store.events(id)[-1].text == f"stopped: stopped {reason} after {steps} of 90000 steps"
    assert {"best", "last"} <= set(store.artefacts(id))
    assert job.summary["test_accuracy"] is not None


def test_a_worker_that_comes_too_late_ends_and_changes_nothing(store, add, start):
    id = add(tiny())
    store.begin(id, 1)
    process = start(id)
    _, said = process.communicate(timeout=DEADLINE)
    assert process.returncode == 1
    assert said == f"Job {id} is running in attempt 1: attempt 1 came too late to begin.\n"
    assert store.job(id).state == "running"


def test_a_mistake_is_told_without_keras_and_the_log_has_the_rest(store, add, start):
    id = add(tiny(head={"kind": "classifier", "classes": 7}))
    process = start(id)
    _, said = process.communicate(timeout=DEADLINE)
    message = "the head has 7 classes, "
    assert process.returncode == 1
    assert said.startswith(message) and "TensorFlow" not in said
    assert store.job(id).error.startswith(message)
    assert "Traceback" in (store.folder(id) / "worker-1.log").read_text()


SAME_SHAPE = {"block": "basic", "filters": 5, "shortcut": "identity"}


@pytest.mark.parametrize(
    ("kind", "network", "settings", "message"),
    [
        ("train", {"stagess": []}, {}, "the network: unknown key 'stagess'; did you mean 'stages'"),
        ("train", {"stages": [SAME_SHAPE]}, {}, "stage1_block1 adds (32, 32, 5) to (32, 32, 4): "),
        ("train", {}, {"epochs": 0}, "epochs is 0: it must be a whole number from 1 to 10000."),
        ("train", {}, {"data_dir": "/no/such"}, "There is no folder /no/such (--data-dir)."),
    ],
    ids=["description", "assembly", "settings", "data"],
)
def test_mistakes_are_told_in_their_own_words(store, kind, network, settings, message):
    values = Settings(**SMALL | {"dataset": "cifar10"}).to_dict() | settings
    id = store.add_job(kind, "tiny", tiny().to_dict() | network, values, mine=True)
    job = run_job(store, id, 1)
    assert job.state == "failed"
    assert job.error.startswith(message)
    assert "\n" not in job.error


def test_a_network_larger_than_the_memory_is_refused(store, add, monkeypatch):
    monkeypatch.setattr(machine, "available_bytes", lambda: 2**28)
    job = run_job(store, add(tiny()), 1)
    assert job.state == "failed"
    assert "of which this machine has 0.2 GiB left" in job.error


def test_an_unknown_error_is_told_with_its_class(store, add, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("by\nchance")

    monkeypatch.setattr("explorer.training.worker.analysis.analyse", broken)
    assert run_job(store, add(tiny()), 1).error == "ZeroDivisionError: by chance"


def test_a_job_stopped_before_its_first_step_says_so(store, add):
    id = add(tiny(), **IMAGES)
    store.request(id, "stop")
    job = run_job(store, id, 1)
    assert job.state == "stopped"
    assert store.events(id)[-1].text == "stopped: stopped on request before the first step"


def test_a_job_that_is_gone_is_no_run(store):
    with pytest.raises(RunError, match="No job"):
        run_job(store, "0" * 16, 1)


@pytest.mark.keras
def test_a_run_that_diverges_is_paused_and_says_why(store, add):
    given = {"optimizer": "sgd", "learning_rate": 10, "schedule": "constant", "epochs": 50}
    id = add(autoencoder(head={"kind": "reconstruction", "activation": "linear"}), **given)
    job = run_job(store, id, 1)
    assert job.state == "paused"
    last = store.series(id)["train/loss"].steps[-1]
    said = f" in step {last}, so the run has diverged: try a lower learning rate (it is 10), blocks"
    assert said in job.error
    assert store.events(id)[-1].text == f"paused: {job.error}"
