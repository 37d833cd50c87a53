"""A run that goes on, in MLflow and TensorBoard: every step once, and none left out."""

import os
import time
from dataclasses import replace

import pytest

from explorer.training import mirrors, run_job
from tests.training.tools import go_on, tiny
from tests.training.trackers import QUIET, need, runs_of, scalars

pytestmark = QUIET
STEPS = list(range(1, 19))


@pytest.fixture
def boards(tmp_path, monkeypatch):
    need("tensorboard")
    folder = tmp_path / "boards"
    monkeypatch.setenv(mirrors.FOLDER, str(folder))
    return folder


@pytest.fixture
def killed(store, add, monkeypatch):
    """Makes a run that ends at its 13th step without a last word; its snapshot is of the 9th."""
    monkeypatch.setattr(mirrors, "SHORT", mirrors.PATIENCE)

    def die(progress):
        if progress.get("step") == 13:
            raise KeyboardInterrupt

    def killed():
        id = add(tiny())
        with pytest.raises(KeyboardInterrupt):
            run_job(store, id, 1, die)
        assert store.series(id)["train/loss"].steps == STEPS[:13]
        return id

    return killed


def points(store, id, series):
    return [(point.step, point.value) for point in store.points(id) if point.series == series]


@pytest.mark.keras
def test_mlflow_has_every_step_of_a_resumed_run_once(client, store, killed):
    id = killed()
    assert go_on(store, id).state == "finished"
    (run,) = runs_of(client)
    for series in store.series(id):
        history = client.get_metric_history(run.info.run_id, series)
        assert sorted((m.step, m.value) for m in history) == points(store, id, series), series


@pytest.mark.keras
def test_tensorboard_has_every_step_of_a_resumed_run_once(boards, store, killed):
    id = killed()
    assert go_on(store, id).state == "finished"
    for series in store.series(id):
        read, kept = scalars(boards / f"tiny-{id}", series), points(store, id, series)
        assert [step for step, _ in read] == [step for step, _ in kept], series
        assert [v for _, v in read] == pytest.approx([v for _, v in kept])


def behind(store, add, name, where):
    """A run with five points, of which a tracker has two when the run goes on; the tracker."""
    id = add(tiny())
    store.add_points(id, [("train/loss", step, 1 / step) for step in range(1, 6)])
    first = mirrors.KINDS[name](where, store.job(id))
    first.write([("train/loss", step, 1 / step, time.time()) for step in (1, 2)])
    store.set_state(id, "running")
    store.set_state(id, "interrupted")
    store.resume(id)
    assert store.claim().attempt == 2
    return id, mirrors._opened(store, id, name, where)


def replay(tracker):
    tracker.write([("train/loss", step, 1 / step, time.time()) for step in (4, 5, 6)])
    # Judged early when it was stopped, then again at its end.
    tracker.write([("epoch/loss", 1, 0.5, time.time())])
    tracker.write([("epoch/loss", 1, 0.25, time.time())])
    tracker.close("finished", {})


def test_what_mlflow_has_missed_comes_with_the_next_attempt(client, store, add):
    _, tracker = behind(store, add, mirrors.URI, os.environ[mirrors.URI])
    replay(tracker)
    (run,) = runs_of(client)
    history = client.get_metric_history(run.info.run_id, "train/loss")
    assert sorted(m.step for m in history) == [1, 2, 3, 4, 5, 6]
    assert run.data.metrics["epoch/loss"] == 0.25


def test_what_tensorboard_has_missed_comes_with_the_next_attempt(boards, store, add):
    id, tracker = behind(store, add, mirrors.FOLDER, str(boards))
    replay(tracker)
    folder = boards / f"tiny-{id}"
    assert [step for step, _ in scalars(folder, "train/loss")] == [1, 2, 3, 4, 5, 6]
    assert scalars(folder, "epoch/loss")[-1] == (1, 0.25)


def test_a_torn_event_file_is_read_to_where_it_is_whole(boards, store, add):
    job = store.job(add(tiny()))
    first = mirrors.Board(str(boards), job)
    first.write([("train/loss", step, 1 / step, 1.0) for step in (1, 2)])
    first.close("finished", {})
    (file,) = (boards / f"tiny-{job.id}").iterdir()
    file.write_bytes(file.read_bytes()[:-3])
    again = mirrors.Board(str(boards), replace(job, attempt=2))
    assert again.last("train/loss") == (1, 1.0)
    again.close("finished", {})
