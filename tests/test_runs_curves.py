"""Reading many points, in real databases: thinned where a chart could not show them all."""

import math

import pytest

from explorer import charts
from explorer.runs import curves

STEPS = 9_000


def add(store):
    return store.add_job("train", "tiny", {}, {})


@pytest.fixture
def long(store):
    """A run of 27,000 points and 90 epochs, beside another one; a peak, a dip and a gap in it."""
    id, other = add(store), add(store)
    values = {4000: 9.0, 4001: -9.0}
    for start in range(1, STEPS + 1, 100):
        steps = range(start, start + 100)
        loss = [math.nan if 6000 < s <= 6300 else values.get(s, 1 / s) for s in steps]
        rows = [("train/loss", s, v) for s, v in zip(steps, loss, strict=True)]
        rows += [("train/accuracy", s, s / STEPS) for s in steps]
        rows += [("gradient/block", s, 1.0) for s in steps]
        store.add_points(id, [*rows, ("epoch/val_loss", start // 100 + 1, 1 / start)])
        store.add_points(other, rows[:10])
    return id


def trails(points):
    return charts.collect(points)


def test_a_run_of_few_points_is_read_whole(store):
    id = add(store)
    store.add_points(id, [("train/loss", step, 1 / step) for step in range(1, 1000)])
    assert store.outline(id) == store.points(id)
    assert store.outline(add(store)) == []


def test_a_long_run_is_read_as_its_ends_its_epochs_and_its_extremes(store, long):
    whole, thinned = store.points(long), store.outline(long)
    assert len(thinned) < 0.5 * len(whole)
    assert thinned[: curves.ENDS] == whole[: curves.ENDS]
    assert thinned[-curves.ENDS :] == whole[-curves.ENDS :]
    assert [p.number for p in thinned] == sorted({p.number for p in thinned})
    kept, full = trails(thinned), trails(whole)
    assert kept["epoch/val_loss"].steps == full["epoch/val_loss"].steps
    assert kept["epoch/val_loss"].values == full["epoch/val_loss"].values
    finite = [v for v in kept["train/loss"].values if math.isfinite(v)]
    assert (max(finite), min(finite)) == (9.0, -9.0)
    at = kept["train/loss"].steps[kept["train/loss"].values.index(9.0)]
    assert abs(at - 4000) < 2 * STEPS / curves.STRETCHES
    assert any(math.isnan(value) for value in kept["train/loss"].values)
    assert kept["train/accuracy"].values == sorted(kept["train/accuracy"].values)


def test_some_series_of_a_long_run_are_read_alone(store, long):
    found = trails(store.outline(long, "train/"))
    assert set(found) == {"train/loss", "train/accuracy"}
    assert len(store.outline(long, "epoch/")) == 90


def test_what_comes_after_an_outline_is_read_by_its_last_number(store, long):
    last = store.outline(long)[-1].number
    assert store.points(long, last) == []
    store.add_points(long, [("train/loss", STEPS + 1, 0.5)])
    assert [point.step for point in store.points(long, last)] == [STEPS + 1]


def test_the_points_of_many_runs_come_by_one_query(store):
    ids = [add(store) for _ in range(3)]
    for id in ids[:2]:
        store.add_points(id, [("epoch/val_loss", 1, math.nan), ("train/loss", 1, 2.0)])
    found = store.points_of(ids, "epoch/")
    assert list(found) == ids and found[ids[2]] == []
    assert [(p.series, p.step) for p in found[ids[0]]] == [("epoch/val_loss", 1)]
    assert math.isnan(found[ids[1]][0].value)
    assert store.points_of(ids)[ids[0]] == store.points(ids[0])
    assert store.points_of([]) == {}
