"""Dense blocks: each layer's output is put beside its input (Huang et al. 2017)."""

from explorer import layers
from explorer.blocks.common import conv, norm_act
from explorer.blocks.registry import block


def transition(x, filters, strides=2, *, name):
    """Between two dense stages: BN, ReLU, 1x1 convolution, average pooling."""
    x = norm_act(x, name=name)
    x = conv(x, filters, 1, name=name)
    return layers.AveragePooling2D(strides, name=f"{name}_pool")(x)


@block(
    label="Dense",
    paper="Huang et al. 2017",
    link="https://arxiv.org/abs/1608.06993",
    ranges={"compression": (0.1, 1.0), "dropout": (0.0, 0.95)},
)
def dense_block(
    x,
    filters,
    strides=1,
    skip=True,
    bottleneck=False,
    compression=1.0,
    dropout=0.0,
    *,
    name,
):
    """One layer of a dense stage; filters is the growth rate.

    With strides a transition stands before it, which keeps `compression` of the channels;
    `bottleneck` puts a 1x1 convolution of 4 * filters before the 3x3 one (DenseNet-BC).
    """
    if strides != 1:
        kept = max(int(x.shape[-1] * compression), 1)
        x = transition(x, kept, strides, name=f"{name}_transition")
    y = norm_act(x, name=f"{name}_1")
    if bottleneck:
        y = conv(y, 4 * filters, 1, name=f"{name}_1")
        y = norm_act(y, name=f"{name}_2")
    y = conv(y, filters, 3, name=f"{name}_growth")
    if dropout:
        y = layers.Dropout(dropout, name=f"{name}_dropout")(y)
    if skip:
        y = layers.Concatenate(name=f"{name}_concat")([x, y])
    return y
