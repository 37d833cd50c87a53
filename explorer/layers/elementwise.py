"""Look-alikes of Keras's layers that keep a tensor's shape."""

from dataclasses import KW_ONLY, dataclass

from explorer.layers.base import Layer, Weight


@dataclass(slots=True, eq=False, repr=False)
class BatchNormalization(Layer):
    axis: int = -1
    momentum: float = 0.99
    epsilon: float = 0.001
    center: bool = True
    scale: bool = True
    _: KW_ONLY
    gamma_initializer: str = "ones"

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


@dataclass(slots=True, eq=False, repr=False)
class SpatialDropout2D(Layer):
    rate: float


@dataclass(slots=True, eq=False, repr=False)
class Rescaling(Layer):
    scale: float | list
    offset: float | list = 0.0
