"""Blocks that normalise and activate before each convolution (He et al. 2016), and wide ones.

The shortcut is a clean path: nothing stands on it and nothing follows the sum. Where the shape
changes, the projection starts from the pre-activated input, as the authors' code does.
"""

from explorer import layers
from explorer.blocks.common import ACTIVATIONS, SHORTCUTS, add_shortcut, conv, norm_act
from explorer.blocks.registry import block

PREACT = "https://arxiv.org/abs/1603.05027"
CHOICES = {"shortcut": SHORTCUTS, "activation": ACTIVATIONS}


@block(label="Pre-activation basic", paper="He et al. 2016", link=PREACT, choices=CHOICES)
def preact_basic_block(
    x,
    filters,
    strides=1,
    skip=True,
    shortcut="projection",
    activation="relu",
    norm=True,
    drop_path=0.0,
    *,
    name,
):
    """BN, activation, 3x3, twice; the sum goes on as it is."""
    a = norm_act(x, activation, norm, name=f"{name}_1")
    y = conv(a, filters, 3, strides, name=f"{name}_1")
    y = norm_act(y, activation, norm, name=f"{name}_2")
    y = conv(y, filters, 3, name=f"{name}_2")
    if skip:
        y = add_shortcut(x, y, strides, shortcut, False, drop_path, a, name=name)
    return y


@block(
    label="Pre-activation bottleneck",
    paper="He et al. 2016",
    link=PREACT,
    choices=CHOICES,
    ranges={"expansion": (1, 16)},
)
def preact_bottleneck_block(
    x,
    filters,
    strides=1,
    skip=True,
    expansion=4,
    shortcut="projection",
    activation="relu",
    norm=True,
    drop_path=0.0,
    *,
    name,
):
    """BN, activation, convolution, three times: 1x1 down, 3x3, 1x1 up."""
    a = norm_act(x, activation, norm, name=f"{name}_1")
    y = conv(a, filters, 1, name=f"{name}_1")
    y = norm_act(y, activation, norm, name=f"{name}_2")
    y = conv(y, filters, 3, strides, name=f"{name}_2")
    y = norm_act(y, activation, norm, name=f"{name}_3")
    y = conv(y, filters * expansion, 1, name=f"{name}_3")
    if skip:
        y = add_shortcut(x, y, strides, shortcut, False, drop_path, a, name=name)
    return y


@block(
    label="Wide",
    paper="Zagoruyko & Komodakis 2016",
    link="https://arxiv.org/abs/1605.07146",
    choices=CHOICES,
    ranges={"widen": (1, 32)},
)
def wide_block(
    x,
    filters,
    strides=1,
    skip=True,
    widen=4,
    dropout=0.0,
    shortcut="projection",
    activation="relu",
    *,
    name,
):
    """Two pre-activated 3x3 convolutions of filters * widen, dropout between them."""
    a = norm_act(x, activation, name=f"{name}_1")
    y = conv(a, filters * widen, 3, strides, name=f"{name}_1")
    y = norm_act(y, activation, name=f"{name}_2")
    if dropout:
        y = layers.Dropout(dropout, name=f"{name}_dropout")(y)
    y = conv(y, filters * widen, 3, name=f"{name}_2")
    if skip:
        y = add_shortcut(x, y, strides, shortcut, False, project_from=a, name=name)
    return y
