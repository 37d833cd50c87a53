"""ConvNeXt: a residual block after the transformer's pattern (Liu et al. 2022)."""

from explorer import layers
from explorer.blocks.registry import block


@block(
    label="ConvNeXt",
    paper="Liu et al. 2022",
    link="https://arxiv.org/abs/2201.03545",
    ranges={"expansion": (1, 16), "kernel_size": (1, 15)},
)
def convnext_block(
    x,
    filters,
    strides=1,
    skip=True,
    kernel_size=7,
    expansion=4,
    layer_scale=True,
    drop_path=0.0,
    *,
    name,
):
    """7x7 depthwise, layer norm, 1x1 up, GELU, 1x1 down, a learned weight a channel, the sum.

    Where the shape changes, the block downsamples first: layer norm and a convolution that
    does not overlap.
    """
    if strides != 1 or x.shape[-1] != filters:
        x = layers.LayerNormalization(epsilon=1e-6, name=f"{name}_down_ln")(x)
        x = layers.Conv2D(filters, strides, strides, name=f"{name}_down_conv")(x)
    y = layers.DepthwiseConv2D(kernel_size, padding="same", name=f"{name}_depthwise")(x)
    y = layers.LayerNormalization(epsilon=1e-6, name=f"{name}_ln")(y)
    y = layers.Conv2D(expansion * filters, 1, activation="gelu", name=f"{name}_expand")(y)
    y = layers.Conv2D(filters, 1, name=f"{name}_contract")(y)
    if layer_scale:
        small = {"class_name": "Constant", "config": {"value": 1e-6}}
        y = layers.DepthwiseConv2D(
            1, use_bias=False, depthwise_initializer=small, name=f"{name}_scale"
        )(y)
    if skip and drop_path:
        noise = (None, 1, 1, 1)
        y = layers.Dropout(drop_path, noise_shape=noise, name=f"{name}_drop_path")(y)
    if skip:
        y = layers.Add(name=f"{name}_add")([x, y])
    return y
