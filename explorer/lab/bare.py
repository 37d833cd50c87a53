"""A network as bare layers, called one after the other: for a pass or two it is made at once.

`keras.Model` traces every layer with symbolic tensors first, which takes as long as the passes of
an experiment do. Weights are the same: layers are created in the same order from the same seed.
"""

import inspect

import keras

from explorer import keras_model


class Bare:
    """The layers of a graph with weights drawn from a seed.

    Args:
        graph: what `assembly.trace` makes.
        without: classes of layers that let everything through instead, by name.

    Attributes:
        layers: the Keras layers, in the order of the calls.
        output: the symbolic output, which knows its shape.
    """

    def __init__(self, graph, seed, without=()):
        self._graph, self.name, self.output = graph, graph.name, graph.output
        keras.utils.set_random_seed(seed)
        created = sorted(graph.layers[1:], key=lambda layer: layer.created)
        self._real = {layer: keras_model.layer_of(layer, without) for layer in created}
        for layer in graph.layers[1:]:
            shapes = [x.shape for x in layer.inputs]
            self._real[layer].build(shapes if len(shapes) > 1 else shapes[0])
        self.layers = [self._real[layer] for layer in graph.layers[1:]]
        self._trains = {layer for layer in self.layers if _has_training(layer)}

    @property
    def trainable_variables(self):
        """The trainable variables, in the order of the layers."""
        return [each for layer in self.layers for each in layer.trainable_variables]

    def __call__(self, x, training=False):
        """What the network makes of a batch, of the shape of its output."""
        values = {self._graph.input: x}
        for layer in self._graph.layers[1:]:
            given = [values[each] for each in layer.inputs]
            real = self._real[layer]
            how = {"training": training} if real in self._trains else {}
            values[layer.output] = real(given if len(given) > 1 else given[0], **how)
        return values[self._graph.output]


def _has_training(layer):
    return "training" in inspect.signature(layer.call).parameters
