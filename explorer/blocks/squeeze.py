"""Squeeze-and-excitation: each channel weighed by what the whole image shows (Hu et al. 2018)."""

from explorer import layers
from explorer.blocks.common import ACTIVATIONS, SHORTCUTS, add_shortcut, conv_norm
from explorer.blocks.registry import block

SENET = "https://arxiv.org/abs/1709.01507"
CHOICES = {"shortcut": SHORTCUTS, "activation": ACTIVATIONS}
RANGES = {"ratio": (1, 64), "expansion": (1, 16)}


def squeeze_excite(x, ratio=16, *, name):
    """Average over the image, two dense layers, a weight between 0 and 1 for each channel."""
    channels = x.shape[-1]
    s = layers.GlobalAveragePooling2D(name=f"{name}_squeeze")(x)
    s = layers.Dense(max(channels // ratio, 1), activation="relu", name=f"{name}_reduce")(s)
    s = layers.Dense(channels, activation="sigmoid", name=f"{name}_excite")(s)
    s = layers.Reshape((1, 1, channels), name=f"{name}_weights")(s)
    return layers.Multiply(name=f"{name}_scale")([x, s])


@block(label="SE basic", paper="Hu et al. 2018", link=SENET, choices=CHOICES, ranges=RANGES)
def se_basic_block(
    x,
    filters,
    strides=1,
    skip=True,
    ratio=16,
    shortcut="projection",
    activation="relu",
    drop_path=0.0,
    *,
    name,
):
    """He's basic block, its residual branch weighed channel by channel before the sum."""
    y = conv_norm(x, filters, 3, strides, name=f"{name}_1")
    y = layers.Activation(activation, name=f"{name}_1_act")(y)
    y = conv_norm(y, filters, 3, name=f"{name}_2")
    y = squeeze_excite(y, ratio, name=f"{name}_se")
    if skip:
        y = add_shortcut(x, y, strides, shortcut, drop_path=drop_path, name=name)
    return layers.Activation(activation, name=f"{name}_out")(y)


@block(label="SE bottleneck", paper="Hu et al. 2018", link=SENET, choices=CHOICES, ranges=RANGES)
def se_bottleneck_block(
    x,
    filters,
    strides=1,
    skip=True,
    expansion=4,
    ratio=16,
    shortcut="projection",
    activation="relu",
    drop_path=0.0,
    *,
    name,
):
    """He's bottleneck, its residual branch weighed channel by channel before the sum."""
    y = conv_norm(x, filters, 1, name=f"{name}_1")
    y = layers.Activation(activation, name=f"{name}_1_act")(y)
    y = conv_norm(y, filters, 3, strides, name=f"{name}_2")
    y = layers.Activation(activation, name=f"{name}_2_act")(y)
    y = conv_norm(y, filters * expansion, 1, name=f"{name}_3")
    y = squeeze_excite(y, ratio, name=f"{name}_se")
    if skip:
        y = add_shortcut(x, y, strides, shortcut, drop_path=drop_path, name=name)
    return layers.Activation(activation, name=f"{name}_out")(y)
