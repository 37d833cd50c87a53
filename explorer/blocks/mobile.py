"""Inverted residuals: wide inside, narrow between blocks (MobileNetV2, Sandler et al. 2018)."""

from explorer import layers
from explorer.blocks.common import conv, conv_norm
from explorer.blocks.registry import block


@block(
    label="Inverted residual",
    paper="Sandler et al. 2018 (MobileNetV2)",
    link="https://arxiv.org/abs/1801.04381",
    ranges={"expansion": (1, 16), "kernel_size": (1, 15)},
)
def inverted_residual_block(x, filters, strides=1, skip=True, expansion=6, kernel_size=3, *, name):
    """1x1 up, depthwise, 1x1 down without activation; a shortcut only where the shape stays."""
    y = x
    if expansion != 1:
        y = conv_norm(x, expansion * x.shape[-1], 1, name=f"{name}_expand")
        y = layers.ReLU(6.0, name=f"{name}_expand_act")(y)
    y = layers.DepthwiseConv2D(
        kernel_size, strides, padding="same", use_bias=False, name=f"{name}_depthwise"
    )(y)
    y = layers.BatchNormalization(momentum=0.9, name=f"{name}_depthwise_bn")(y)
    y = layers.ReLU(6.0, name=f"{name}_depthwise_act")(y)
    y = conv(y, filters, 1, name=f"{name}_project")
    y = layers.BatchNormalization(momentum=0.9, name=f"{name}_project_bn")(y)
    if skip and strides == 1 and x.shape[-1] == filters:
        y = layers.Add(name=f"{name}_add")([x, y])
    return y
