"""The five ways of the residual-block article to write a residual block in Keras.

As printed there, all five add a branch of 64 channels to an image of 3, which cannot be. With
`shortcut="identity"` they fail here as there, with the reason; with a projection they run.
"""

from explorer import layers
from explorer.blocks.registry import block

KINDS = ("identity", "projection")
RANGES = {"kernel_size": (1, 15), "expansion": (1, 16)}


def match(x, y, strides=1, shortcut="identity", *, name):
    """x itself, or a 1x1 convolution of x where the branch y has another shape."""
    if shortcut == "projection" and (strides != 1 or x.shape[-1] != y.shape[-1]):
        return layers.Conv2D(y.shape[-1], 1, strides, name=f"{name}_shortcut")(x)
    return x


@block(
    label="Method 1: basic",
    paper="the residual-block article; the Keras functional guide's toy ResNet",
    link="https://keras.io/guides/functional_api/",
    choices={"shortcut": KINDS},
)
def relu_before_add_block(x, filters, strides=1, skip=True, shortcut="identity", *, name):
    """Convolution and ReLU, twice, then the sum."""
    y = layers.Conv2D(filters, 3, strides, padding="same", activation="relu", name=f"{name}_conv1")(
        x
    )
    y = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"{name}_conv2")(y)
    if skip:
        x = match(x, y, strides, shortcut, name=name)
        y = layers.Add(name=f"{name}_add")([x, y])
    return y


@block(
    label="Method 2: activation after the addition",
    paper="the residual-block article",
    choices={"shortcut": KINDS},
)
def relu_after_add_block(x, filters, strides=1, skip=True, shortcut="identity", *, name):
    """Two bare convolutions, the sum, then ReLU."""
    y = layers.Conv2D(filters, 3, strides, padding="same", name=f"{name}_conv1")(x)
    y = layers.Conv2D(filters, 3, padding="same", name=f"{name}_conv2")(y)
    if skip:
        x = match(x, y, strides, shortcut, name=name)
        y = layers.Add(name=f"{name}_add")([x, y])
    return layers.ReLU(name=f"{name}_relu")(y)


@block(
    label="Method 3: with batch norm",
    paper="the residual-block article",
    choices={"shortcut": KINDS},
)
def batch_norm_block(x, filters, strides=1, skip=True, shortcut="identity", *, name):
    """Convolution, batch norm, ReLU; convolution, batch norm; the sum; ReLU."""
    y = layers.Conv2D(filters, 3, strides, padding="same", name=f"{name}_conv1")(x)
    y = layers.BatchNormalization(name=f"{name}_bn1")(y)
    y = layers.ReLU(name=f"{name}_relu1")(y)
    y = layers.Conv2D(filters, 3, padding="same", name=f"{name}_conv2")(y)
    y = layers.BatchNormalization(name=f"{name}_bn2")(y)
    if skip:
        x = match(x, y, strides, shortcut, name=name)
        y = layers.Add(name=f"{name}_add")([x, y])
    return layers.ReLU(name=f"{name}_relu2")(y)


@block(
    label="Method 4: expand and contract",
    paper="the residual-block article",
    choices={"shortcut": KINDS},
    ranges=RANGES,
)
def expand_contract_block(
    x, filters, strides=1, skip=True, expansion=4, shortcut="identity", *, name
):
    """1x1 up to filters * expansion, 3x3 there, 1x1 back to filters; the sum; ReLU."""
    wide = filters * expansion
    y = layers.Conv2D(wide, 1, activation="relu", name=f"{name}_expand")(x)
    y = layers.Conv2D(wide, 3, strides, padding="same", activation="relu", name=f"{name}_conv")(y)
    y = layers.Conv2D(filters, 1, name=f"{name}_contract")(y)
    if skip:
        x = match(x, y, strides, shortcut, name=name)
        y = layers.Add(name=f"{name}_add")([x, y])
    return layers.ReLU(name=f"{name}_relu")(y)


@block(
    label="Method 5: one direct convolution",
    paper="the residual-block article",
    choices={"shortcut": KINDS},
    ranges=RANGES,
)
def direct_block(x, filters, strides=1, skip=True, kernel_size=3, shortcut="identity", *, name):
    """One convolution, added to its input."""
    y = layers.Conv2D(filters, kernel_size, strides, padding="same", name=f"{name}_conv")(x)
    if skip:
        x = match(x, y, strides, shortcut, name=name)
        y = layers.Add(name=f"{name}_add")([x, y])
    return y
