"""A fork starts from another run's weights, whatever becomes of that run later."""

import numpy as np
import pytest

from explorer.runs import RunError, Settings
from explorer.runs.settings import SettingsError
from explorer.training import run_job
from explorer.training.forking import pin, weights_of
from explorer.workers import fork, offspring
from tests.training.tools import SMALL, tiny

pytestmark = pytest.mark.keras

FROZEN = SMALL | {"epochs": 1, "optimizer": "sgd", "learning_rate": 1e-7, "schedule": "constant"}


@pytest.fixture(scope="module")
def parent(train):
    return train(tiny(head={"kind": "classifier", "dropout": 0.5}), epochs=2)


@pytest.fixture
def no_runner(monkeypatch):
    """The test is the runner."""
    monkeypatch.setattr(offspring, "ensure_runner", lambda *_: False)


def weights(path):
    import keras

    trainable = keras.models.load_model(path).trainable_weights
    return [each.numpy() for each in trainable]


def work(store, id):
    while (job := store.claim()).id != id:
        store.set_state(job.id, "stopped")
    return run_job(store, id, job.attempt)


def test_a_fork_starts_from_the_last_weights_with_its_own_settings(store, parent, no_runner):
    id = fork(store, parent.id, Settings(**FROZEN).to_dict(), name="slower")
    job = work(store, id)
    assert (job.state, job.error) == ("finished", "")
    assert (job.name, job.parent, job.network) == ("slower", parent.id, parent.network)
    assert job.settings["learning_rate"] == 1e-7
    # At this learning rate they stay where they were.
    pairs = zip(weights(store.artefacts(parent.id)["last"]),
                weights(store.artefacts(id)["last"]), strict=True)  # fmt: skip
    assert all(np.allclose(*pair, atol=1e-4) for pair in pairs)
    texts = [event.text for event in store.events(id) if event.kind == "fork"]
    assert texts == [f"Starts from the weights of run {parent.id}"]


def test_a_fork_of_an_interrupted_run_starts_from_its_snapshot(store, add, no_runner, monkeypatch):
    from explorer.training import jobs

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "_end", die)
        first = add(tiny(), epochs=1)
        with pytest.raises(KeyboardInterrupt):
            run_job(store, first, 1)
    assert store.job(first).state == "interrupted"
    snapshot = weights_of(store, first)
    assert snapshot.suffix == ".npz"
    id = fork(store, first, Settings(**FROZEN).to_dict())
    assert work(store, id).state == "finished"
    with np.load(snapshot) as arrays:
        kernel = arrays["model/0"]
    assert np.allclose(weights(store.artefacts(id)["last"])[0], kernel, atol=1e-4)


def test_the_weights_of_a_fork_stay_when_the_parent_goes_on(store, parent, add):
    id = add(tiny())
    path = pin(store, id, parent.id)
    whole = path.read_bytes()
    last = store.artefacts(parent.id)["last"]
    last.rename(last.with_suffix(".away"))
    try:
        assert pin(store, id, parent.id) == path and path.read_bytes() == whole
        assert store.artefacts(id)["start"] == path
    finally:
        last.with_suffix(".away").rename(last)


def test_a_run_without_weights_cannot_be_forked(store, add, no_runner):
    id = add(tiny())
    with pytest.raises(RunError) as error:
        fork(store, id, {})
    expected = f"Run {id} has no weights to start from yet: wait for its first epoch."
    assert str(error.value) == expected


def test_a_fork_with_a_wrong_setting_is_refused_before_it_is_queued(store, parent, no_runner):
    count = len(store.jobs())
    with pytest.raises(SettingsError, match="epochs is 0"):
        fork(store, parent.id, {"epochs": 0})
    assert len(store.jobs()) == count
