"""A network as bare layers, called one after the other: for a pass or two it is made at once.

`keras.Model` traces every layer with symbolic tensors first, which takes as long as the passes of
an experiment do. Other seeds, and the network without its normalisation, use the same layers again.
Weights are those of `keras_model.build`: they are drawn in the same order from the same seed.
"""

import inspect

import keras

from explorer import keras_model
from explorer.lab.norms import batch_norm, is_plain


class Bare:
    """The layers of a graph with weights drawn from a seed.

    Args:
        graph: what `assembly.trace` makes.

    Attributes:
        name: the network's.
        output: the symbolic output, which knows its shape.
        without: classes of layers that let everything through instead, by name.
        moves_averages: whether training mode moves the averages of batch norm, as Keras does; it
            is quicker without.
    """

    def __init__(self, graph, seed=0):
        self._graph, self.name, self.output = graph, graph.name, graph.output
        self.without, self.moves_averages = (), True
        keras.utils.set_random_seed(seed)
        self._created = sorted(graph.layers[1:], key=lambda layer: layer.created)
        self._real = {layer: keras_model.layer_of(layer) for layer in self._created}
        for layer in graph.layers[1:]:
            shapes = [x.shape for x in layer.inputs]
            self._real[layer].build(shapes if len(shapes) > 1 else shapes[0])
        self._trains = {layer for layer in self._real.values() if _has_training(layer)}

    @property
    def layers(self):
        """The Keras layers that are not left out, in the order of the calls."""
        called = [layer for layer in self._graph.layers[1:] if not self._is_left_out(layer)]
        return [self._real[layer] for layer in called]

    @property
    def trainable_variables(self):
        """Their trainable variables."""
        return [each for layer in self.layers for each in layer.trainable_variables]

    def redraw(self, seed):
        """Draw the weights anew, as a new model of this seed would have them."""
        keras.utils.set_random_seed(seed)
        for layer in self._created:
            _redraw(self._real[layer])

    def __call__(self, x, training=False):
        """What the network makes of a batch, of the shape of its output."""
        values = {self._graph.input: x}
        for layer in self._graph.layers[1:]:
            given = [values[each] for each in layer.inputs]
            given = given if len(given) > 1 else given[0]
            values[layer.output] = (
                given if self._is_left_out(layer) else self._call(layer, given, training)
            )
        return values[self._graph.output]

    def _call(self, layer, given, training):
        real = self._real[layer]
        if training and not self.moves_averages and is_plain(real):
            return batch_norm(real, given)
        return real(given, training=training) if real in self._trains else real(given)

    def _is_left_out(self, layer):
        return type(layer).__name__ in self.without


def _redraw(layer):
    # An initializer without a seed of its own draws one when it is made, and so does dropout.
    for part in ("kernel", "depthwise", "pointwise"):
        initializer = getattr(layer, f"{part}_initializer", None)
        if hasattr(initializer, "seed"):
            kernel = getattr(layer, f"{part}_kernel", None)
            # A layer of one kernel calls it just that.
            kernel = layer.kernel if kernel is None else kernel
            fresh = type(initializer).from_config(initializer.get_config())
            kernel.assign(fresh(kernel.shape, kernel.dtype))
    if hasattr(layer, "seed_generator"):
        layer.seed_generator.state.assign(keras.random.SeedGenerator().state)


def _has_training(layer):
    return "training" in inspect.signature(layer.call).parameters
