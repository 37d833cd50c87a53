"""Blocks without a shortcut: the plain convolution, and the decoder's upsampling block."""

from explorer import layers
from explorer.blocks.common import ACTIVATIONS
from explorer.blocks.registry import block

RANGES = {"kernel_size": (1, 15)}


@block(
    label="Plain convolution",
    paper="Simonyan & Zisserman 2015",
    link="https://arxiv.org/abs/1409.1556",
    choices={"activation": ACTIVATIONS},
    ranges=RANGES,
)
def plain_block(x, filters, strides=1, kernel_size=3, activation="relu", norm=True, *, name):
    """Convolution, batch norm, activation."""
    x = layers.Conv2D(
        filters, kernel_size, strides, padding="same", use_bias=not norm, name=f"{name}_conv"
    )(x)
    if norm:
        x = layers.BatchNormalization(name=f"{name}_bn")(x)
    return layers.Activation(activation, name=f"{name}_act")(x)


@block(
    label="Upsampling (decoder)",
    paper="Ronneberger et al. 2015 (U-Net)",
    link="https://arxiv.org/abs/1505.04597",
    choices={"activation": ACTIVATIONS, "method": ("resize", "transpose")},
    ranges={**RANGES, "factor": (1, 8)},
)
def upsample_block(
    x,
    filters,
    factor=2,
    kernel_size=3,
    method="resize",
    activation="relu",
    norm=False,
    *,
    name,
):
    """The image made larger, by repeating pixels before a convolution or by a transposed one."""
    if method == "transpose":
        x = layers.Conv2DTranspose(
            filters, kernel_size, factor, padding="same", name=f"{name}_conv"
        )(x)
    else:
        x = layers.UpSampling2D(factor, name=f"{name}_up")(x)
        x = layers.Conv2D(filters, kernel_size, padding="same", name=f"{name}_conv")(x)
    if norm:
        x = layers.BatchNormalization(name=f"{name}_bn")(x)
    return layers.Activation(activation, name=f"{name}_act")(x)
