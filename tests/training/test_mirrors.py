"""Runs mirrored to MLflow and TensorBoard, by the real packages."""

import importlib.util
import os
import threading
from dataclasses import replace

import pytest

from explorer.cli import main
from explorer.training import mirrors
from explorer.training.trackers import Board, MLflow
from tests.training.tools import tiny
from tests.training.trackers import QUIET, need, runs_of, scalars

pytestmark = QUIET

PRIVATE = "http://someone:secret@127.0.0.1:1"  # where nobody answers


@pytest.fixture
def without(monkeypatch):
    """Makes a package look as if it were not installed."""
    find = importlib.util.find_spec

    def without(package):
        hide = lambda name, *rest: None if name == package else find(name, *rest)  # noqa: E731
        monkeypatch.setattr(importlib.util, "find_spec", hide)

    return without


def told(store, id):
    return [event.text for event in store.events(id) if event.kind == "tracker"]


def written(store, id):
    """The run's points by series, as the store has them."""
    found = {}
    for point in store.points(id):
        found.setdefault(point.series, []).append((point.step, point.value))
    return found


@pytest.mark.keras
def test_mlflow_has_the_whole_run(client, store, train, tmp_path):
    job = train(tiny(), seed=3)
    assert (job.state, told(store, job.id)) == ("finished", [])
    (run,) = runs_of(client)
    assert (run.info.run_name, run.info.status) == ("tiny", "FINISHED")
    assert run.data.tags["explorer.run"] == job.id
    assert (run.data.params["seed"], run.data.params["network"]) == ("3", "tiny")
    for series, points in written(store, job.id).items():
        history = client.get_metric_history(run.info.run_id, series)
        assert sorted((m.step, m.value) for m in history) == points, series
    names = {artefact.path for artefact in client.list_artifacts(run.info.run_id)}
    assert {"best.keras", "curves.csv", "model.py"} <= names


def test_a_later_attempt_goes_on_in_the_same_run_of_mlflow(client, store, add, monkeypatch):
    job = store.job(add(tiny()))
    uri = os.environ[mirrors.URI]
    MLflow(uri, job).write([("train/loss", 1, 2.0, 0.0)])
    again = MLflow(uri, replace(job, attempt=2))
    again.write([("train/loss", 2, float("nan"), 1.0)])
    again.close("failed", {})
    (run,) = runs_of(client)
    steps = [m.step for m in client.get_metric_history(run.info.run_id, "train/loss")]
    assert (sorted(steps), run.info.status) == ([1, 2], "FAILED")


@pytest.mark.keras
def test_tensorboard_reads_every_point(store, train, tmp_path, monkeypatch):
    need("tensorboard")
    monkeypatch.setenv(mirrors.FOLDER, str(tmp_path))
    job = train(tiny())
    assert (job.state, told(store, job.id)) == ("finished", [])
    (folder,) = tmp_path.iterdir()
    assert folder.name == f"tiny-{job.id}"
    for series, points in written(store, job.id).items():
        read = scalars(folder, series)
        assert [step for step, _ in read] == [step for step, _ in points]
        assert [value for _, value in read] == pytest.approx([value for _, value in points])


@pytest.mark.keras
def test_a_server_that_does_not_answer_costs_an_event_and_nothing_else(store, train, monkeypatch):
    need("mlflow")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv(mirrors.URI, PRIVATE)
    job = train(tiny())
    (text,) = told(store, job.id)
    assert job.state == "finished"
    assert text.startswith("MLflow takes nothing more of this run (")
    assert "secret" not in text


def test_a_package_that_is_missing_is_named_with_its_pip_line(store, add, without, monkeypatch):
    without("tensorboard")
    monkeypatch.setenv(mirrors.FOLDER, "boards")
    id = add(tiny())
    with pytest.raises(ZeroDivisionError), mirrors.mirrored(store, id, threading.local()):
        raise ZeroDivisionError
    assert "pip install 'tensorboard>=2.21,<3'" in told(store, id)[0]


def test_the_command_line_refuses_before_it_begins(without, capsys):
    without("tensorboard")
    assert main(["train", "resnet20", "--dataset", "shapes10", "--tensorboard", "boards"]) == 2
    said = capsys.readouterr().err
    assert "EXPLORER_TENSORBOARD_DIR needs a package that is not installed" in said
    assert said.count("\n") == 1


def test_a_tracker_that_hangs_is_left_behind():
    go_on, errors = threading.Event(), []
    mirror = mirrors.Mirror(go_on.wait, errors.append)
    mirror.add([("train/loss", 1, 0.5)])
    mirror.end("finished", {})
    mirror.wait(0.1)
    go_on.set()
    assert [str(error) for error in errors[:1]] == ["not done 0 s after the run"]


def test_a_folder_of_event_files_lies_in_the_home_folder(store, add, home):
    need("tensorboard")
    job = replace(store.job(add(tiny())), name="../a b")
    board = Board("boards", job)
    board.write([("train/loss", 1, 0.25, 1.0)])
    board.close("finished", {})
    assert scalars(home / "boards" / f"___a_b-{job.id}", "train/loss") == [(1, 0.25)]
