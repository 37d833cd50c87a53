"""Building, saving and loading real models."""

import os

import numpy as np
import pytest

from explorer import Network, Stage, build, zoo
from explorer.assembly import AssemblyError

pytestmark = pytest.mark.keras

TINY = Network("tiny", [Stage("basic", 4)], (8, 8, 3))


@pytest.fixture(scope="module")
def keras_model():
    from explorer import keras_model

    return keras_model


def weights(model):
    return [w.numpy() for w in model.weights]


def same(ours, theirs):
    return all(np.array_equal(a, b) for a, b in zip(weights(ours), weights(theirs), strict=True))


def test_a_seed_makes_equal_weights_and_another_seed_others():
    assert same(build(TINY, seed=5), build(TINY, seed=5))
    assert not same(build(TINY, seed=5), build(TINY, seed=6))


def test_a_graph_builds_as_its_description_does(keras_model):
    from explorer import trace

    assert same(keras_model.build(trace(TINY), seed=5), build(TINY, seed=5))


def test_a_wrong_network_is_explained_before_keras_is_asked():
    network = Network("wrong", [Stage("basic", 8, shortcut="identity")])
    with pytest.raises(AssemblyError, match=r"^stage1_block1 adds"):
        build(network)


def test_a_saved_model_loads_in_stock_keras_and_predicts_the_same(keras_model, tmp_path):
    import keras

    model, path = build(zoo.network("skip_autoencoder")), tmp_path / "model.keras"
    keras_model.save(model, path)
    images = np.random.default_rng(0).random((2, 32, 32, 3), dtype="float32")
    for loaded in (keras.models.load_model(path), keras_model.load(path)):
        assert np.array_equal(np.asarray(loaded(images)), np.asarray(model(images)))
        assert [layer.name for layer in loaded.layers] == [x.name for x in model.layers]
    assert os.listdir(tmp_path) == ["model.keras"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_save_that_fails_leaves_the_good_file(keras_model, tmp_path, monkeypatch):
    model, path = build(TINY, seed=1), tmp_path / "model.keras"
    keras_model.save(model, path)
    good = path.read_bytes()

    def full(self, where):
        with open(where, "wb") as file:
            file.write(b"half")
        raise OSError(28, "No space left on device")

    other = build(TINY, seed=2)
    monkeypatch.setattr(type(other), "save", full)
    with pytest.raises(OSError, match="No space left"):
        keras_model.save(other, path)
    assert path.read_bytes() == good
    assert os.listdir(tmp_path) == ["model.keras"]


@pytest.mark.parametrize("name", ["model.h5", "model", "model.keras.zip"])
def test_another_ending_is_refused(keras_model, tmp_path, name):
    with pytest.raises(ValueError, match=r"the file must end in \.keras, got '.*model"):
        keras_model.save(build(TINY), tmp_path / name)
    assert os.listdir(tmp_path) == []


def test_the_deepest_network_builds_saves_and_loads_back(keras_model, tmp_path):
    import sys

    before, path = sys.getrecursionlimit(), tmp_path / "deep.keras"
    model = build(zoo.network("resnet1202"))
    assert (len(model.layers), model.count_params()) == (4210, 19_510_906)
    keras_model.save(model, path)
    loaded = keras_model.load(path)
    assert loaded.count_params() == 19_510_906
    assert same(model, loaded)
    assert sys.getrecursionlimit() == before
