"""Look-alikes of Keras's layers that keep a tensor's shape."""

from dataclasses import KW_ONLY, dataclass

from explorer.layers.base import Layer, Weight, show


@dataclass(slots=True, eq=False, repr=False)
class BatchNormalization(Layer):
    axis: int = -1
    momentum: float = 0.99
    epsilon: float = 0.001
    center: bool = True
    scale: bool = True
    _: KW_ONLY
    gamma_initializer: str = "ones"

    def output_shape(self, shape):
        if self.axis != -1:
            self.check_axis(self.axis, shape)
        return shape

    def weights(self):
        size = (self.inputs[0].shape[self.axis],)
        gamma = (Weight("gamma", size),) if self.scale else ()
        beta = (Weight("beta", size),) if self.center else ()
        moving = (Weight("moving_mean", size, False), Weight("moving_variance", size, False))
        return gamma + beta + moving


@dataclass(slots=True, eq=False, repr=False)
class LayerNormalization(Layer):
    axis: int = -1
    epsilon: float = 0.001
    center: bool = True
    scale: bool = True

    output_shape = BatchNormalization.output_shape

    def weights(self):
        size = (self.inputs[0].shape[self.axis],)
        gamma = (Weight("gamma", size),) if self.scale else ()
        return (*gamma, Weight("beta", size)) if self.center else gamma


@dataclass(slots=True, eq=False, repr=False)
class Activation(Layer):
    activation: str


@dataclass(slots=True, eq=False, repr=False)
class ReLU(Layer):
    max_value: float | None = None
    negative_slope: float = 0.0
    threshold: float = 0.0


@dataclass(slots=True, eq=False, repr=False)
class LeakyReLU(Layer):
    negative_slope: float = 0.3


@dataclass(slots=True, eq=False, repr=False)
class Dropout(Layer):
    rate: float
    noise_shape: tuple | None = None
    seed: int | None = None

    def output_shape(self, shape):
        if self.noise_shape and len(self.noise_shape) != len(shape):
            self.refuse(
                f"noise of shape {show(self.noise_shape)} does not fit {show(shape)}", shape
            )
        return shape


@dataclass(slots=True, eq=False, repr=False)
class SpatialDropout2D(Layer):
    rate: float

    def output_shape(self, shape):
        self.check_image(shape)
        return shape


@dataclass(slots=True, eq=False, repr=False)
class Rescaling(Layer):
    scale: float | list
    offset: float | list = 0.0

    def output_shape(self, shape):
        for values in (self.scale, self.offset):
            if isinstance(values, list) and len(values) != shape[-1]:
                self.refuse(f"has {len(values)} values for {shape[-1]} channels", shape)
        return shape
