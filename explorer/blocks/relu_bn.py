"""The block of the 2-5-5-2 ResNet article: ReLU first, batch norm after it."""

from explorer import layers
from explorer.blocks.registry import block, stem


def relu_bn(x, *, name):
    """ReLU, then batch norm: the order of the article, not He's."""
    x = layers.ReLU(name=f"{name}_relu")(x)
    return layers.BatchNormalization(name=f"{name}_bn")(x)


@block(label="ReLU then batch norm", paper="the 2-5-5-2 ResNet article")
def relu_bn_block(x, filters, strides=1, skip=True, *, name):
    """Two biased convolutions; the projection is a bare 1x1 convolution with a bias."""
    y = layers.Conv2D(filters, 3, strides, padding="same", name=f"{name}_conv1")(x)
    y = relu_bn(y, name=f"{name}_1")
    y = layers.Conv2D(filters, 3, padding="same", name=f"{name}_conv2")(y)
    if skip:
        if strides != 1:
            x = layers.Conv2D(filters, 1, strides, padding="same", name=f"{name}_shortcut")(x)
        y = layers.Add(name=f"{name}_add")([x, y])
    return relu_bn(y, name=f"{name}_2")


@stem(label="Normalised input (ReLU then BN)", paper="the 2-5-5-2 ResNet article")
def relu_bn_stem(x, filters=64, *, name):
    """Batch norm on the image itself, a 3x3 convolution, ReLU, batch norm."""
    x = layers.BatchNormalization(name=f"{name}_input_bn")(x)
    x = layers.Conv2D(filters, 3, padding="same", name=f"{name}_conv")(x)
    return relu_bn(x, name=name)
