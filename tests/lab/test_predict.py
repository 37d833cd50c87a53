"""A trained run is asked about a picture of one's own."""

import keras
import numpy as np
import pytest
from PIL import Image

from explorer.experiments import find
from explorer.training import run_job
from tests.training.tools import tiny

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def trained(train):
    return train(tiny(), epochs=1)


@pytest.fixture
def picture(tmp_path):
    pixels = np.random.RandomState(0).randint(0, 256, (32, 32, 3), "uint8")
    Image.fromarray(pixels).save(tmp_path / "mine.png")
    return tmp_path / "mine.png", pixels


def ask(store, run, image):
    settings = find("predict").settings(run=run.id, image=str(image))
    id = store.add_job("experiment", run.name, run.network, settings, mine=True, parent=run.id)
    return run_job(store, id, 1)


def test_the_probabilities_are_those_of_the_best_weights(store, trained, picture):
    path, pixels = picture
    job = ask(store, trained, path)
    model = keras.models.load_model(store.artefacts(trained.id)["best"])
    expected = model.predict(pixels[None] / np.float32(255), verbose=0)[0]
    assert (job.state, job.error) == ("finished", "")
    np.testing.assert_allclose(job.summary["probabilities"], expected, atol=2e-5)
    assert sum(job.summary["probabilities"]) == pytest.approx(1, abs=1e-3)


def test_a_network_without_softmax_gives_probabilities_too(store, train, picture):
    head = {"kind": "classifier", "classes": 10, "activation": "linear"}
    job = ask(store, train(tiny(head=head), epochs=1), picture[0])
    assert sum(job.summary["probabilities"]) == pytest.approx(1, abs=1e-3)


def test_a_file_that_is_no_picture_is_told(store, trained, tmp_path):
    (tmp_path / "mine.png").write_text("no picture")
    job = ask(store, trained, tmp_path / "mine.png")
    assert job.state == "failed"
    assert "the picture mine.png cannot be read: is no picture" in job.error


def test_a_run_without_weights_is_told(store, add, picture):
    run = store.job(add(tiny()))
    assert "has left no best weights" in ask(store, run, picture[0]).error
