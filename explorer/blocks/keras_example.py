"""The blocks of Keras's CIFAR-10 ResNet example, versions 1 and 2, biases and all."""

from explorer import layers
from explorer.blocks.registry import block, stem

EXAMPLE = "https://keras.io/zh/examples/cifar10_resnet/"


def resnet_conv(x, filters, kernel_size=3, strides=1, *, name):
    """The example's convolution: biased, although a batch norm follows."""
    return layers.Conv2D(
        filters,
        kernel_size,
        strides,
        padding="same",
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )(x)


@stem(label="Keras example", paper="Keras's CIFAR-10 ResNet example", link=EXAMPLE)
def keras_stem(x, filters=16, *, name):
    """A biased 3x3 convolution, batch norm, ReLU."""
    x = resnet_conv(x, filters, name=name)
    x = layers.BatchNormalization(name=f"{name}_bn")(x)
    return layers.Activation("relu", name=f"{name}_relu")(x)


@block(label="Keras example, version 1", paper="Keras's CIFAR-10 ResNet example", link=EXAMPLE)
def keras_v1_block(x, filters, strides=1, skip=True, *, name):
    """He's basic block with biases; a bare 1x1 convolution where the image shrinks."""
    y = resnet_conv(x, filters, 3, strides, name=f"{name}_1")
    y = layers.BatchNormalization(name=f"{name}_1_bn")(y)
    y = layers.Activation("relu", name=f"{name}_1_relu")(y)
    y = resnet_conv(y, filters, name=f"{name}_2")
    y = layers.BatchNormalization(name=f"{name}_2_bn")(y)
    if skip:
        if strides != 1 or x.shape[-1] != filters:
            x = resnet_conv(x, filters, 1, strides, name=f"{name}_shortcut")
        y = layers.Add(name=f"{name}_add")([x, y])
    return layers.Activation("relu", name=f"{name}_relu")(y)


@block(
    label="Keras example, version 2",
    paper="Keras's CIFAR-10 ResNet example",
    link=EXAMPLE,
    ranges={"expansion": (1, 16)},
)
def keras_v2_block(x, filters, strides=1, skip=True, expansion=2, preactivated=True, *, name):
    """A pre-activation bottleneck with biases; its stride is in the first convolution.

    The network's first block leaves its own pre-activation out, since the stem ends with one.
    """
    y = x
    if preactivated:
        y = layers.BatchNormalization(name=f"{name}_1_bn")(y)
        y = layers.Activation("relu", name=f"{name}_1_relu")(y)
    y = resnet_conv(y, filters, 1, strides, name=f"{name}_1")
    for i, (width, kernel_size) in enumerate([(filters, 3), (filters * expansion, 1)], start=2):
        y = layers.BatchNormalization(name=f"{name}_{i}_bn")(y)
        y = layers.Activation("relu", name=f"{name}_{i}_relu")(y)
        y = resnet_conv(y, width, kernel_size, name=f"{name}_{i}")
    if skip:
        if strides != 1 or x.shape[-1] != filters * expansion:
            x = resnet_conv(x, filters * expansion, 1, strides, name=f"{name}_shortcut")
        y = layers.Add(name=f"{name}_add")([x, y])
    return y
