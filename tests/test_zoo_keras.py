"""The zoo against Keras: counts, layers and shapes; ResNet50 against keras.applications."""

import math

import numpy as np
import pytest

from explorer import analyse, build, trace, zoo

pytestmark = pytest.mark.keras

SMALL = [name for name in zoo.names() if zoo.ENTRIES[name].total < 5_000_000]


@pytest.fixture(scope="module")
def keras():
    import keras

    return keras


@pytest.mark.parametrize("name", SMALL)
def test_every_row_is_a_layer_of_the_keras_model(keras, name):
    network = zoo.network(name)
    summary, model = analyse(trace(network)), build(network)
    assert (model.name, model.count_params()) == (name, summary.params)
    assert sum(math.prod(w.shape) for w in model.trainable_weights) == summary.trainable_params
    assert model.output_shape == summary.output_shape
    assert len(model.layers) == summary.layers
    ours = [(r.name, r.layer, r.output_shape, r.params) for r in summary.rows]
    theirs = [(x.name, type(x).__name__, shape_of(x), x.count_params()) for x in model.layers]
    assert sorted(ours) == sorted(theirs)
    assert summary.activations == sum(math.prod(shape_of(x)[1:]) for x in model.layers)
    for row in summary.rows:
        assert row.inputs == inputs_of(model.get_layer(row.name))


def shape_of(layer):
    return layer.batch_shape if type(layer).__name__ == "InputLayer" else layer.output.shape


def inputs_of(layer):
    if type(layer).__name__ == "InputLayer":
        return ()
    given = layer.input if isinstance(layer.input, list) else [layer.input]
    return tuple(x._keras_history.operation.name for x in given)


@pytest.mark.parametrize(("name", "peer"), [("resnet50", "ResNet50"), ("resnet50v2", "ResNet50V2")])
def test_resnet50_is_that_of_keras_applications_layer_for_layer(keras, name, peer):
    theirs = getattr(keras.applications, peer)(weights=None)
    ours = build(zoo.network(name), seed=1)
    assert [kind(x) for x in ours.layers] == [kind(x) for x in theirs.layers]
    assert [w.shape for w in ours.weights] == [w.shape for w in theirs.weights]
    ours.set_weights(theirs.get_weights())
    images = np.random.default_rng(0).random((2, 224, 224, 3), dtype="float32")
    assert np.array_equal(np.asarray(ours(images)), np.asarray(theirs(images)))


def kind(layer):
    return type(layer).__name__, shape_of(layer), layer.count_params()
