"""Gradients at the start of training, held to the published figures by their protocol.

Standard-normal images, random labels, He initialisation, batch statistics, projections where the
shape changes. The figures are those of several seeds each; ours are means of two.
"""

import keras
import numpy as np
import pytest

from explorer import Network, Stage, keras_model, zoo
from explorer.experiments import find
from explorer.lab import derivatives, gradients
from explorer.lab.bare import Bare
from explorer.lab.subject import Subject
from explorer.twins import twin
from tests.training.tools import autoencoder, tiny

pytestmark = pytest.mark.keras

KEYS = {"network", "plain", "norm", "weights", "blocks", "rms", "ratio"}


def last(generator):
    *_, partial = generator
    assert partial.fraction == pytest.approx(1)
    return partial.result


def flow(network, **options):
    settings = find("gradient_flow").settings(**options)
    return last(gradients.gradient_flow(Subject(network), settings))["lines"]


@pytest.fixture(scope="module")
def ratios():
    """`{(depth, plain): mean ratio}` of He's networks with projections."""
    return {
        (depth, line["plain"]): np.mean(line["ratio"])
        for depth in (20, 56)
        for line in flow(zoo.network(f"resnet{depth}_b"), norm="with")
    }


@pytest.fixture(scope="module")
def cosines():
    """`{(depth, plain): mean cosine}` of the same networks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gradients, "DEPTHS", (3, 9))  # blocks a stage: 20 and 56 layers
        settings = find("shattered").settings(seeds=2)
        result = last(gradients.shattered(Subject(zoo.network("resnet20_b")), settings))
    return {(p["depth"], p["plain"]): np.mean(p["cosines"]) for p in result["points"]}


@pytest.mark.parametrize(
    ("depth", "plain", "low", "high"),
    [
        (56, True, 10_000, 22_000),
        (56, False, 120, 150),
        (20, True, 49, 57),
        (20, False, 20, 23),
    ],
)
def test_the_gradient_explodes_towards_the_image_by_the_published_ratio(
    ratios, depth, plain, low, high
):
    assert low < ratios[depth, plain] < high


@pytest.mark.parametrize(
    ("depth", "plain", "expected", "within"),
    [
        (56, True, 0.0, 0.025),
        (56, False, 0.5, 0.02),
        (20, True, 0.61, 0.03),
        (20, False, 0.89, 0.02),
    ],
)
def test_gradients_of_the_image_agree_by_the_published_cosine(
    cosines, depth, plain, expected, within
):
    assert cosines[depth, plain] == pytest.approx(expected, abs=within)


def test_without_norm_nothing_explodes_and_all_is_told():
    lines = flow(zoo.network("resnet20_b"), seeds=1)
    assert [(line["plain"], line["norm"]) for line in lines] == [
        (False, "with"),
        (False, "without"),
        (True, "with"),
        (True, "without"),
    ]
    assert all(set(line) == KEYS for line in lines)
    assert all(len(line["rms"][0]) == len(line["blocks"]) == 11 for line in lines)
    assert lines[0]["blocks"][0] == "stem" and lines[0]["blocks"][-1] == "head"
    assert all(0.1 < line["ratio"][0] < 10 for line in lines if line["norm"] == "without")


def test_a_plain_network_has_no_twin_beside_it():
    assert len(flow(twin(tiny()), seeds=1, norm="with")) == 1


def test_a_network_that_ends_in_images_has_gradients_too():
    (first, *_) = flow(autoencoder(), seeds=1, norm="with")
    assert all(value > 0 for value in first["rms"][0])


def test_a_network_without_a_large_convolution_has_no_ratio():
    stages = [Stage("direct", 8, 1, kernel_size=1)]
    network = Network("narrow", stages, stem={"kind": "conv", "filters": 8, "kernel_size": 1})
    assert all(line["ratio"] == [None] for line in flow(network, seeds=1))


DEPTHWISE = Network("depthwise", [Stage("inverted_residual", 8, 2), Stage("convnext", 8, 1)])


@pytest.mark.parametrize(
    "network",
    [zoo.network("toy_resnet"), zoo.network("se_resnet20"), DEPTHWISE],
    ids=lambda network: network.name,
)
def test_bare_layers_have_the_weights_of_a_model_whatever_they_had_before(network):
    graph = Subject(network).graph
    x, random = gradients.noise(graph.input.shape[1:], 0)
    labels = random.integers(0, 10, len(x))
    model, bare = keras_model.build(graph, 5), Bare(graph, 1)
    bare.redraw(5)
    expected = dict(_named(model, x, labels))
    found = dict(_named(bare, x, labels))
    assert set(found) == set(expected)
    assert all(np.array_equal(found[path], expected[path]) for path in expected)


def _named(model, x, labels):
    paths = [variable.path for variable in model.trainable_variables]
    return zip(paths, derivatives.weight_gradients(model, x, labels), strict=True)


def test_layers_that_are_left_out_are_those_of_a_model_without_them():
    graph = Subject(tiny()).graph
    x, _ = gradients.noise(graph.input.shape[1:], 0)
    model, bare = keras_model.build(graph, 3, gradients.NORMS), Bare(graph, 3)
    bare.without = gradients.NORMS
    assert not any(isinstance(each, keras.layers.BatchNormalization) for each in bare.layers)
    np.testing.assert_array_equal(model(x, training=True), bare(x, training=True))


def test_weights_of_a_run_are_asked_at_its_start_its_best_and_its_end(store, train):
    run = train(tiny(), epochs=1)
    settings = find("gradient_flow").settings(run=run.id, seeds=1, twin=False, norm="with")
    lines = last(gradients.gradient_flow(Subject.of_run(store, run.id), settings))["lines"]
    assert [line["weights"] for line in lines] == ["fresh", "start", "best", "last"]
    assert lines[1]["rms"] != lines[2]["rms"]


def test_batch_norm_that_keeps_nothing_computes_the_same():
    graph = Subject(tiny()).graph
    x, random = gradients.noise(graph.input.shape[1:], 0)
    labels = random.integers(0, 10, len(x))
    usual, quick = Bare(graph, 3), Bare(graph, 3)
    quick.moves_averages = False
    before = _averages(quick)
    expected, found = (dict(_named(bare, x, labels)) for bare in (usual, quick))
    for path in expected:
        np.testing.assert_allclose(found[path], expected[path], rtol=1e-3, atol=1e-6)
    assert all(np.array_equal(a, b) for a, b in zip(_averages(quick), before, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(_averages(usual), before, strict=True))


def _averages(bare):
    return [np.array(each) for layer in bare.layers for each in layer.non_trainable_variables]
