"""Each symbolic layer against its Keras layer: shapes, weights, signatures, defaults, MACs."""

import inspect
from dataclasses import MISSING, fields

import numpy as np
import pytest

from explorer import layers
from tests.layer_cases import ALL, CONVOLUTIONS, ELEMENTWISE, IMAGES, MERGES, REFUSED, Case

pytestmark = pytest.mark.keras

CLASSES = sorted(
    name
    for name in layers.__all__
    if isinstance(getattr(layers, name), type)
    and issubclass(getattr(layers, name), layers.Layer)
    and name not in ("Layer", "InputLayer")
)
OTHERS = list({case.layer: case for case in [*IMAGES, *ELEMENTWISE, *MERGES]}.values())


@pytest.fixture(scope="module")
def keras():
    # Imported here, so that a run of the other tests does not pay for it.
    import keras

    return keras


def test_the_cases_cover_every_layer():
    assert {case.layer for case in ALL} == set(CLASSES)


@pytest.mark.parametrize("case", ALL, ids=str)
def test_shapes_and_weights_are_those_of_keras(keras, case):
    ours = case.symbolic()
    real, output = case.real(keras)
    assert ours.output.shape == output.shape
    expected = [(weight.name, tuple(weight.shape), weight.trainable) for weight in real.weights]
    assert [tuple(weight) for weight in ours.weights()] == expected
    assert sum(weight.size for weight in ours.weights()) == real.count_params()


@pytest.mark.parametrize("case", ALL, ids=str)
def test_arguments_make_the_same_keras_layer(keras, case):
    real = getattr(keras.layers, case.layer)
    arguments = case.symbolic().arguments()
    rebuilt = real(**arguments, name="it").get_config()
    assert rebuilt == real(**case.arguments, name="it").get_config()
    plain = {name: value for name, value in case.arguments.items() if name not in arguments}
    defaults = {f.name: f.default for f in fields(getattr(layers, case.layer))}
    for name, value in plain.items():
        assert value == defaults[name] or (value, value) == defaults[name]


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_what_keras_refuses_is_refused(keras, case):
    with pytest.raises(Exception, match=r"(?s)."):
        case.real(keras)
    with pytest.raises(layers.ShapeError, match=f"^{case.layer} 'it': ") as caught:
        case.symbolic()
    assert caught.value.layer.name == "it"
    assert caught.value.shapes[0] == (None, *case.shapes[0])


@pytest.mark.parametrize("name", ["Add", "Average", "Maximum"])
def test_stretching_merges_are_refused_though_keras_accepts(keras, name):
    case = Case(name, {}, ((4, 4, 8), (1, 1, 8)))
    assert case.real(keras)[1].shape == (None, 4, 4, 8)
    with pytest.raises(layers.ShapeError, match=r"\(4, 4, 8\) and \(1, 1, 8\)"):
        case.symbolic()


def keras_signature(keras, name):
    parameters = inspect.signature(getattr(keras.layers, name).__init__).parameters
    left_out = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    kept = [p for p in parameters.values() if p.kind not in left_out]
    return {p.name: p.default for p in kept if p.name != "self"}


@pytest.mark.parametrize("name", CLASSES)
def test_arguments_and_defaults_are_those_of_keras(keras, name):
    theirs = keras_signature(keras, name)
    ours = [f for f in fields(getattr(layers, name)) if f.init and f.name != "name"]
    expected = {f.name: theirs.get(f.name, "not in Keras") for f in ours}
    missing = inspect.Parameter.empty
    assert {f.name: missing if f.default is MISSING else f.default for f in ours} == expected


@pytest.mark.parametrize("name", CLASSES)
def test_positional_arguments_stand_where_keras_has_them(keras, name):
    ours = [f.name for f in fields(getattr(layers, name)) if f.init and not f.kw_only]
    assert ours == list(keras_signature(keras, name))[: len(ours)]


def test_an_input_has_its_shape_as_in_keras(keras):
    ours = layers.Input((6, 7, 3), "it").layer
    real = keras.layers.InputLayer(**ours.arguments(), name="it")
    assert real.output.shape == ours.output.shape


def ones(keras, layer, shape, **arguments):
    """What a Keras layer makes of an image of ones when all of its weights are ones.

    Each output is then the number of products that were added up for it.
    """
    real = getattr(keras.layers, layer)(**arguments, use_bias=False)
    real.build((1, *shape))
    real.set_weights([np.ones(weight.shape) for weight in real.weights])
    return np.asarray(real(np.ones((1, *shape), "float32")))


def products(keras, layer, shape, **arguments):
    """Multiply-accumulates by counting; those with padding's zeros count as any other."""
    if layer == "Conv2DTranspose":
        # "same" is "valid" with the rim cut off after the sums are made.
        return ones(keras, layer, shape, **{**arguments, "padding": "valid"}).sum()
    result = ones(keras, layer, shape, **arguments)
    return result.max() * result.size


def counted(keras, case):
    given = {name: value for name, value in case.arguments.items() if name != "use_bias"}
    (shape,) = case.shapes
    if case.layer != "SeparableConv2D":
        return products(keras, case.layer, shape, **given)
    filters = given.pop("filters")
    depthwise = ones(keras, "DepthwiseConv2D", shape, **given).shape[1:]
    return products(keras, "DepthwiseConv2D", shape, **given) + products(
        keras, "Conv2D", depthwise, filters=filters, kernel_size=1
    )


def large(case):
    """The case on an image in which a window fits without touching the padding."""
    (shape,) = case.shapes
    image = (shape[0] + 4, shape[1] + 4, shape[2]) if len(shape) == 3 else shape
    return case._replace(shapes=(image,))


@pytest.mark.parametrize("case", [large(case) for case in CONVOLUTIONS], ids=str)
def test_macs_are_the_products_keras_adds_up(keras, case):
    assert case.symbolic().macs() == counted(keras, case)


@pytest.mark.parametrize("case", OTHERS, ids=str)
def test_other_layers_have_no_macs(case):
    assert case.symbolic().macs() == 0
