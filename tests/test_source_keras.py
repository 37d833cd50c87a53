"""Exported code and models, with real Keras: the same configuration, weights and numbers."""

import subprocess
import sys

import numpy as np
import pytest

from explorer import Network, Stage, analyse, to_source, trace, zoo
from tests.part_cases import cases

pytestmark = pytest.mark.keras

SMALL = [name for name in zoo.names() if zoo.ENTRIES[name].total < 5_000_000]


@pytest.fixture(scope="module")
def keras():
    import keras

    return keras


@pytest.fixture(scope="module")
def keras_model():
    from explorer import keras_model

    return keras_model


def exported(network):
    """The model that the exported code makes, run as it is."""
    space = {"__name__": "exported"}
    exec(to_source(network), space)
    return space["build_model"]()


def images(network, count=2):
    shape = (count, *network.input_shape)
    return np.random.default_rng(0).random(shape, dtype="float32")


def assert_same_models(keras, keras_model, network):
    ours = keras_model.build(network, seed=7)
    keras.utils.set_random_seed(7)
    theirs = exported(network)
    assert ours.get_config() == theirs.get_config()
    for mine, other in zip(ours.weights, theirs.weights, strict=True):
        assert mine.path == other.path
        assert np.array_equal(mine.numpy(), other.numpy())
    x = images(network)
    predicted = np.asarray(ours(x))
    assert np.isfinite(predicted).all()
    assert np.array_equal(predicted, np.asarray(theirs(x)))
    return ours


CASES = dict(cases())


@pytest.mark.parametrize("network", CASES.values(), ids=CASES.keys())
def test_every_part_exports_to_its_own_model_and_trains(keras, keras_model, network):
    model = assert_same_models(keras, keras_model, network)
    assert np.isfinite(np.asarray(model(images(network), training=True))).all()
    assert [v.path for v in model.trainable_weights]
    summary = analyse(trace(network))
    assert summary.params == model.count_params()
    assert summary.layers == len(model.layers)


@pytest.mark.parametrize("name", SMALL)
def test_every_small_network_of_the_zoo_exports_to_its_own_model(keras, keras_model, name):
    assert_same_models(keras, keras_model, zoo.network(name))


def test_options_of_single_blocks_survive_the_export(keras, keras_model):
    stages = [
        Stage("basic", 8, 3, [1, 2, 1], skip=[True, True, False], drop_path=[0.0, 0.1, 0.2]),
        Stage("wide", 8, 2, widen=2, dropout=0.1, activation=["relu", "gelu"]),
    ]
    network = Network("mixed", stages, (16, 16, 3), stem={"kind": "standardized", "filters": 8})
    assert_same_models(keras, keras_model, network)


@pytest.mark.parametrize(("name", "layers"), [("plain110", 330), ("resnet110", 388)])
def test_exported_code_runs_in_a_fresh_interpreter(tmp_path, name, layers):
    assert run_fresh(tmp_path, name) == f"{name} {layers} {zoo.ENTRIES[name].total}"


def test_the_deepest_network_is_built_by_its_code_in_a_fresh_interpreter(tmp_path):
    assert run_fresh(tmp_path, "resnet1202") == "resnet1202 4210 19510906"


def test_exported_code_prints_its_summary_when_it_is_run(tmp_path):
    file = tmp_path / "model.py"
    file.write_text(to_source(zoo.network("toy_resnet")))
    done = subprocess.run([sys.executable, file], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "223,242" in done.stdout


def run_fresh(folder, name):
    """Run exported code where this project cannot be imported; returns what it says."""
    (folder / "model.py").write_text(to_source(zoo.network(name)))
    script = (
        "import sys, model\n"
        "m = model.build_model()\n"
        "assert not any(n.split('.')[0] == 'explorer' for n in sys.modules)\n"
        "print(m.name, len(m.layers), m.count_params())\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]
