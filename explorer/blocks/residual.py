"""The residual blocks of He et al. 2015, and the same with more paths (ResNeXt)."""

from explorer import layers
from explorer.blocks.common import ACTIVATIONS, SHORTCUTS, add_shortcut, conv_norm
from explorer.blocks.registry import block

RESNET = "https://arxiv.org/abs/1512.03385"
CHOICES = {"shortcut": SHORTCUTS, "activation": ACTIVATIONS}


@block(label="Basic", paper="He et al. 2015", link=RESNET, choices=CHOICES)
def basic_block(
    x,
    filters,
    strides=1,
    skip=True,
    shortcut="projection",
    activation="relu",
    norm=True,
    zero_gamma=False,
    drop_path=0.0,
    *,
    name,
):
    """Two 3x3 convolutions and a shortcut; the activation after the sum."""
    y = conv_norm(x, filters, 3, strides, norm=norm, name=f"{name}_1")
    y = layers.Activation(activation, name=f"{name}_1_act")(y)
    y = conv_norm(y, filters, 3, norm=norm, zero_gamma=zero_gamma, name=f"{name}_2")
    if skip:
        y = add_shortcut(x, y, strides, shortcut, norm, drop_path, name=name)
    return layers.Activation(activation, name=f"{name}_out")(y)


@block(
    label="Bottleneck",
    paper="He et al. 2015",
    link=RESNET,
    choices=CHOICES,
    ranges={"expansion": (1, 16)},
)
def bottleneck_block(
    x,
    filters,
    strides=1,
    skip=True,
    expansion=4,
    shortcut="projection",
    activation="relu",
    norm=True,
    zero_gamma=False,
    drop_path=0.0,
    *,
    name,
):
    """1x1 down to filters, 3x3, 1x1 up to filters * expansion, and a shortcut.

    The 3x3 convolution has the stride, as in the authors' later Torch code ("v1.5"); the paper
    gives it to the first 1x1.
    """
    y = conv_norm(x, filters, 1, norm=norm, name=f"{name}_1")
    y = layers.Activation(activation, name=f"{name}_1_act")(y)
    y = conv_norm(y, filters, 3, strides, norm=norm, name=f"{name}_2")
    y = layers.Activation(activation, name=f"{name}_2_act")(y)
    y = conv_norm(y, filters * expansion, 1, norm=norm, zero_gamma=zero_gamma, name=f"{name}_3")
    if skip:
        y = add_shortcut(x, y, strides, shortcut, norm, drop_path, name=name)
    return layers.Activation(activation, name=f"{name}_out")(y)


@block(
    label="ResNeXt",
    paper="Xie et al. 2017",
    link="https://arxiv.org/abs/1611.05431",
    choices=CHOICES,
    ranges={"groups": (1, 256), "group_width": (1, 512), "expansion": (1, 16)},
)
def resnext_block(
    x,
    filters,
    strides=1,
    skip=True,
    groups=8,
    group_width=8,
    expansion=4,
    shortcut="projection",
    activation="relu",
    zero_gamma=False,
    drop_path=0.0,
    *,
    name,
):
    """A bottleneck whose 3x3 convolution has `groups` paths (cardinality) of `group_width`."""
    width = groups * group_width
    y = conv_norm(x, width, 1, name=f"{name}_1")
    y = layers.Activation(activation, name=f"{name}_1_act")(y)
    y = conv_norm(y, width, 3, strides, groups=groups, name=f"{name}_2")
    y = layers.Activation(activation, name=f"{name}_2_act")(y)
    y = conv_norm(y, filters * expansion, 1, zero_gamma=zero_gamma, name=f"{name}_3")
    if skip:
        y = add_shortcut(x, y, strides, shortcut, drop_path=drop_path, name=name)
    return layers.Activation(activation, name=f"{name}_out")(y)
