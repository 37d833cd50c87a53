"""`train`: its options, its line of progress, and runs in the foreground."""

import json
import os
import pty
import re
import signal
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from explorer.cli.following import progress_line
from explorer.runs import Settings
from tests.cli.tools import QUICK, ROOT, start, wait_for


def test_every_setting_is_an_option_with_its_help_and_default(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")  # no word is parted at the end of a line
    out = " ".join(run("train", "--help")[1].split())
    for setting in fields(Settings):
        assert f"--{setting.name.replace('_', '-')}" in out
        assert setting.metadata["help"] in out
    usual = Settings()
    assert f"Images in a step (default: {usual.batch_size})" in out
    assert f"(SGD) (default: {'on' if usual.nesterov else 'off'})" in out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--epochs", "0"], "epochs is 0: it must be a whole number from 1 to 10000"),
        (["--epochs", "many"], "argument --epochs: invalid int value: 'many'"),
        (["--optimizer", "lion"], "invalid choice: 'lion'"),
        (["--momentum", "none"], "argument --momentum: invalid float value: 'none'"),
        (["--data-dir", "/no/such/folder"], "there is no data folder '/no/such/folder'"),
    ],
)
def test_a_wrong_setting_is_one_line_and_leaves_no_run(run, store, network, options, words):
    code, out, err = run("train", network, *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert words in err
    assert store.jobs() == []


def test_a_network_that_does_not_fit_the_dataset_is_told_before_anything_starts(run, store):
    code, _, err = run("train", "resnet50")
    assert code == 2
    assert "set input_shape to [32, 32, 3]" in err
    assert store.jobs() == []


def test_the_line_of_progress_tells_what_where_how_well_how_fast_and_how_long():
    line = progress_line(
        {
            "message": "Training",
            "fraction": 0.25,
            "epoch": 2,
            "epochs": 5,
            "step": 30,
            "steps": 120,
            "metrics": {
                "train/loss": 1.23456,
                "train/accuracy": 0.456,
                "train/learning_rate": 0.001,
                "epoch/loss": 2.0,
                "epoch/val_loss": 2.5,
                "epoch/val_accuracy": 0.4,
            },
            "images_per_second": 1234.5,
            "seconds_left": 80.2,
        }
    )
    assert line == (
        "epoch 2/5  [####------------]  25 %  1 min 20 s left"
        "  loss 1.235  accuracy 45.6 %  val_accuracy 40.0 %  1,234 images/s"
    )


def test_the_line_of_progress_tells_of_a_download_and_of_a_loss_that_is_no_number():
    download = {"message": "Downloading CIFAR-10: 85 of 163 MiB", "fraction": 0.5}
    assert progress_line(download) == f"{download['message']}  [{'#' * 8}{'-' * 8}]  50 %"
    assert "loss nan" in progress_line({"message": "Training", "metrics": {"train/loss": None}})
    scoring = {"message": "Scoring the test images", "fraction": None, "seconds_left": 0.0}
    assert progress_line(scoring) == "Scoring the test images"
    assert progress_line({}) == "Starting"


@pytest.mark.keras
def test_a_run_trains_shows_its_epochs_and_is_listed_and_exported(run, store, network, tmp_path):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    out, err = start("train", network, *QUICK, "--name", "mine", **pipes).communicate(timeout=180)
    job = store.jobs()[0]
    assert (job.state, job.name, job.attempt, job.kind) == ("finished", "mine", 1, "train"), err
    assert re.search(r"^epoch 1/2  .*val_accuracy [\d.]+ %", err, re.MULTILINE)
    assert re.search(r"^epoch 2/2  ", err, re.MULTILINE)
    assert "\033" not in err + out
    assert job.id in out
    best = Path(re.search(r"Best weights +(.*)", out)[1])
    listed = json.loads(run("runs", "--json")[1])[0]
    assert (listed["id"], listed["epochs_done"]) == (job.id, 2)
    assert listed["test"] == job.summary["test_accuracy"]
    assert f"{100 * listed['test']:.1f} %" in out
    run("export", job.id, "-o", tmp_path / "mine.keras")
    assert (tmp_path / "mine.keras").read_bytes() == best.read_bytes()
    import keras

    assert keras.models.load_model(best).count_params() == job.summary["params"]


@pytest.mark.keras
def test_a_terminal_shows_one_line_and_ctrl_c_keeps_what_was_learned(store, network):
    mine, theirs = pty.openpty()
    env = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    options = [*QUICK[:-1], "2000"]
    child = start("train", network, *options, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    wait_for(lambda: any(store.points(job.id) for job in store.jobs()))
    child.send_signal(signal.SIGINT)
    shown = read_all(mine)
    assert child.wait(60) == 130
    job = store.jobs()[0]
    assert job.state == "stopped"
    assert {"best", "last", "curves"} <= store.artefacts(job.id).keys()
    assert "what was learned is kept" in shown
    assert "epoch 1/2000  [" in shown
    assert "Traceback" not in shown
    assert str(store.artefacts(job.id)["best"]) in shown


def read_all(terminal):
    """What is written to a terminal until nobody has it open any more."""
    shown = b""
    try:
        while chunk := os.read(terminal, 4096):
            shown += chunk
    except OSError:
        # Linux's way to say that the other side is closed.
        pass
    os.close(terminal)
    return shown.decode()


@pytest.mark.keras
def test_a_run_that_fails_says_why_and_ends_with_1(store, network, tmp_path):
    (tmp_path / "data").mkdir()
    options = ["--data-dir", "data", "--epochs", "1"]  # seen from the folder of the command
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": tmp_path}
    child = start("train", network, *options, env=os.environ | {"PYTHONPATH": str(ROOT)}, **pipes)
    out, err = child.communicate(timeout=120)
    job = store.jobs()[0]
    assert (child.returncode, out, job.state) == (1, "", "failed")
    assert job.error in err
    assert str(tmp_path / "data") in job.error
    assert "Traceback" not in err


@pytest.mark.keras
def test_a_killed_worker_is_told_and_the_run_marked_interrupted(store, network):
    child = start("train", network, *QUICK[:-1], "2000", stderr=subprocess.PIPE)
    wait_for(lambda: any(j.state == "running" for j in store.jobs()))
    os.kill(store.jobs()[0].pid, signal.SIGKILL)
    err = child.communicate(timeout=60)[1]
    job = store.jobs()[0]
    assert (child.returncode, job.state) == (1, "interrupted")
    assert "ended by SIGKILL" in job.error
    assert job.error in err


def test_a_run_that_never_fits_into_the_memory_is_told_and_leaves_no_run(
    run, store, network, monkeypatch
):
    monkeypatch.setattr("explorer.training.machine.total_bytes", lambda: 2**29)
    code, out, err = run("train", network, *QUICK)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "small with batches of 20 may take 0.8 GiB of memory, more than the 0.5 GiB" in err
    assert store.jobs() == []
