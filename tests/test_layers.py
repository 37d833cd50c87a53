"""Symbolic layers without Keras: what they refuse and say, and the graph they record."""

import subprocess
import sys
from pathlib import Path

import pytest

from explorer import layers
from explorer.layers import ShapeError, Window

IMAGE, FLAT = (4, 4, 8), (8,)
WANTS_IMAGE = r"needs an image \(height, width, channels\), got \(8,\)"


def call(layer, *shapes):
    """The output of a layer for inputs of these shapes."""
    inputs = [layers.Input(shape, f"input{i}") for i, shape in enumerate(shapes)]
    return layer(inputs if len(inputs) > 1 else inputs[0])


def chain(merges):
    """An image added to itself again and again: two paths more at each merge."""
    x = layers.Input(IMAGE, "input")
    for i in range(merges):
        x = layers.Add(name=f"add{i}")([x, x])
    return x


def test_a_call_computes_the_shape_and_records_the_layer():
    x = layers.Input((32, 31, 3), "image")
    y = layers.Conv2D(16, 3, 2, "same", name="conv")(x)
    assert y.shape == (None, 16, 16, 16)
    assert y.layer.inputs == (x,)
    assert y.layer.output is y


def test_sizes_of_a_weight_multiply():
    conv = call(layers.Conv2D(16, 3, name="conv"), IMAGE).layer
    assert [weight.size for weight in conv.weights()] == [3 * 3 * 8 * 16, 16]


def test_reprs_name_shape_and_layer():
    y = call(layers.Flatten(name="flat"), IMAGE)
    assert repr(y) == "<Tensor (128,) of flat>"
    assert repr(y.layer) == "<Flatten flat>"
    assert repr(y.layer.inputs[0]) == "<Tensor (4, 4, 8) of input0>"


def test_the_repr_of_a_deep_chain_of_merges_is_short():
    x = chain(60)  # following both inputs of each would take 2**60 steps
    assert repr(x) == "<Tensor (4, 4, 8) of add59>"
    assert repr(x.layer) == "<Add add59>"


@pytest.mark.parametrize("name", ["Add", "Average", "Maximum"])
def test_sums_name_both_shapes_where_they_differ(name):
    layer = getattr(layers, name)(name="merge")
    with pytest.raises(ShapeError) as caught:
        call(layer, (4, 4, 8), (1, 1, 8))
    assert str(caught.value) == (f"{name} 'merge': needs equal shapes, got (4, 4, 8) and (1, 1, 8)")
    assert caught.value.layer is layer
    assert caught.value.shapes == ((None, 4, 4, 8), (None, 1, 1, 8))
    assert caught.value.problem == "needs equal shapes, got (4, 4, 8) and (1, 1, 8)"


@pytest.mark.parametrize(
    ("layer", "shapes", "problem"),
    [
        (layers.Add(name="it"), (IMAGE, IMAGE, FLAT), r"\(4, 4, 8\) and \(4, 4, 8\) and \(8,\)"),
        (
            layers.Multiply(name="it"),
            (IMAGE, (2, 4, 8)),
            r"needs equal sizes, or sizes of 1, got \(4, 4, 8\) and \(2, 4, 8\)",
        ),
        (
            layers.Multiply(name="it"),
            (IMAGE, FLAT),
            r"needs equal sizes, or sizes of 1, got \(4, 4, 8\) and \(8,\)",
        ),
        (
            layers.Concatenate(name="it"),
            (IMAGE, (2, 2, 8)),
            r"needs equal heights and widths, got \(4, 4, 8\) and \(2, 2, 8\)",
        ),
        (layers.Concatenate(name="it"), (IMAGE, FLAT), r"got \(4, 4, 8\) and \(8,\)"),
        (layers.Concatenate(name="it"), (FLAT, IMAGE), r"got \(8,\) and \(4, 4, 8\)"),
        (layers.Concatenate(name="it"), (IMAGE, (4, 4)), r"got \(4, 4, 8\) and \(4, 4\)"),
        (
            layers.Concatenate(1, name="it"),
            (IMAGE, (4, 4, 1)),
            r"needs equal sizes but for axis 1, got \(4, 4, 8\) and \(4, 4, 1\)",
        ),
        (layers.Concatenate(4, name="it"), (IMAGE, IMAGE), r"has no axis 4 .* \(4, 4, 8\)"),
        (layers.Concatenate(0, name="it"), (IMAGE, IMAGE), r"has no axis 0 .* \(4, 4, 8\)"),
        (layers.BatchNormalization(3, name="it"), (FLAT,), r"has no axis 3 .* \(8,\)"),
        (layers.LayerNormalization(-2, name="it"), (FLAT,), r"has no axis -2 .* \(8,\)"),
        (
            layers.Reshape((1, 1, 9), name="it"),
            (FLAT,),
            r"cannot make \(1, 1, 9\) of \(8,\)",
        ),
        (
            layers.Dropout(0.1, (None, 1, 1, 1), name="it"),
            (FLAT,),
            r"noise of shape \(1, 1, 1\) does not fit \(8,\)",
        ),
        (
            layers.Conv2D(8, 3, groups=3, name="it"),
            (IMAGE,),
            "8 input channels do not divide into 3 groups",
        ),
        (
            layers.Conv2D(9, 3, groups=2, name="it"),
            (IMAGE,),
            "9 filters do not divide into 2 groups",
        ),
        (
            layers.Conv2D(9, 3, 2, dilation_rate=2, name="it"),
            (IMAGE,),
            r"cannot have strides \(2, 2\) and dilation \(2, 2\) at once",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_the_sizes(layer, shapes, problem):
    with pytest.raises(ShapeError, match=f"^{type(layer).__name__} 'it': .*{problem}"):
        call(layer, *shapes)


@pytest.mark.parametrize(
    ("layer", "window"),
    [
        (layers.Conv2D(8, (5, 3), name="it"), "5 x 3"),
        (layers.Conv2D(8, 3, dilation_rate=2, name="it"), "5 x 5"),
        (layers.DepthwiseConv2D((1, 5), name="it"), "1 x 5"),
        (layers.SeparableConv2D(8, 7, name="it"), "7 x 7"),
        (layers.MaxPooling2D(5, name="it"), "5 x 5"),
        (layers.AveragePooling2D((5, 1), name="it"), "5 x 1"),
    ],
)
def test_a_window_that_does_not_fit_says_the_sizes_and_the_way_out(layer, window):
    problem = f"a window of {window} does not fit an image of 4 x 4: shrink .* less .* or pad"
    with pytest.raises(ShapeError, match=problem):
        call(layer, IMAGE)


@pytest.mark.parametrize(
    "layer",
    [
        layers.Conv2D(4, 3, name="it"),
        layers.DepthwiseConv2D(3, padding="same", name="it"),
        layers.SeparableConv2D(4, 3, name="it"),
        layers.Conv2DTranspose(4, 3, name="it"),
        layers.MaxPooling2D(padding="same", name="it"),
        layers.AveragePooling2D(2, name="it"),
        layers.GlobalAveragePooling2D(name="it"),
        layers.GlobalMaxPooling2D(keepdims=True, name="it"),
        layers.ZeroPadding2D(name="it"),
        layers.ZeroPadding2D(data_format="channels_first", name="it"),
        layers.UpSampling2D(name="it"),
        layers.SpatialDropout2D(0.5, name="it"),
    ],
)
def test_layers_of_images_refuse_a_flat_input(layer):
    with pytest.raises(ShapeError, match=f"^{type(layer).__name__} 'it': {WANTS_IMAGE}"):
        call(layer, FLAT)


def test_a_layer_refused_once_can_be_called_again():
    add = layers.Add(name="add")
    with pytest.raises(ShapeError):
        call(add, IMAGE, FLAT)
    assert call(add, IMAGE, IMAGE).shape == (None, *IMAGE)


def test_a_layer_called_twice_is_refused():
    relu = layers.ReLU(name="relu")
    x = call(relu, IMAGE)
    with pytest.raises(ShapeError, match="ReLU 'relu': is called a second time: make another"):
        relu(x)


@pytest.mark.parametrize(
    ("layer", "window"),
    [
        (layers.Conv2D(8, (3, 5), 2, name="it"), Window((3, 5), (2, 2))),
        (layers.Conv2D(8, 3, dilation_rate=(2, 1), name="it"), Window((3, 3), dilation=(2, 1))),
        (layers.DepthwiseConv2D(3, (2, 1), name="it"), Window((3, 3), (2, 1))),
        (
            layers.SeparableConv2D(8, 3, dilation_rate=2, name="it"),
            Window((3, 3), dilation=(2, 2)),
        ),
        (layers.Conv2DTranspose(8, 4, 2, name="it"), Window((4, 4), scale=(2, 2))),
        (layers.MaxPooling2D(name="it"), Window((2, 2), (2, 2))),
        (layers.MaxPooling2D(1, 2, name="it"), Window((1, 1), (2, 2))),
        (layers.AveragePooling2D((3, 2), 1, name="it"), Window((3, 2), (1, 1))),
        (layers.UpSampling2D((2, 3), name="it"), Window(scale=(2, 3))),
        (layers.Dense(8, name="it"), Window()),
        (layers.BatchNormalization(name="it"), Window()),
        (layers.ZeroPadding2D(name="it"), Window()),
        (layers.ReLU(name="it"), Window()),
        (layers.Add(name="it"), Window()),
    ],
)
def test_windows(layer, window):
    assert layer.window() == window


@pytest.mark.parametrize(
    ("layer", "arguments"),
    [
        (layers.Conv2D(8, 3, name="it"), {"filters": 8, "kernel_size": 3}),
        (
            layers.Conv2D(8, 3, 1, "valid", dilation_rate=[1, 1], name="it"),
            {"filters": 8, "kernel_size": 3},
        ),
        (
            layers.Conv2D(8, (3, 1), 2, use_bias=False, name="it"),
            {"filters": 8, "kernel_size": (3, 1), "strides": 2, "use_bias": False},
        ),
        (layers.MaxPooling2D(2, name="it"), {}),
        (layers.AveragePooling2D(2, name="it"), {"pool_size": 2}),
        (layers.ZeroPadding2D(((1, 1), (0, 1)), name="it"), {"padding": ((1, 1), (0, 1))}),
        (layers.BatchNormalization(epsilon=1e-5, name="it"), {"epsilon": 1e-5}),
        (layers.ReLU(6.0, name="it"), {"max_value": 6.0}),
        (layers.Add(name="it"), {}),
    ],
)
def test_arguments_are_those_that_differ_from_the_defaults(layer, arguments):
    assert layer.arguments() == arguments


def test_a_graph_has_the_layers_of_its_paths_in_the_order_of_the_calls():
    x = layers.Input(IMAGE, "input")
    late = layers.Conv2D(8, 1, name="made_first_called_last")
    y = layers.ReLU(name="branch")(x)
    layers.ReLU(name="leads_nowhere")(y)
    graph = layers.Graph(x, layers.Add(name="add")([late(x), y]), "net")
    names = ["input", "branch", "made_first_called_last", "add"]
    assert [layer.name for layer in graph.layers] == names
    assert late.created < y.layer.created < y.layer.called < late.called


def test_a_graph_of_many_merges_is_found_without_recursion():
    x = chain(5000)
    assert len(layers.ancestors(x)) == 5001


def test_now_lies_between_the_calls_around_it():
    before = call(layers.ReLU(name="before"), IMAGE).layer
    mark = layers.now()
    after = call(layers.ReLU(name="after"), IMAGE).layer
    assert before.called < mark < after.created


def test_a_layer_is_found_by_name_and_close_names_are_suggested():
    x = chain(2)
    graph = layers.Graph(layers.ancestors(x)[0].output, x, "net")
    assert graph.layer("add1") is x.layer
    with pytest.raises(KeyError, match="network 'net' has no layer 'ad1'; did you mean 'add1'"):
        graph.layer("ad1")
    with pytest.raises(KeyError, match="network 'net' has no layer 'zzz'\""):
        graph.layer("zzz")


@pytest.mark.parametrize(
    ("shape", "text"), [((None, 8), "(8,)"), ((None, 4, 4, 8), "(4, 4, 8)"), ((None,), "()")]
)
def test_shapes_are_shown_without_the_batch(shape, text):
    assert layers.show(shape) == text


def test_pairs():
    assert layers.pair(3) == layers.pair([3, 3]) == layers.pair((3, 3)) == (3, 3)


def test_importing_the_layers_imports_no_keras():
    code = "import sys, explorer.layers; print({'keras', 'tensorflow'} & set(sys.modules))"
    root = Path(layers.__file__).parents[2]
    assert subprocess.check_output([sys.executable, "-c", code], cwd=root, text=True) == "set()\n"
