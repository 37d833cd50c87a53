"""The precision "auto": what is tried, what is kept, and that it is told."""

import math

import pytest

from explorer.training import precisions
from explorer.training.precisions import Trial, judge
from tests.training.tools import tiny

FULL = Trial(0.10, [2.3, 2.0])


def test_the_faster_is_kept_where_its_losses_stay_close():
    name, why = judge(FULL, Trial(0.05, [2.31, 2.02]))
    assert name == "bfloat16"
    assert why == "bfloat16 is 2.00 times as fast here, and its losses differ by 0.70%"


@pytest.mark.parametrize(
    "half",
    [
        Trial(0.2, [2.3, 2.0]),
        Trial(0.095, [2.3, 2.0]),
        Trial(0.05, [2.3, 2.9]),
        Trial(0.05, [2.3, math.nan]),
    ],
    ids=["slower", "hardly faster", "far from it", "no number"],
)
def test_otherwise_it_stays_float32(half):
    assert judge(FULL, half)[0] == "float32"


def decisions(store, id):
    return [event.text for event in store.events(id) if event.kind == "precision"]


@pytest.mark.keras
def test_a_run_tries_both_and_says_what_it_keeps(store, train):
    job = train(tiny(), precision="auto", epochs=1)
    (text,) = decisions(store, job.id)
    name = text.partition(":")[0]
    assert (job.state, job.environment["precision"]) == ("finished", name)
    assert name in ("float32", "bfloat16")


@pytest.mark.keras
def test_the_trial_leaves_no_mark_on_the_run(store, train, monkeypatch):
    monkeypatch.setattr(precisions, "GAIN", math.inf)
    curves = [
        [(p.series, p.step, p.value) for p in store.points(train(tiny(), precision=name).id)]
        for name in ("auto", "float32")
    ]
    assert curves[0] == curves[1]


def test_a_later_attempt_keeps_the_choice(store, add):
    id = add(tiny(), precision="auto")
    store.log_event(id, "precision", "bfloat16: it was faster")
    assert precisions._chosen(store, id) == "bfloat16"
