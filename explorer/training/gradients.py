"""How large the gradients are, block by block, from those that the optimiser is given anyway.

The sums of squares are computed within the training step and kept in a variable of the optimiser,
so that no backend needs a second pass, and reading them is one small copy.
"""

import math

import numpy as np
from keras import ops

EVERY = 10  # steps between two records of the blocks


class Watching:
    """Mixed into an optimiser class: it notes the sum of squared gradients of groups of weights,
    and the learning rate, whose schedule costs milliseconds when it is asked from outside a step.
    """

    def watch(self, groups):
        """Set the groups, one index from 0 for each weight, before the optimiser is built."""
        self.groups = list(groups)

    def build(self, variables):
        """Make the variables; `squares` has shape (groups,), `rate` is a scalar."""
        super().build(variables)
        count = max(self.groups, default=0) + 1
        self.squares = self.add_variable((count,), dtype="float32", name="squares")
        self.rate = self.add_variable((), dtype="float32", name="rate")

    def apply(self, grads, trainable_variables=None):
        """Note the rate and the sums, then follow the gradients."""
        if not self.built:
            self.build(list(trainable_variables))
        self.rate.assign(ops.cast(self.learning_rate, "float32"))
        sums = [[] for _ in range(self.squares.shape[0])]
        for group, grad in zip(self.groups, grads, strict=True):
            if grad is not None:
                sums[group].append(ops.sum(ops.square(ops.cast(grad, "float32"))))
        self.squares.assign(ops.stack([sum(each) if each else ops.zeros(()) for each in sums]))
        return super().apply(grads, trainable_variables)


class Gradients:
    """The sizes of a model's gradients by block.

    Args:
        variables: the trainable ones, in the optimiser's order.
        blocks: `{layer name: block}`; layers without a block count as their own.

    Attributes:
        names: of the blocks.
        groups: the index of each variable's block.
    """

    def __init__(self, model, blocks):
        block_of = {
            id(variable): blocks.get(layer.name) or layer.name
            for layer in model.layers
            for variable in layer.trainable_variables
        }
        found = [block_of[id(variable)] for variable in model.trainable_variables]
        self.names = list(dict.fromkeys(found))
        self.groups = [self.names.index(name) for name in found]
        sizes = [int(np.prod(variable.shape)) for variable in model.trainable_variables]
        self.sizes = np.bincount(self.groups, sizes) if sizes else np.ones(1)

    def norm(self, squares):
        """The length of the whole gradient."""
        return math.sqrt(float(np.sum(squares)))

    def points(self, squares):
        """The root mean square over the weights of each block, as `{series: value}`."""
        sizes = np.sqrt(np.asarray(squares, float) / self.sizes)
        return {f"gradient/{name}": float(rms) for name, rms in zip(self.names, sizes, strict=True)}
