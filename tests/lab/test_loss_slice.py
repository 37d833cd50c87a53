"""A slice through the loss: its directions, its centre, and that nothing is left moved."""

import keras
import numpy as np
import pytest

from explorer import data
from explorer.lab import loss_slice as lab
from explorer.lab.subject import Subject
from explorer.twins import twin
from tests.lab.asking import failure, found, partials
from tests.training.tools import autoencoder, tiny

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def run(train):
    return train(tiny(), epochs=1)


@pytest.mark.parametrize(
    ("layer", "axes"),
    [
        (keras.layers.Conv2D(6, 3), (0, 1, 2)),
        (keras.layers.Conv2D(6, 3, groups=2), (0, 1, 2)),
        (keras.layers.DepthwiseConv2D(3), (0, 1)),
        (keras.layers.Conv2DTranspose(6, 3), (0, 1, 3)),
        (keras.layers.Dense(6), (0,)),
    ],
    ids=["convolution", "groups", "depthwise", "transposed", "dense"],
)
def test_every_filter_of_a_direction_is_as_long_as_that_of_the_weights(layer, axes):
    layer.build((None, 4) if isinstance(layer, keras.layers.Dense) else (None, 8, 8, 4))
    ((kernel, moved),) = lab.direction([layer], np.random.default_rng(0))
    lengths = [np.sqrt((np.array(each) ** 2).sum(axis=axes)) for each in (kernel, moved)]
    np.testing.assert_allclose(*lengths, rtol=1e-4)
    assert len(lengths[0].reshape(-1)) in (4, 6)
    assert abs(np.corrcoef(np.array(kernel).ravel(), moved.ravel())[0, 1]) < 0.5


def test_biases_and_batch_norm_are_not_moved():
    model = keras.Sequential([keras.layers.Conv2D(4, 3), keras.layers.BatchNormalization()])
    model.build((None, 8, 8, 3))
    moved = lab.direction(model.layers, np.random.default_rng(0))
    assert [kernel.path.rpartition("/")[2] for kernel, _ in moved] == ["kernel"]


def test_the_centre_is_the_loss_of_the_run(store, run):
    result = found("loss_slice", tiny(), store, run.id, dimensions=1)
    (line,) = result["lines"]
    x, y = Subject.of_run(store, run.id).validation(256)
    said = keras.models.load_model(store.artefacts(run.id)["best"]).predict(
        data.floats(x), verbose=0
    )
    expected = -np.log(said[np.arange(len(x)), np.asarray(y).reshape(-1)]).mean()
    assert line["at"][12] == 0 and line["loss"][12] == pytest.approx(expected, rel=1e-3)
    assert result["images"] == len(x) and result["source"] == run.settings["dataset"]
    assert line["loss"][0] > line["loss"][12] < line["loss"][-1] and result["grids"] == []


def test_no_point_is_computed_twice_and_the_weights_are_as_before(store, run, monkeypatch):
    subject = Subject.of_run(store, run.id)
    model, calls = subject.trained(), []
    before, predict = model.get_weights(), model.predict_on_batch
    monkeypatch.setattr(Subject, "trained", lambda self, kind="best": model)
    monkeypatch.setattr(model, "predict_on_batch", lambda x: calls.append(1) or predict(x))
    found("loss_slice", tiny(), store, run.id, points=7)
    assert len(calls) == 25 + 7 * 7 - 7
    for was, now in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(was, now)


def test_the_picture_becomes_finer_and_keeps_what_it_knows(store, run):
    seen = {}
    for partial in partials("loss_slice", tiny(), store, run.id, points=13, images=32):
        for grid in partial.result["grids"]:
            seen.setdefault(len(grid["at"]), []).append([row[:] for row in grid["loss"]])
    assert list(seen) == [7, 13]
    first, last = seen[13][0], seen[13][-1]
    assert any(loss is None for row in first for loss in row)
    assert not any(loss is None for row in last for loss in row)
    assert [row[::2] for row in last[::2]] == seen[7][-1]


def test_the_twin_is_cut_beside_it(store, run, train):
    other = train(twin(tiny()), epochs=1)
    given = {"points": 7, "images": 32, "other": other.id}
    result = found("loss_slice", tiny(), store, run.id, **given)
    assert [line["plain"] for line in result["lines"]] == [False, True]
    assert [grid["network"] for grid in result["grids"]] == ["tiny", "tiny_plain"]


def test_another_seed_is_another_slice():
    def centre_and_end(**given):
        line = found("loss_slice", tiny(), dimensions=1, images=32, **given)["lines"][0]
        return line["loss"][12], line["loss"][-1]

    one, again, other = centre_and_end(), centre_and_end(), centre_and_end(seed=1)
    assert one == again
    assert one[0] == other[0] and one[1] != other[1]


def test_fresh_weights_are_shown_shapes_or_noise():
    assert found("loss_slice", tiny(), dimensions=1, images=32)["source"] == "shapes10"
    small = tiny(input_shape=(16, 16, 3))
    assert found("loss_slice", small, dimensions=1, images=32)["source"] == "noise"


def test_a_network_that_ends_in_images_is_cut_too():
    (line,) = found("loss_slice", autoencoder(), dimensions=1, images=32)["lines"]
    assert 0 < line["loss"][12] < 10


def test_a_run_without_weights_is_told(store, add):
    assert "has left no best weights" in failure(store, "loss_slice", tiny(), run=add(tiny()))
