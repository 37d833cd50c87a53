"""Two trained runs are held against each other, image by image."""

import json

import keras
import numpy as np
import pytest

from explorer import data
from explorer.experiments import find
from explorer.runs import Settings
from explorer.training import run_job
from tests.training.tools import tiny

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def pair(train):
    """Two runs of one seed, so that both hold the same images for validation."""
    return train(tiny(), epochs=1), train(tiny(), epochs=1, learning_rate=0.03)


def ask(store, run, other, **options):
    settings = find("disagree").settings(run=run.id, other=other, **options)
    id = store.add_job("experiment", run.name, run.network, settings, mine=True, parent=run.id)
    job = run_job(store, id, 1)
    path = store.artefacts(id).get("result")
    return job, json.loads(path.read_text()) if path else None


def said(store, run, images):
    model = keras.models.load_model(store.artefacts(run.id)["best"])
    return model.predict(images / np.float32(255), verbose=0).argmax(axis=1)


def parts(run):
    settings = Settings.from_dict(run.settings)
    dataset = data.prepare(settings.dataset, settings.data_dir, size=(32, 32))
    return data.divide(dataset, settings)


def test_the_images_are_those_that_the_best_weights_name_differently(store, pair):
    _, result = ask(store, pair[0], pair[1].id, images=40)
    train = parts(pair[0])[0]
    numbers = [each["image"] for each in result["shown"]]
    one, two = (said(store, run, train.x[numbers]) for run in pair)
    assert len(numbers) == len(set(numbers))
    assert [each["first"][0] for each in result["shown"]] == one.tolist()
    assert [each["second"][0] for each in result["shown"]] == two.tolist()
    assert (one != two).all()
    assert [each["label"] for each in result["shown"]] == train.y[numbers].tolist()


def test_neither_has_learnt_from_them_and_all_are_counted(store, pair):
    _, result = ask(store, pair[0], pair[1].id, images=40)
    train, validation, _ = parts(pair[0])
    numbers = [each["image"] for each in result["shown"]]
    assert not set(numbers) & set(train.chosen.tolist())
    assert result["held"] == min(len(validation.chosen), 40)
    counts = ("both_right", "only_first", "only_second", "both_wrong_alike", "both_wrong")
    assert sum(result[name] for name in counts) == result["images"] <= 40


def test_other_images_and_a_missing_second_run_are_told(store, add, pair):
    smaller = add(tiny(input_shape=(24, 24, 3)))
    for other, words in ((None, "choose a second one"), (smaller, "learnt other images")):
        job, _ = ask(store, pair[0], other)
        assert job.state == "failed"
        assert words in job.error
