"""ResNet50 and ResNet50V2 as `keras.applications` writes them, for its weights to fit.

They differ from the papers: biased convolutions, their own epsilon, explicit padding, the
stride in the first 1x1 convolution (V1) or in a stage's last block (V2).
"""

from explorer import layers
from explorer.blocks.registry import block, head, stem

SOURCE = "https://github.com/keras-team/keras/tree/master/keras/src/applications"


def bn(x, *, name):
    """Batch norm with the epsilon of keras.applications."""
    return layers.BatchNormalization(epsilon=1.001e-5, name=f"{name}_bn")(x)


def bn_relu(x, *, name):
    """Batch norm, then ReLU."""
    return layers.Activation("relu", name=f"{name}_relu")(bn(x, name=name))


@stem(label="keras.applications ResNet50", paper="keras.applications", link=SOURCE)
def resnet50_stem(x, filters=64, preactivation=False, *, name):
    """Padding, a biased 7x7 convolution of stride 2, BN and ReLU (not in V2), max pooling."""
    x = layers.ZeroPadding2D(3, name=f"{name}_pad")(x)
    x = layers.Conv2D(filters, 7, 2, name=f"{name}_conv")(x)
    if not preactivation:
        x = bn_relu(x, name=name)
    x = layers.ZeroPadding2D(1, name=f"{name}_pool_pad")(x)
    return layers.MaxPooling2D(3, 2, name=f"{name}_pool")(x)


@block(label="keras.applications V1", paper="keras.applications", link=SOURCE)
def resnet50_block(x, filters, strides=1, skip=True, *, name):
    """1x1 (with the stride), 3x3, 1x1 to 4 * filters; projected in a stage's first block."""
    shortcut = x
    if skip and (strides != 1 or x.shape[-1] != 4 * filters):
        shortcut = layers.Conv2D(4 * filters, 1, strides, name=f"{name}_0_conv")(x)
        shortcut = bn(shortcut, name=f"{name}_0")
    x = layers.Conv2D(filters, 1, strides, name=f"{name}_1_conv")(x)
    x = bn_relu(x, name=f"{name}_1")
    x = layers.Conv2D(filters, 3, padding="same", name=f"{name}_2_conv")(x)
    x = bn_relu(x, name=f"{name}_2")
    x = layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x)
    x = bn(x, name=f"{name}_3")
    if skip:
        x = layers.Add(name=f"{name}_add")([shortcut, x])
    return layers.Activation("relu", name=f"{name}_out")(x)


@block(label="keras.applications V2", paper="keras.applications", link=SOURCE)
def resnet50v2_block(x, filters, strides=1, skip=True, *, name):
    """The pre-activation bottleneck; its last block of a stage subsamples the shortcut."""
    preactivated = bn_relu(x, name=f"{name}_preact")
    shortcut = x
    if skip and x.shape[-1] != 4 * filters:
        shortcut = layers.Conv2D(4 * filters, 1, strides, name=f"{name}_0_conv")(preactivated)
    elif skip and strides != 1:
        shortcut = layers.MaxPooling2D(1, strides, name=f"{name}_0_pool")(x)
    x = layers.Conv2D(filters, 1, use_bias=False, name=f"{name}_1_conv")(preactivated)
    x = bn_relu(x, name=f"{name}_1")
    x = layers.ZeroPadding2D(1, name=f"{name}_2_pad")(x)
    x = layers.Conv2D(filters, 3, strides, use_bias=False, name=f"{name}_2_conv")(x)
    x = bn_relu(x, name=f"{name}_2")
    x = layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x)
    if skip:
        x = layers.Add(name=f"{name}_out")([shortcut, x])
    return x


@head(
    label="keras.applications V2",
    paper="keras.applications",
    link=SOURCE,
    ranges={"classes": (2, 10000)},
)
def resnet50v2_head(x, classes=1000, *, name):
    """The last batch norm and ReLU, global average pooling, a softmax."""
    x = bn_relu(x, name=f"{name}_post")
    x = layers.GlobalAveragePooling2D(name=f"{name}_pool")(x)
    return layers.Dense(classes, activation="softmax", name=f"{name}_dense")(x)
