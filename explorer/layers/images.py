"""Look-alikes of Keras's pooling, padding, resizing and reshaping layers."""

import math
from dataclasses import KW_ONLY, dataclass

from explorer.layers.base import Layer, Window, pair, show
from explorer.layers.convolutions import window_sizes


@dataclass(slots=True, eq=False, repr=False)
class MaxPooling2D(Layer):
    pool_size: int | tuple = (2, 2)
    strides: int | tuple | None = None
    padding: str = "valid"

    def output_shape(self, shape):
        window = self.window()
        return (
            None,
            *window_sizes(self, shape, window.kernel, window.strides, (1, 1), self.padding),
            shape[3],
        )

    def window(self):
        return Window(pair(self.pool_size), pair(self.strides or self.pool_size))


@dataclass(slots=True, eq=False, repr=False)
class AveragePooling2D(MaxPooling2D):
    pool_size: int | tuple


@dataclass(slots=True, eq=False, repr=False)
class GlobalAveragePooling2D(Layer):
    _: KW_ONLY
    keepdims: bool = False

    def output_shape(self, shape):
        self.check_image(shape)
        return (None, 1, 1, shape[3]) if self.keepdims else (None, shape[3])


@dataclass(slots=True, eq=False, repr=False)
class GlobalMaxPooling2D(GlobalAveragePooling2D):
    pass


@dataclass(slots=True, eq=False, repr=False)
class ZeroPadding2D(Layer):
    padding: int | tuple = (1, 1)
    data_format: str | None = None

    def output_shape(self, shape):
        self.check_image(shape)
        first = 2 if self.data_format == "channels_first" else 1
        sizes = list(shape)
        for axis, (before, after) in enumerate(map(pair, pair(self.padding)), start=first):
            sizes[axis] += before + after
        return tuple(sizes)


@dataclass(slots=True, eq=False, repr=False)
class UpSampling2D(Layer):
    size: int | tuple = (2, 2)
    _: KW_ONLY
    interpolation: str = "nearest"

    def output_shape(self, shape):
        self.check_image(shape)
        rows, columns = pair(self.size)
        return (None, shape[1] * rows, shape[2] * columns, shape[3])

    def window(self):
        return Window(scale=pair(self.size))


@dataclass(slots=True, eq=False, repr=False)
class Flatten(Layer):
    def output_shape(self, shape):
        return (None, math.prod(shape[1:]))


@dataclass(slots=True, eq=False, repr=False)
class Reshape(Layer):
    target_shape: tuple

    def output_shape(self, shape):
        if math.prod(self.target_shape) != math.prod(shape[1:]):
            self.refuse(f"cannot make {tuple(self.target_shape)} of {show(shape)}", shape)
        return (None, *self.target_shape)
