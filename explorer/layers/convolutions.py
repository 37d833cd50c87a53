"""Look-alikes of Keras's convolutions and of `Dense`. Definitions: keras.io/api/layers."""

import math
from dataclasses import KW_ONLY, dataclass

from explorer.layers.base import Layer, Weight, Window, pair


def window_sizes(layer, shape, kernel, strides, dilation, padding):
    """Height and width after a window has moved over an image; refuses one that does not fit."""
    layer.check_image(shape)
    if padding == "same":
        return tuple([-(-n // s) for n, s in zip(shape[1:3], strides, strict=True)])
    sizes = tuple(
        [
            (n - (k - 1) * d - 1) // s + 1
            for n, k, s, d in zip(shape[1:3], kernel, strides, dilation, strict=True)
        ]
    )
    if min(sizes) < 1:
        _refuse_window(layer, shape, kernel, dilation)
    return sizes


def _refuse_window(layer, shape, kernel, dilation):
    rows, columns = [(k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True)]
    layer.refuse(
        f"a window of {rows} x {columns} does not fit an image of {shape[1]} x {shape[2]}: "
        "shrink the image less before it, or pad",
        shape,
    )


@dataclass(slots=True, eq=False, repr=False)
class Conv2D(Layer):
    filters: int
    kernel_size: int | tuple
    strides: int | tuple = (1, 1)
    padding: str = "valid"
    _: KW_ONLY
    dilation_rate: int | tuple = (1, 1)
    groups: int = 1
    activation: str | None = None
    use_bias: bool = True
    kernel_initializer: str = "glorot_uniform"

    def output_shape(self, shape):
        kernel, strides = pair(self.kernel_size), pair(self.strides)
        dilation = pair(self.dilation_rate)
        if dilation != (1, 1) and max(strides) > 1:
            self.refuse(f"cannot have strides {strides} and dilation {dilation} at once", shape)
        sizes = window_sizes(self, shape, kernel, strides, dilation, self.padding)
        for what, channels in (("input channels", shape[3]), ("filters", self.filters)):
            if channels % self.groups:
                self.refuse(f"{channels} {what} do not divide into {self.groups} groups", shape)
        return (None, *sizes, self.filters)

    def weights(self):
        channels = self.inputs[0].shape[3] // self.groups
        kernel = Weight("kernel", (*pair(self.kernel_size), channels, self.filters))
        return (kernel, Weight("bias", (self.filters,))) if self.use_bias else (kernel,)

    def macs(self):
        _, height, width, _ = self.output.shape
        return height * width * self.weights()[0].size

    def window(self):
        return Window(pair(self.kernel_size), pair(self.strides), pair(self.dilation_rate))


@dataclass(slots=True, eq=False, repr=False)
class DepthwiseConv2D(Layer):
    kernel_size: int | tuple
    strides: int | tuple = (1, 1)
    padding: str = "valid"
    depth_multiplier: int = 1
    _: KW_ONLY
    dilation_rate: int | tuple = (1, 1)
    activation: str | None = None
    use_bias: bool = True
    depthwise_initializer: str = "glorot_uniform"

    def output_shape(self, shape):
        kernel, strides = pair(self.kernel_size), pair(self.strides)
        sizes = window_sizes(self, shape, kernel, strides, pair(self.dilation_rate), self.padding)
        return (None, *sizes, shape[3] * self.depth_multiplier)

    def weights(self):
        channels = self.inputs[0].shape[3]
        kernel = Weight("kernel", (*pair(self.kernel_size), channels, self.depth_multiplier))
        bias = Weight("bias", (channels * self.depth_multiplier,))
        return (kernel, bias) if self.use_bias else (kernel,)

    macs, window = Conv2D.macs, Conv2D.window


@dataclass(slots=True, eq=False, repr=False)
class SeparableConv2D(Layer):
    filters: int
    kernel_size: int | tuple
    strides: int | tuple = (1, 1)
    padding: str = "valid"
    _: KW_ONLY
    dilation_rate: int | tuple = (1, 1)
    depth_multiplier: int = 1
    activation: str | None = None
    use_bias: bool = True

    def output_shape(self, shape):
        kernel, strides = pair(self.kernel_size), pair(self.strides)
        sizes = window_sizes(self, shape, kernel, strides, pair(self.dilation_rate), self.padding)
        return (None, *sizes, self.filters)

    def weights(self):
        channels, multiplier = self.inputs[0].shape[3], self.depth_multiplier
        depthwise = Weight("depthwise_kernel", (*pair(self.kernel_size), channels, multiplier))
        pointwise = Weight("pointwise_kernel", (1, 1, channels * multiplier, self.filters))
        bias = Weight("bias", (self.filters,))
        return (depthwise, pointwise, bias) if self.use_bias else (depthwise, pointwise)

    def macs(self):
        _, height, width, _ = self.output.shape
        return height * width * sum(weight.size for weight in self.weights()[:2])

    window = Conv2D.window


@dataclass(slots=True, eq=False, repr=False)
class Conv2DTranspose(Layer):
    filters: int
    kernel_size: int | tuple
    strides: int | tuple = (1, 1)
    padding: str = "valid"
    _: KW_ONLY
    activation: str | None = None
    use_bias: bool = True
    kernel_initializer: str = "glorot_uniform"

    def output_shape(self, shape):
        self.check_image(shape)
        sizes = []
        for n, k, s in zip(shape[1:3], pair(self.kernel_size), pair(self.strides), strict=True):
            sizes.append(n * s + (max(k - s, 0) if self.padding == "valid" else 0))
        return (None, *sizes, self.filters)

    def weights(self):
        channels = self.inputs[0].shape[3]
        kernel = Weight("kernel", (*pair(self.kernel_size), self.filters, channels))
        return (kernel, Weight("bias", (self.filters,))) if self.use_bias else (kernel,)

    def macs(self):
        _, height, width, _ = self.inputs[0].shape
        return height * width * self.weights()[0].size

    def window(self):
        return Window(pair(self.kernel_size), scale=pair(self.strides))


@dataclass(slots=True, eq=False, repr=False)
class Dense(Layer):
    units: int
    activation: str | None = None
    _: KW_ONLY
    use_bias: bool = True
    kernel_initializer: str = "glorot_uniform"

    def output_shape(self, shape):
        return (*shape[:-1], self.units)

    def weights(self):
        kernel = Weight("kernel", (self.inputs[0].shape[-1], self.units))
        return (kernel, Weight("bias", (self.units,))) if self.use_bias else (kernel,)

    def macs(self):
        return math.prod(self.output.shape[1:]) * self.inputs[0].shape[-1]
