"""ApesBlock: two branches merged, both normalised."""

from explorer import layers
from explorer.blocks.registry import block


@block(
    label="ApesBlock",
    paper="the ApesBlock question on merging two branches",
    ranges={"kernel_size": (1, 15)},
)
def apes_block(x, filters, skip=True, kernel_size=5, dropout=0.0, *, name):
    """BN, LeakyReLU, 1x1, BN, LeakyReLU, k x k, BN; added to BN of the input; LeakyReLU."""
    y = layers.BatchNormalization(name=f"{name}_bn1")(x)
    y = layers.LeakyReLU(name=f"{name}_act1")(y)
    y = layers.Conv2D(filters, 1, padding="same", name=f"{name}_conv1")(y)
    y = layers.BatchNormalization(name=f"{name}_bn2")(y)
    y = layers.LeakyReLU(name=f"{name}_act2")(y)
    y = layers.Conv2D(filters, kernel_size, padding="same", name=f"{name}_conv2")(y)
    y = layers.BatchNormalization(name=f"{name}_bn3")(y)
    if skip:
        x = layers.BatchNormalization(name=f"{name}_shortcut_bn")(x)
        y = layers.Add(name=f"{name}_add")([x, y])
    y = layers.LeakyReLU(name=f"{name}_out")(y)
    if dropout:
        y = layers.Dropout(dropout, name=f"{name}_dropout")(y)
    return y
