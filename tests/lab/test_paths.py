"""The gradient along single paths: together they are the whole gradient, alone each is its own."""

import itertools

import numpy as np
import pytest

from explorer import Network, Stage
from explorer.assembly import trace
from explorer.lab import paths as lab
from explorer.lab.bare import Bare
from explorer.lab.derivatives import image_gradients
from explorer.lab.gradients import noise
from tests.lab.asking import failure, found, partials
from tests.training.tools import autoencoder, tiny

pytestmark = pytest.mark.keras

STAGES = {
    "add": [Stage("basic", 8, 2), Stage("se_basic", 12, 1, 2)],
    "concatenate": [Stage("dense", 4, 2), Stage("dense", 4, 1, 2)],
    "pre-activated": [Stage("preact_basic", 8, 3)],
}


def lone(stages):
    graph = trace(Network("some", stages, input_shape=(8, 8, 3)))
    model = Bare(graph, 0)
    return graph, model, lab.LonePaths(graph, model)


@pytest.mark.parametrize("stages", STAGES.values(), ids=STAGES)
def test_the_gradients_of_all_paths_add_up_to_the_whole_gradient(stages):
    graph, model, path = lone(stages)
    x, labels = noise((8, 8, 3), 0, 4)[0], np.arange(4)
    merges = [layer.name for layer in graph.layers if lab.is_merge(layer)]
    total = 0
    for choice in itertools.product((0, 1), repeat=len(merges)):
        path.drawn = [dict(zip(merges, choice, strict=True))] * len(x)
        total = total + image_gradients(path, x, labels)

    class Whole:
        layers = model.layers

        def __call__(self, images, training):
            return model(images, training=False)

    np.testing.assert_allclose(total, image_gradients(Whole(), x, labels), rtol=1e-3, atol=1e-6)


def test_the_forward_pass_stays_whole():
    graph, model, path = lone(STAGES["add"])
    x = noise((8, 8, 3), 0, 4)[0]
    path.drawn = [{layer.name: 0 for layer in graph.layers if lab.is_merge(layer)}] * len(x)
    np.testing.assert_allclose(path(x), model(x), rtol=1e-5, atol=1e-6)


def test_no_image_touches_the_gradient_of_another():
    graph, _, path = lone(STAGES["add"])
    merges = [layer.name for layer in graph.layers if lab.is_merge(layer)]
    x, labels = noise((8, 8, 3), 0, 2)[0], np.arange(2)
    short, long = dict.fromkeys(merges, 0), dict.fromkeys(merges, 1)
    path.drawn = [short, long]
    mixed = image_gradients(path, x, labels)
    path.drawn = [long, long]
    alike = image_gradients(path, x, labels)
    np.testing.assert_allclose(mixed[1], alike[1], rtol=1e-4, atol=1e-7)
    assert not np.allclose(mixed[0], alike[0], rtol=1e-2)


def test_every_length_is_measured_with_as_many_samples():
    network = tiny(stages=(Stage("basic", 8, 4),))
    first, *_ = partials("paths", network)
    assert (first.fraction, first.result["points"]) == (0.0, [])
    result = found("paths", network, samples=40)
    assert result["counts"] == [1, 4, 6, 4, 1] and result["weights"] == "fresh"
    assert [point["length"] for point in result["points"]] == [0, 1, 2, 3, 4]
    assert {point["samples"] for point in result["points"]} == {40}
    assert all(0 < point["low"] <= point["high"] for point in result["points"])


def test_of_many_lengths_some_are_measured(monkeypatch):
    monkeypatch.setattr(lab, "MOST", 3)
    result = found("paths", tiny(stages=(Stage("basic", 8, 6),)), samples=16)
    assert [point["length"] for point in result["points"]] == [0, 3, 6]
    result = found("paths", tiny(stages=(Stage("basic", 8, 7),)), samples=16)
    assert [point["length"] for point in result["points"]] == [0, 4, 7]


def test_a_plain_network_has_one_point():
    result = found("paths", tiny(stages=(Stage("plain", 8, 3),)), samples=16)
    assert [point["length"] for point in result["points"]] == [3]


def test_a_run_is_asked_with_its_own_images(store, train):
    run = train(tiny(), epochs=1)
    result = found("paths", tiny(), store, run.id, samples=16)
    assert (result["weights"], result["images"]) == ("best", run.settings["dataset"])


def test_what_ends_in_images_is_refused(store):
    error = failure(store, "paths", autoencoder())
    assert error == "small_autoencoder ends in images, not in classes: choose a classifier"
