"""When a run counts as diverged, and what becomes of it."""

import math

import numpy as np
import pytest

from explorer.runs import Settings
from explorer.training.divergence import Watch, diverged
from tests.training.tools import tiny


def verdicts(losses, norm=1.0):
    watch = Watch()
    return [watch.see(loss, norm) for loss in losses]


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_told_at_once(loss):
    assert verdicts([2.3, loss]) == [None, f"the loss became {loss}"]


def test_gradients_that_are_no_numbers_are_told_before_the_loss_shows_it():
    assert Watch().see(2.3, math.nan) == "the gradients became nan"


def test_a_loss_that_explodes_is_told():
    found = verdicts([2.3] * 10 + [0.5] * 60 + [40.0] * 3)
    assert found[:70] == [None] * 70
    assert found[-1] == "the loss rose to 11.2 on average, from 0.503"


def test_noise_near_zero_and_a_peak_at_the_beginning_are_no_divergence():
    assert set(verdicts([2.3] + [1e-4] * 200 + [0.05, 0.3, 1.0])) == {None}
    assert set(verdicts([2.3, 15.0, 30.0, 8.0] + [2.2] * 50)) == {None}


def test_the_watch_goes_on_where_it_was():
    losses = list(np.random.RandomState(0).rand(30))
    one, other = Watch(), Watch()
    for loss in losses:
        one.see(loss, 1.0)
        other = Watch(**other.to_dict())
        other.see(loss, 1.0)
    assert one == other


def test_the_advice_names_another_optimiser():
    assert "or adam at 0.001" in str(diverged("it", 3, Settings(optimizer="sgd")))
    assert "or sgd with momentum 0" in str(diverged("it", 3, Settings(optimizer="adam")))


@pytest.mark.keras
def test_a_run_that_diverges_later_leaves_the_weights_from_before(store, train, monkeypatch):
    see = Watch.see

    def fail_at_14(self, loss, norm):
        fail_at_14.calls += 1
        return "it fell over" if fail_at_14.calls == 14 else see(self, loss, norm)

    fail_at_14.calls = 0
    monkeypatch.setattr(Watch, "see", fail_at_14)
    job = train(tiny(), epochs=3)
    assert job.state == "paused"
    assert job.error.startswith("it fell over in step 14, so the run has diverged: ")
    assert job.error.endswith("; its last weights are those of step 9")
    import keras

    last, best = [keras.models.load_model(store.artefacts(job.id)[k]) for k in ("last", "best")]
    # After one epoch the last weights are the best ones.
    pairs = zip(last.get_weights(), best.get_weights(), strict=True)
    assert all(np.array_equal(*pair) for pair in pairs)
