"""Metrics and progress on their way to the store."""

import pytest
from sqlalchemy.exc import OperationalError

from explorer.training import recorder
from explorer.training.recorder import Recorder


class Clock:
    now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(recorder, "time", clock)
    return clock


@pytest.fixture
def id(store):
    return store.add_job("train", "tiny", {}, {}, mine=True)


def run(recorder, clock, seconds, steps, start=0):
    for step in range(start + 1, start + steps + 1):
        clock.now += seconds
        recorder.step(1, step, {"loss": 1 / step}, 50)


def test_points_are_written_twice_a_second_and_at_the_end(store, id, clock):
    one = Recorder(store, id)
    one.start(1, 100)
    run(one, clock, 0.1, 4)
    assert store.points(id) == []
    run(one, clock, 0.1, 2, start=4)
    assert 5 <= len(store.points(id)) <= 6
    one.close()
    assert store.series(id)["train/loss"].values == [1 / step for step in range(1, 7)]
    assert store.job(id).progress["step"] == 6


def test_speed_and_time_left_leave_out_the_first_step(store, id, clock):
    one = Recorder(store, id)
    one.start(1, 100)
    run(one, clock, 30.0, 1)
    assert one.images_per_second is None
    run(one, clock, 0.5, 10, start=1)
    assert one.images_per_second == pytest.approx(100)
    assert one.progress["seconds_left"] == pytest.approx(89 * 0.5)


def test_validation_does_not_count_as_speed_but_as_time(store, id, clock):
    one = Recorder(store, id)
    one.start(2, 20)
    run(one, clock, 1.0, 1)
    clock.now += 10
    one.epoch(1, {"loss": 1.0})
    run(one, clock, 1.0, 1, start=1)
    assert one.images_per_second == pytest.approx(50)
    assert one.progress["seconds_left"] == pytest.approx(18 * 11)


def test_a_store_that_cannot_be_reached_gets_its_points_later(store, id, clock, monkeypatch):
    def locked(*_):
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    one = Recorder(store, id)
    one.start(1, 100)
    with monkeypatch.context() as patch:
        patch.setattr(store, "add_points", locked)
        run(one, clock, 1.0, 3)
        with pytest.raises(OperationalError):
            one.close()
    assert store.points(id) == []
    run(one, clock, 1.0, 1, start=3)
    assert store.series(id)["train/loss"].steps == [1, 2, 3, 4]


def test_how_far_a_wait_is_goes_with_its_message(store, id):
    seen = []
    one = Recorder(store, id, seen.append)
    one.wait(30, 120, "Downloading")
    one.say("Starting Keras")
    waited = {"message": "Downloading", "done": 30, "total": 120, "fraction": 0.25}
    assert seen == [waited, {"message": "Starting Keras"}]
    assert store.job(id).progress == seen[-1]
