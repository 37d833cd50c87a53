"""Gradients of a network's loss, on each of Keras's backends.

Everything is eager: compiling a network costs more than the few passes of an experiment.
"""

import keras
import numpy as np
from keras import ops


def weight_gradients(model, x, labels):
    """The gradient of the loss by each trainable variable, float32 arrays of their shapes.

    Args:
        x: floats, (batch, height, width, channels).
        labels: integers, (batch,); a network that ends in images is compared with `x`.
    """
    return _gradients(lambda: loss(model, x, labels), model.trainable_variables)


def image_gradients(model, x, labels):
    """The gradient of the loss by the images, of their shape."""
    images = keras.Variable(x, dtype="float32")
    return _gradients(lambda: loss(model, ops.convert_to_tensor(images.value), labels), [images])[0]


def loss(model, x, labels):
    """The mean cross-entropy of labels, or the mean squared error of images, in training mode.

    Training mode is batch statistics and dropout.
    """
    said = ops.cast(model(x, training=True), "float32")
    if len(said.shape) != 2:
        return ops.mean(ops.square(said - x))
    logits = model.layers[-1].get_config().get("activation") != "softmax"
    return ops.mean(ops.sparse_categorical_crossentropy(labels, said, from_logits=logits))


def _gradients(function, variables):
    found = _BACKENDS[keras.backend.backend()](function, variables)
    return [np.asarray(ops.convert_to_numpy(each), np.float32) for each in found]


def _tensorflow(function, variables):
    import tensorflow

    with tensorflow.GradientTape() as tape:
        value = function()
    return tape.gradient(value, [variable.value for variable in variables])


def _jax(function, variables):
    import jax

    def of(values):
        with keras.StatelessScope(state_mapping=list(zip(variables, values, strict=True))):
            return function()

    return jax.grad(of)([variable.value for variable in variables])


def _torch(function, variables):
    import torch

    return torch.autograd.grad(function(), [variable.value for variable in variables])


_BACKENDS = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}
