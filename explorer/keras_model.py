"""From a graph to a `keras.Model`: one real layer for each symbolic one.

Layers are created in the order in which the blocks create them, since seeds are drawn then, and
called in the order of the calls. Keras follows the shortcuts by recursion when it builds, saves
and loads, so Python's limit is raised where a network is deep.
"""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

import keras

from explorer import assembly
from explorer.specs import Network

FRAMES_A_LAYER = 8  # Python frames that Keras may stack for one layer; measured: under 6


def build(network, seed=None, without=()):
    """Build the Keras model of a network (or of a traced graph).

    Args:
        network: a Network or a Graph.
        seed: of the weights; None draws them anew.
        without: classes of layers that let everything through instead, by name.

    Raises: assembly.AssemblyError, before Keras is asked.
    """
    graph = assembly.trace(network) if isinstance(network, Network) else network
    if seed is not None:
        keras.utils.set_random_seed(seed)
    created = sorted(graph.layers[1:], key=lambda layer: layer.created)
    real = {layer: layer_of(layer, without) for layer in created}
    with deep_recursion(len(graph.layers)):
        values = {graph.input: keras.Input(graph.input.shape[1:], name=graph.input.layer.name)}
        for layer in graph.layers[1:]:
            given = [values[x] for x in layer.inputs]
            values[layer.output] = real[layer](given if len(given) > 1 else given[0])
        return keras.Model(values[graph.input], values[graph.output], name=graph.name)


def save(model, path):
    """Write a `.keras` file beside its place, then move it there: a file is whole or absent."""
    path = Path(path)
    if path.suffix != ".keras":
        raise ValueError(f"the file must end in .keras, got {str(path)!r}")
    handle, beside = tempfile.mkstemp(suffix=".keras", prefix=f".{path.stem}-", dir=path.parent)
    os.close(handle)
    try:
        with deep_recursion(len(model.layers)):
            model.save(beside)
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)


def load(path):
    """Load a `.keras` file that this project wrote, however deep."""
    with deep_recursion(20_000):
        return keras.models.load_model(path)


@contextlib.contextmanager
def deep_recursion(depth):
    """Raise Python's recursion limit for a network of so many layers."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 1000 + FRAMES_A_LAYER * depth))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def layer_of(layer, without=()):
    """The Keras layer of a symbolic one; an Identity for the classes named in `without`."""
    kind = type(layer).__name__
    if kind in without:
        return keras.layers.Identity(name=layer.name)
    make = getattr(keras.layers, kind)
    return make(**layer.arguments(), name=layer.name)
