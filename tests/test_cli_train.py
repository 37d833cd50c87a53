"""`train`, `runs` and `export`: a run in the foreground, and what it leaves."""

import csv
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import pytest

from explorer import Network, Stage
from explorer.cli import main
from explorer.cli.following import progress_line
from explorer.runs import Settings, Store

ROOT = Path(__file__).resolve().parents[1]
SMALL = Network("small", [Stage("basic", 8, strides=2)], stem={"kind": "conv", "filters": 8})
QUICK = ["--dataset", "shapes10", "--limit", "200", "--batch-size", "20", "--epochs", "2"]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("EXPLORER_HOME", str(folder))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    monkeypatch.delenv("EXPLORER_DATA_DIR", raising=False)
    return folder


@pytest.fixture
def store():
    opened = Store.open()
    yield opened
    opened.close()


@pytest.fixture
def run(capsys):
    """Run a command in this process: (exit code, standard output, standard error)."""

    def run_(*argv):
        try:
            code = main([str(each) for each in argv])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return run_


@pytest.fixture
def network(tmp_path):
    path = tmp_path / "small.json"
    path.write_text(SMALL.to_json())
    return path


def add_run(store, name="small", state=None, reason="", **fields_):
    """Put a run into the store as one that has come to a state."""
    settings = Settings(dataset="shapes10", epochs=4).to_dict()
    id = store.add_job("train", name, SMALL.to_dict(), settings, source="code = 1\n")
    for each in {"running": ("starting", "running")}.get(state, ("starting", "running", state)):
        if state:
            last = each == state
            store.set_state(id, each, reason if last else "", **(fields_ if last else {}))
    return id


SUMMARY = {
    "metric": "accuracy",
    "val_accuracy": 0.8125,
    "test_accuracy": 0.7961,
    "best_epoch": 3,
    "seconds": 185.2,
}
PROGRESS = {"message": "Training", "epoch": 4, "epochs": 4, "step": 36, "steps": 36}


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


# the options of train


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


# the line of progress


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


# runs


def test_without_runs_the_list_says_how_to_make_one(run):
    assert run("runs") == (
        0,
        "There are no runs yet: python -m explorer train NETWORK makes one.\n",
        "",
    )
    assert run("runs", "--json")[1] == "[]\n"


def test_runs_are_listed_newest_first_with_their_figures(run, store):
    first = add_run(store, "first", "finished", summary=SUMMARY, progress=PROGRESS)
    second = add_run(store, "second", "failed", "the loss became nan")
    header, _, *rows = run("runs")[1].splitlines()
    assert header.split("  ")[0] == "Id"
    assert [row.split()[0] for row in rows] == [second, first]
    assert rows[1].split()[1:5] == ["first", "finished", "shapes10", "4/4"]
    for figure in ("81.2 %", "79.6 %", "3 min 05 s", time.strftime("%Y-")):
        assert figure in rows[1]


def test_runs_as_json_keep_the_exact_figures(run, store):
    id = add_run(store, "done", "finished", summary=SUMMARY, progress=PROGRESS)
    add_run(store, "broken", "failed", "the loss became nan")
    broken, done = json.loads(run("runs", "--json")[1])
    assert (done["id"], done["validation"], done["test"]) == (id, 0.8125, 0.7961)
    assert (done["epochs_done"], done["epochs"], done["best_epoch"]) == (4, 4, 3)
    assert (broken["error"], broken["validation"]) == ("the loss became nan", None)


def test_a_database_whose_driver_is_missing_is_told(run, monkeypatch):
    monkeypatch.setenv("EXPLORER_DATABASE_URL", "postgresql+pg8000://user@localhost/name")
    monkeypatch.setitem(sys.modules, "pg8000", None)
    code, out, err = run("runs")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "needs the package 'pg8000'" in err


def test_a_database_that_cannot_be_opened_is_one_line(run, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no database " * 100)
    monkeypatch.setenv("EXPLORER_DATABASE_URL", f"sqlite:///{tmp_path}/file")
    code, out, err = run("runs")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "file is not a database" in err
    monkeypatch.setenv("EXPLORER_HOME", f"{tmp_path}/file")
    monkeypatch.delenv("EXPLORER_DATABASE_URL")
    code, out, err = run("runs")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"{tmp_path}/file: File exists" in err
    monkeypatch.setenv("EXPLORER_DATABASE_URL", "mysql://secret@host/name")
    code, out, err = run("runs")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "secret" not in err


# export


def test_export_tells_by_the_ending_what_is_wanted(run, store, tmp_path):
    id = add_run(store, state="running")
    for name, expected in {
        "a.py": "code = 1\n",
        "a.json": SMALL.to_dict(),
        "a.csv": "series,step,value,seconds\n",
    }.items():
        code, out, _ = run("export", id[:6], "-o", tmp_path / name)
        assert code == 0
        assert id in out
        text = (tmp_path / name).read_text()
        assert (json.loads(text) if name == "a.json" else text) == expected


def test_export_of_settings_and_of_weights(run, store, tmp_path):
    id = add_run(store, state="finished")
    (store.folder(id) / "last.keras").write_bytes(b"weights")
    store.add_artefact(id, "last", store.folder(id) / "last.keras")
    run("export", id, "--what", "settings", "-o", tmp_path / "s.json")
    assert json.loads((tmp_path / "s.json").read_text())["epochs"] == 4
    run("export", id, "--what", "last", "-o", tmp_path / "w.keras")
    assert (tmp_path / "w.keras").read_bytes() == b"weights"
    code, _, err = run("export", id, "-o", tmp_path / "best.keras")
    assert code == 2
    assert "kept no best weights" in err
    assert not (tmp_path / "best.keras").exists()


def test_the_curves_of_a_run_that_goes_on_are_its_points_so_far(run, store, tmp_path):
    id = add_run(store, state="running")
    store.add_points(id, [("train/loss", 1, 2.5), ("epoch/val_accuracy", 1, 0.25)])
    run("export", id, "-o", tmp_path / "c.csv")
    rows = list(csv.DictReader((tmp_path / "c.csv").read_text().splitlines()))
    assert [(row["series"], row["step"], float(row["value"])) for row in rows] == [
        ("train/loss", "1", 2.5),
        ("epoch/val_accuracy", "1", 0.25),
    ]


def test_export_refuses_what_it_cannot_find_or_tell(run, store, tmp_path):
    ids = [add_run(store) for _ in range(20)]
    shared = next(c for c in "0123456789abcdef" if sum(id.startswith(c) for id in ids) > 1)
    cases = {
        ("nope", "a.keras"): "there is no run 'nope'",
        (shared, "a.keras"): "give more of the id",
        (ids[0], "a.txt"): "must end in .keras, .py, .json or .csv",
    }
    for (id, name), words in cases.items():
        code, out, err = run("export", id, "-o", tmp_path / name)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert words in err
    code, _, err = run("export", ids[0], "--what", "curves", "-o", tmp_path / "a.keras")
    assert (code, "must end in .csv" in err) == (2, True)


# a real run


def start(*argv, **options):
    command = [sys.executable, "-m", "explorer", *map(str, argv)]
    kwargs = {"cwd": ROOT, "stdin": subprocess.DEVNULL, "text": True} | options
    return subprocess.Popen(command, **kwargs)


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
