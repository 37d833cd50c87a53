"""What blocks compute, in numbers: shortcuts, standardisation, stochastic depth, zero gamma."""

import numpy as np
import pytest

from explorer import Network, Stage, blocks, build

pytestmark = pytest.mark.keras

NONE = {"kind": "none"}
ZERO_GAMMA = [n for n in blocks.names("block") if "zero_gamma" in blocks.find("block", n).options]
DROP_PATH = [n for n in blocks.names("block") if "drop_path" in blocks.find("block", n).options]


@pytest.fixture(scope="module")
def keras():
    import keras

    return keras


def image(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


def net(stage, shape, **rest):
    return Network("net", [stage], shape, **{"stem": NONE, "head": NONE, **rest})


def run(model, x, **how):
    return np.asarray(model(x, **how))


def part_of(keras, model, layer, x):
    return run(keras.Model(model.input, model.get_layer(layer).output), x)


def test_option_a_takes_every_second_pixel_and_fills_channels_with_zeros(keras):
    x = image(2, 9, 8, 3)
    model = build(net(Stage("basic", 8, strides=2, shortcut="pad"), (9, 8, 3)))
    made = part_of(keras, model, "stage1_block1_shortcut_pad", x)
    expected = np.zeros((2, 5, 4, 8), "float32")
    expected[..., 2:5] = x[:, ::2, ::2]
    assert np.array_equal(made, expected)
    assert not [w for w in model.weights if "shortcut" in w.path]


def test_the_pooled_projection_averages_before_it_projects(keras):
    x = image(1, 8, 8, 3)
    model = build(net(Stage("basic", 8, strides=2, shortcut="pool"), (8, 8, 3)))
    made = part_of(keras, model, "stage1_block1_shortcut_pool", x)
    assert np.allclose(made, x.reshape(1, 4, 2, 4, 2, 3).mean(axis=(2, 4)), atol=1e-6)


def test_the_standardised_stem_takes_out_the_mean_and_deviation_of_cifar10(keras):
    mean, deviation = [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]
    x = np.random.default_rng(0).random((2, 8, 8, 3), dtype="float32")
    model = build(net(Stage("plain", 4), (8, 8, 3), stem={"kind": "standardized"}))
    made = part_of(keras, model, "stem_standardize", x)
    assert np.allclose(made, (x - mean) / deviation, atol=1e-3)


@pytest.mark.parametrize("name", ZERO_GAMMA)
def test_with_a_zero_gamma_the_block_starts_as_its_shortcut_and_activation(name):
    width = {"bottleneck": 4, "resnext": 4}.get(name, 1)
    x = image(2, 8, 8, 16)
    model = build(net(Stage(name, 16 // width, zero_gamma=True), (8, 8, 16)))
    assert np.array_equal(run(model, x), np.maximum(x, 0))
    usual = build(net(Stage(name, 16 // width), (8, 8, 16)))
    assert not np.allclose(run(usual, x), np.maximum(x, 0), atol=0.1)


@pytest.mark.parametrize("name", DROP_PATH)
def test_stochastic_depth_drops_whole_branches_in_training_only(keras, name):
    options = {"expansion": 1} if "expansion" in blocks.find("block", name).options else {}
    stage = Stage(name, 8, drop_path=0.5, **options)
    model = build(net(stage, (6, 6, 8)), seed=3)
    without = build(net(stage.with_(drop_path=0.0), (6, 6, 8)), seed=3)
    drop = next(layer for layer in model.layers if layer.name.endswith("drop_path"))
    branch = np.asarray(drop(np.ones((64, 6, 6, 8), "float32"), training=True))
    kept = branch[:, 0, 0, 0]
    assert set(kept) == {0.0, 2.0}
    assert np.array_equal(branch, np.broadcast_to(kept[:, None, None, None], branch.shape))
    x = image(2, 6, 6, 8)
    weights = [w for w in model.weights if "seed" not in w.path]
    assert len(weights) == len(without.weights)
    without.set_weights([w.numpy() for w in weights])
    assert np.array_equal(run(model, x), run(without, x))


def test_a_plain_block_is_its_branch_alone(keras):
    x = image(1, 8, 8, 8)
    skipping = build(net(Stage("relu_after_add", 8), (8, 8, 8)), seed=1)
    plain = build(net(Stage("relu_after_add", 8, skip=False), (8, 8, 8)), seed=1)
    branch = part_of(keras, skipping, "stage1_block1_conv2", x)
    assert np.array_equal(run(plain, x), np.maximum(branch, 0))
    assert np.array_equal(run(skipping, x), np.maximum(x + branch, 0))


def test_a_dense_block_puts_its_output_beside_its_input(keras):
    x = image(1, 8, 8, 8)
    model = build(net(Stage("dense", 4), (8, 8, 8)))
    made = run(model, x)
    assert made.shape == (1, 8, 8, 12)
    assert np.array_equal(made[..., :8], x)


def test_squeeze_and_excitation_weighs_each_channel_of_the_whole_image(keras):
    x = image(1, 8, 8, 16)
    model = build(net(Stage("se_basic", 16), (8, 8, 16)))
    before = part_of(keras, model, "stage1_block1_2_bn", x)
    after = part_of(keras, model, "stage1_block1_se_scale", x)
    weights = (after / before)[0].reshape(-1, 16)
    assert np.allclose(weights, weights[0], atol=1e-4)
    assert ((weights > 0) & (weights < 1)).all()


def test_convnext_starts_close_to_the_identity():
    x = image(1, 8, 8, 16)
    model = build(net(Stage("convnext", 16), (8, 8, 16)))
    assert np.allclose(run(model, x), x, atol=1e-4)
    assert not np.array_equal(run(model, x), x)
