"""Calls of every layer that are held against Keras: arguments and shapes of the inputs."""

from itertools import product
from typing import NamedTuple

from explorer import layers

SIZES = ((8, 8, 4), (11, 6, 4), (7, 9, 6))
PADDINGS = ("valid", "same")
IMAGE, FLAT = (4, 5, 8), (8,)


class Case(NamedTuple):
    """A layer with arguments, and the shapes of its inputs without the batch."""

    layer: str
    arguments: dict
    shapes: tuple

    def __str__(self):
        given = ",".join(f"{name}={value}" for name, value in self.arguments.items())
        return f"{self.layer}({given})-" + "+".join("x".join(map(str, s)) for s in self.shapes)

    def symbolic(self):
        """The look-alike, called on inputs of these shapes."""
        layer = getattr(layers, self.layer)(**self.arguments, name="it")
        inputs = [layers.Input(shape, f"input{i}") for i, shape in enumerate(self.shapes)]
        layer(inputs if len(inputs) > 1 else inputs[0])
        return layer

    def real(self, keras):
        """The Keras layer and its output, called on symbolic inputs of these shapes."""
        layer = getattr(keras.layers, self.layer)(**self.arguments, name="it")
        inputs = [keras.Input(shape) for shape in self.shapes]
        return layer, layer(inputs if len(inputs) > 1 else inputs[0])


def cases(layer, shapes, **choices):
    """A case for every combination of the choices; `shapes` has one image's shape each."""
    combinations = [
        dict(zip(choices, values, strict=True)) for values in product(*choices.values())
    ]
    return [Case(layer, given, (shape,)) for given, shape in product(combinations, shapes)]


def merges(layer, *several, **arguments):
    return [Case(layer, arguments, shapes) for shapes in several]


CONVOLUTIONS = [
    *cases(
        "Conv2D",
        SIZES,
        filters=[6],
        kernel_size=[1, 2, 3, (3, 1), (2, 5)],
        strides=[1, 2, (3, 2)],
        padding=PADDINGS,
    ),
    *cases(
        "Conv2D",
        SIZES,
        filters=[6],
        kernel_size=[2, 3, (3, 2)],
        dilation_rate=[2, (1, 2)],
        padding=PADDINGS,
        use_bias=[False],
    ),
    *cases("Conv2D", SIZES, filters=[2, 8], kernel_size=[3], groups=[1, 2], strides=[1, 2]),
    *cases("Conv2D", [(5, 5, 12)], filters=[24], kernel_size=[3], groups=[3, 4, 12]),
    *cases(
        "DepthwiseConv2D",
        SIZES,
        kernel_size=[1, 3, (2, 5)],
        strides=[1, 2, 3],
        padding=PADDINGS,
        depth_multiplier=[1, 3],
    ),
    *cases(
        "DepthwiseConv2D",
        SIZES,
        kernel_size=[3],
        dilation_rate=[2, (2, 1)],
        padding=PADDINGS,
        use_bias=[False],
    ),
    *cases(
        "SeparableConv2D",
        SIZES,
        filters=[5],
        kernel_size=[1, 3, (2, 5)],
        strides=[1, 2],
        padding=PADDINGS,
        depth_multiplier=[1, 2],
    ),
    *cases(
        "SeparableConv2D",
        SIZES,
        filters=[5],
        kernel_size=[3],
        dilation_rate=[2],
        padding=PADDINGS,
        use_bias=[False],
    ),
    *(
        case
        for layer, given in (("DepthwiseConv2D", {}), ("SeparableConv2D", {"filters": [5]}))
        for case in cases(
            layer,
            SIZES,
            **given,
            kernel_size=[3],
            strides=[2, 3],
            dilation_rate=[2],
            padding=PADDINGS,
        )
    ),
    *cases(
        "Conv2DTranspose",
        SIZES[1:],
        filters=[6],
        kernel_size=[1, 2, 3, 4, (3, 2)],
        strides=[1, 2, 3, (2, 1)],
        padding=PADDINGS,
    ),
    *cases("Conv2DTranspose", SIZES, filters=[6], kernel_size=[3], use_bias=[False]),
    *cases("Dense", [(8,), (3, 8), *SIZES], units=[1, 10], use_bias=[True, False]),
]
IMAGES = [
    *(
        case
        for layer in ("MaxPooling2D", "AveragePooling2D")
        for case in cases(
            layer,
            SIZES,
            pool_size=[1, 2, 3, (3, 2)],
            strides=[None, 1, 2, (2, 3)],
            padding=PADDINGS,
        )
    ),
    *cases("MaxPooling2D", SIZES),
    *cases("GlobalAveragePooling2D", SIZES, keepdims=[True, False]),
    *cases("GlobalMaxPooling2D", SIZES, keepdims=[True, False]),
    *cases(
        "ZeroPadding2D",
        SIZES,
        padding=[1, (1, 2), ((0, 0), (2, 3)), ((1, 0), (0, 2))],
        data_format=[None, "channels_last", "channels_first"],
    ),
    *cases("UpSampling2D", SIZES, size=[2, (1, 3)], interpolation=["nearest", "bilinear"]),
    *cases("Flatten", [(8,), *SIZES]),
    *cases("Reshape", [(4, 4, 8), (128,)], target_shape=[(128,), (2, 8, 8), (1, 1, 128)]),
]
ELEMENTWISE = [
    *cases(
        "BatchNormalization",
        [(8,), *SIZES],
        center=[True, False],
        scale=[True, False],
    ),
    *cases("BatchNormalization", SIZES, axis=[1, 3, -2], gamma_initializer=["zeros"]),
    *cases("BatchNormalization", SIZES[:1], momentum=[0.9], epsilon=[1e-5]),
    *cases(
        "LayerNormalization",
        [(8,), *SIZES],
        center=[True, False],
        scale=[True, False],
    ),
    *cases("LayerNormalization", SIZES, axis=[1, -2], epsilon=[1e-6]),
    *cases("Activation", [(8,), *SIZES], activation=["relu", "softmax", "silu"]),
    *cases("ReLU", [(8,), *SIZES], max_value=[None, 6.0], negative_slope=[0.0, 0.1]),
    *cases("LeakyReLU", [(8,), *SIZES], negative_slope=[0.3, 0.2]),
    *cases("Dropout", [(8,), *SIZES], rate=[0.0, 0.5], seed=[None, 3]),
    *cases("Dropout", SIZES, rate=[0.2], noise_shape=[(None, 1, 1, 1)]),
    *cases("SpatialDropout2D", SIZES, rate=[0.3]),
    *cases("Rescaling", [(8,), *SIZES], scale=[2.0], offset=[0.0, -1.0]),
    *cases("Rescaling", SIZES[:1], scale=[[1.0, 2.0, 3.0, 4.0]], offset=[[0.0, 1.0, 2.0, 3.0]]),
]
MERGES = [
    *(
        case
        for layer in ("Add", "Average", "Maximum", "Multiply")
        for case in merges(layer, (IMAGE, IMAGE), (FLAT, FLAT), (IMAGE, IMAGE, IMAGE))
    ),
    *merges("Multiply", (IMAGE, (1, 1, 8)), ((1, 1, 8), IMAGE), ((4, 1, 8), (1, 5, 1))),
    *merges("Concatenate", (IMAGE, (4, 5, 3)), (FLAT, (3,)), (IMAGE, IMAGE, (4, 5, 1))),
    *merges("Concatenate", (IMAGE, (2, 5, 8)), axis=1),
    *merges("Concatenate", (IMAGE, (4, 2, 8)), axis=-2),
]
ALL = [*CONVOLUTIONS, *IMAGES, *ELEMENTWISE, *MERGES]
REFUSED = [
    *cases("Conv2D", [(2, 8, 3), (8, 2, 3)], filters=[4], kernel_size=[3]),
    *cases("Conv2D", [(4, 8, 3)], filters=[4], kernel_size=[3], dilation_rate=[2]),
    *cases("Conv2D", [(8, 8, 3)], filters=[4], kernel_size=[3], groups=[2]),
    *cases("Conv2D", [(8, 8, 4)], filters=[3], kernel_size=[3], groups=[2]),
    *cases("Conv2D", [(8, 8, 3)], filters=[4], kernel_size=[3], strides=[2], dilation_rate=[2]),
    *cases("Conv2D", [FLAT, (4, 8)], filters=[4], kernel_size=[3]),
    *cases("DepthwiseConv2D", [(2, 8, 3), FLAT], kernel_size=[3]),
    *cases("SeparableConv2D", [(2, 8, 3), FLAT], filters=[4], kernel_size=[3]),
    *cases("Conv2DTranspose", [FLAT, (4, 8)], filters=[4], kernel_size=[3]),
    *cases("MaxPooling2D", [(1, 8, 3), FLAT, (4, 8)]),
    *cases("AveragePooling2D", [(8, 1, 3), FLAT], pool_size=[2]),
    *cases("GlobalAveragePooling2D", [FLAT, (4, 8)]),
    *cases("GlobalMaxPooling2D", [FLAT, (4, 8)]),
    *cases("ZeroPadding2D", [FLAT, (4, 8)], data_format=[None, "channels_first"]),
    *cases("UpSampling2D", [FLAT, (4, 8)]),
    *cases("SpatialDropout2D", [FLAT], rate=[0.5]),
    *cases("Reshape", [(4, 4, 8)], target_shape=[(127,)]),
    *cases("BatchNormalization", [FLAT], axis=[2, -3]),
    *cases("LayerNormalization", [FLAT], axis=[2]),
    *merges("Add", (IMAGE, (4, 4, 8)), (IMAGE, (4, 5, 7))),
    *merges("Multiply", (IMAGE, (4, 4, 8)), (IMAGE, (1, 1, 7))),
    *merges("Concatenate", (IMAGE, (4, 4, 8)), (IMAGE, FLAT), (FLAT, IMAGE), (IMAGE, (4, 5))),
    *merges("Concatenate", (IMAGE, IMAGE), axis=4),
]
