"""Points, events and files of a job, in real databases."""

import math
import time

import numpy
import pytest

from explorer.runs import RunError


def add(store):
    return store.add_job("train", "tiny", {}, {})


def running(store):
    id = add(store)
    store.claim()
    store.begin(id, 1)
    return id


def test_a_reader_polls_only_what_is_new(store):
    id, other = running(store), add(store)
    store.add_points(id, [("train/loss", 1, 2.0), ("train/loss", 2, 1.5)])
    store.add_points(other, [("train/loss", 1, 9.0)])
    seen = store.points(id)
    store.add_points(id, [("epoch/val_accuracy", 1, 0.4)])
    new = store.points(id, after=seen[-1].number)
    assert [(point.series, point.step, point.value) for point in new] == [
        ("epoch/val_accuracy", 1, 0.4)
    ]
    assert store.points(id) == seen + new


def test_series_are_the_points_by_name(store):
    id = running(store)
    store.add_points(id, [("train/loss", 1, 2), ("epoch/lr", 1, 0.1), ("train/loss", 2, 1)])
    series = store.series(id)
    assert list(series) == ["train/loss", "epoch/lr"]
    assert (series["train/loss"].steps, series["train/loss"].values) == ([1, 2], [2.0, 1.0])
    assert abs(series["train/loss"].times[0] - time.time()) < 60


def test_what_lies_beyond_a_place_is_dropped_by_the_series_beginning(store):
    id, other = running(store), running(store)
    for each in (id, other):
        steps = [("train/loss", step, 1.0) for step in (1, 2, 3)]
        store.add_points(each, [*steps, ("epoch/loss", 1, 1.0), ("epoch/loss", 2, 1.0)])
    store.drop_points(id, {"train/": 2, "epoch/": 1, "%": 0})
    kept = {name: series.steps for name, series in store.series(id).items()}
    assert kept == {"train/loss": [1, 2], "epoch/loss": [1]}
    assert len(store.points(other)) == 5


def test_a_loss_that_is_no_number_stays_one(store):
    id = running(store)
    store.add_points(
        id, [("loss", 1, math.nan), ("loss", 2, math.inf), ("loss", 3, numpy.float32(1))]
    )
    nan, infinite, one = store.series(id)["loss"].values
    assert math.isnan(nan)
    assert (infinite, one) == (math.inf, 1.0)


def test_points_are_written_all_or_none(store):
    id = running(store)
    with pytest.raises(TypeError):
        store.add_points(id, [("loss", 1, 1.0), ("loss", 2, None)])
    store.add_points(id, [])
    assert store.points(id) == []


def test_events_are_kept_in_order(store):
    id = add(store)
    store.log_event(id, "note", "one")
    store.log_event(id, "note", "two")
    assert [event.text for event in store.events(id)] == ["queued", "one", "two"]


def test_artefacts_move_with_the_home_folder(store, tmp_path, monkeypatch):
    id = add(store)
    best, outside = store.folder(id) / "best.keras", tmp_path / "log.csv"
    store.add_artefact(id, "best", best)
    store.add_artefact(id, "log", outside)
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "moved"))
    moved = tmp_path / "moved" / "runs" / id / "best.keras"
    assert store.artefacts(id) == {"best": moved, "log": outside}


def test_the_newest_artefact_of_a_kind_counts(store):
    id = add(store)
    for name in ("first.keras", "second.keras"):
        store.add_artefact(id, "best", store.folder(id) / name)
    assert store.artefacts(id)["best"].name == "second.keras"


@pytest.mark.parametrize("id", ["../../etc", "", "0123456789ABCDEF", "0123456789abcdef/.."])
def test_what_is_no_id_never_becomes_a_path(store, id):
    with pytest.raises(RunError, match=f"No job {id!r}: an id is 16 digits"):
        store.folder(id)
