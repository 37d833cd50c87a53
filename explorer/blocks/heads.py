"""Heads: from the last stage to class probabilities, or back to an image."""

from explorer import layers
from explorer.blocks.common import ACTIVATIONS, norm_act
from explorer.blocks.registry import head

OUTPUTS = ("softmax", "linear")
INITIALIZERS = ("glorot_uniform", "he_normal")
RANGES = {"classes": (2, 10000), "pool_size": (1, 64), "units": (1, 8192)}


@head(
    label="Classifier (global average)",
    paper="He et al. 2015",
    link="https://arxiv.org/abs/1512.03385",
    choices={"activation": OUTPUTS},
    ranges=RANGES,
)
def classifier_head(x, classes=10, dropout=0.0, activation="softmax", *, name):
    """Global average pooling and a dense layer."""
    x = layers.GlobalAveragePooling2D(name=f"{name}_pool")(x)
    if dropout:
        x = layers.Dropout(dropout, name=f"{name}_dropout")(x)
    return layers.Dense(classes, activation=activation, name=f"{name}_dense")(x)


@head(
    label="Classifier after pre-activation",
    paper="He et al. 2016",
    link="https://arxiv.org/abs/1603.05027",
    choices={"activation": OUTPUTS, "hidden": ACTIVATIONS},
    ranges=RANGES,
)
def preact_classifier_head(x, classes=10, hidden="relu", activation="softmax", *, name):
    """The last batch norm and activation, global average pooling and a dense layer."""
    x = norm_act(x, hidden, name=name)
    x = layers.GlobalAveragePooling2D(name=f"{name}_pool")(x)
    return layers.Dense(classes, activation=activation, name=f"{name}_dense")(x)


@head(
    label="Classifier (pool and flatten)",
    paper="the 2-5-5-2 ResNet article; the Keras CIFAR example",
    link="https://keras.io/examples/",
    choices={"activation": OUTPUTS, "kernel_initializer": INITIALIZERS},
    ranges=RANGES,
)
def flatten_classifier_head(
    x, classes=10, pool_size=4, activation="softmax", kernel_initializer="glorot_uniform", *, name
):
    """Average pooling, every pixel that is left, a dense layer."""
    x = layers.AveragePooling2D(pool_size, name=f"{name}_pool")(x)
    x = layers.Flatten(name=f"{name}_flatten")(x)
    dense = layers.Dense(
        classes, activation=activation, kernel_initializer=kernel_initializer, name=f"{name}_dense"
    )
    return dense(x)


@head(
    label="Toy ResNet",
    paper="the Keras functional guide",
    link="https://keras.io/guides/functional_api/",
    ranges=RANGES,
)
def toy_head(x, classes=10, filters=64, units=256, dropout=0.5, *, name):
    """A convolution, global average pooling, a hidden dense layer, dropout; logits."""
    x = layers.Conv2D(filters, 3, activation="relu", name=f"{name}_conv")(x)
    x = layers.GlobalAveragePooling2D(name=f"{name}_pool")(x)
    x = layers.Dense(units, activation="relu", name=f"{name}_hidden")(x)
    x = layers.Dropout(dropout, name=f"{name}_dropout")(x)
    return layers.Dense(classes, name=f"{name}_dense")(x)


@head(
    label="Reconstruction (an image)",
    paper="the encoder-decoder answer",
    choices={"activation": ("sigmoid", "linear")},
    ranges={"channels": (1, 64), "upsample": (1, 64)},
)
def reconstruction_head(x, channels=3, upsample=1, activation="sigmoid", *, name):
    """Upsampling to the image's size where it is smaller, then a 3x3 convolution."""
    if upsample != 1:
        x = layers.UpSampling2D(upsample, name=f"{name}_up")(x)
    return layers.Conv2D(channels, 3, padding="same", activation=activation, name=f"{name}_conv")(x)
