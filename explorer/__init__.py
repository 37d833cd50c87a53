"""Residual Explorer: design, see, understand and take home networks with skip connections.

    from explorer import zoo, Network, Stage, trace, build, to_source, twin

Importing this package imports no Keras; `build` does when it is called.
"""

from explorer import zoo
from explorer.analysis import analyse
from explorer.assembly import trace
from explorer.source import to_source
from explorer.specs import Network, Skip, Stage
from explorer.twins import matched_twin, twin

__all__ = [
    "Network",
    "Skip",
    "Stage",
    "analyse",
    "build",
    "matched_twin",
    "to_source",
    "trace",
    "twin",
    "zoo",
]


def build(network, seed=None):
    """Build the `keras.Model` of a network; imports Keras."""
    from explorer import keras_model

    return keras_model.build(network, seed)
