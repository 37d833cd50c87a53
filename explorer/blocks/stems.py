"""Stems: what an image passes before the first stage. Images are floats in [0, 1]."""

from explorer import layers
from explorer.blocks.common import ACTIVATIONS, conv, conv_norm
from explorer.blocks.registry import stem

RANGES = {"kernel_size": (1, 15), "strides": (1, 8)}


@stem(
    label="CIFAR (convolution, BN, activation)",
    paper="He et al. 2015",
    link="https://arxiv.org/abs/1512.03385",
    choices={"activation": ACTIVATIONS},
    ranges=RANGES,
)
def conv_stem(
    x,
    filters=16,
    kernel_size=3,
    strides=1,
    activation="relu",
    norm=True,
    *,
    name,
):
    """One convolution with batch norm and activation."""
    x = conv_norm(x, filters, kernel_size, strides, norm=norm, name=name)
    return layers.Activation(activation, name=f"{name}_act")(x)


@stem(
    label="Standardised CIFAR (colours, convolution, BN, activation)",
    paper="He et al. 2015",
    link="https://arxiv.org/abs/1512.03385",
    choices={"activation": ACTIVATIONS},
)
def standardized_stem(x, filters=16, activation="relu", *, name):
    """CIFAR-10's mean and deviation of each colour taken out, then a convolution with BN."""
    scale, offset = [4.0486, 4.1068, 3.8226], [-1.9895, -1.9803, -1.7068]
    x = layers.Rescaling(scale, offset, name=f"{name}_standardize")(x)
    x = conv_norm(x, filters, 3, name=name)
    return layers.Activation(activation, name=f"{name}_act")(x)


@stem(
    label="Bare convolution (before pre-activation blocks)",
    paper="He et al. 2016",
    link="https://arxiv.org/abs/1603.05027",
    ranges=RANGES,
)
def bare_stem(x, filters=16, kernel_size=3, strides=1, *, name):
    """One convolution and nothing else: the first block normalises and activates."""
    return conv(x, filters, kernel_size, strides, name=name)


@stem(
    label="ImageNet (7x7, max pooling)",
    paper="He et al. 2015",
    link="https://arxiv.org/abs/1512.03385",
    choices={"activation": ACTIVATIONS},
)
def imagenet_stem(x, filters=64, activation="relu", *, name):
    """A 7x7 convolution of stride 2, BN, activation, 3x3 max pooling of stride 2."""
    x = conv_norm(x, filters, 7, 2, name=name)
    x = layers.Activation(activation, name=f"{name}_act")(x)
    return layers.MaxPooling2D(3, 2, padding="same", name=f"{name}_pool")(x)


@stem(
    label="ResNet-D (three 3x3)",
    paper="He et al. 2019",
    link="https://arxiv.org/abs/1812.01187",
    choices={"activation": ACTIVATIONS},
)
def deep_stem(x, filters=64, activation="relu", *, name):
    """Three 3x3 convolutions in place of the 7x7 one, then max pooling."""
    half = max(filters // 2, 1)
    for i, (width, strides) in enumerate([(half, 2), (half, 1), (filters, 1)], 1):
        x = conv_norm(x, width, 3, strides, name=f"{name}_{i}")
        x = layers.Activation(activation, name=f"{name}_{i}_act")(x)
    return layers.MaxPooling2D(3, 2, padding="same", name=f"{name}_pool")(x)


@stem(
    label="Patches (ConvNeXt)",
    paper="Liu et al. 2022",
    link="https://arxiv.org/abs/2201.03545",
    ranges={"patch": (1, 16)},
)
def patch_stem(x, filters=64, patch=2, *, name):
    """A convolution over patches that do not overlap, and a layer norm."""
    x = layers.Conv2D(filters, patch, patch, name=f"{name}_conv")(x)
    return layers.LayerNormalization(epsilon=1e-6, name=f"{name}_ln")(x)


@stem(
    label="Toy ResNet (two convolutions, pooling)",
    paper="the Keras functional guide",
    link="https://keras.io/guides/functional_api/",
)
def toy_stem(x, filters=32, *, name):
    """Convolutions of filters and 2 * filters without padding, then 3x3 max pooling."""
    x = layers.Conv2D(filters, 3, activation="relu", name=f"{name}_conv1")(x)
    x = layers.Conv2D(2 * filters, 3, activation="relu", name=f"{name}_conv2")(x)
    return layers.MaxPooling2D(3, name=f"{name}_pool")(x)
