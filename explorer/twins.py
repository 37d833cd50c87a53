"""The plain twin of a network, and a twin of equal size where the shortcuts carry weights."""

from typing import NamedTuple

from explorer.assembly import AssemblyError, trace
from explorer.checks import LIMITS
from explorer.specs import Network

ROUNDS = 24  # halvings of the width's scale; the last ones no longer move a filter


class MatchedTwin(NamedTuple):
    """A plain twin whose size comes near the original's.

    Attributes:
        network: the twin.
        difference: its parameters minus the original's.
    """

    network: Network
    difference: int


def twin(network):
    """The plain twin: the same description with every skip off, the long ones too."""
    stages = tuple(
        stage.with_(skip=False) if "skip" in stage.part.parameters else stage
        for stage in network.stages
    )
    return network.with_(name=f"{network.name}_plain", stages=stages, skips=())


def matched_twin(network):
    """The plain twin, widened or narrowed until it has as many parameters as the network.

    Where shortcuts carry no weights, that is the plain twin itself. Elsewhere every stage is
    scaled alike, then single stages by single filters; `difference` tells what no width mends.
    """
    goal, plain = trace(network).params, twin(network)
    name = f"{network.name}_matched"
    best = MatchedTwin(plain.with_(name=name), trace(plain).params - goal)
    low, high = 0.25, 4.0
    for _ in range(ROUNDS if best.difference else 0):
        scale = (low + high) / 2
        tried = _measured(_scaled(plain, scale).with_(name=name), goal)
        if tried is None:
            return best
        low, high = (low, scale) if tried.difference > 0 else (scale, high)
        best = min(best, tried, key=_distance)
    return _polished(best, goal)


def _polished(best, goal):
    while True:
        nearer = [
            tried
            for index in range(len(best.network.stages))
            for step in (-1, 1)
            if (tried := _measured(_widened(best.network, index, step), goal))
        ]
        tried = min([best, *nearer], key=_distance)
        if _distance(tried) >= _distance(best):
            return best
        best = tried


def _measured(network, goal):
    try:
        return MatchedTwin(network, trace(network).params - goal)
    except AssemblyError:
        return None


def _scaled(network, scale):
    stages = [stage.with_(filters=_width(stage.filters * scale)) for stage in network.stages]
    return network.with_(stages=tuple(stages))


def _widened(network, index, step):
    stages = list(network.stages)
    stages[index] = stages[index].with_(filters=_width(stages[index].filters + step))
    return network.with_(stages=tuple(stages))


def _width(filters):
    low, high = LIMITS["filters"]
    return min(max(round(filters), low), high)


def _distance(twin_):
    return abs(twin_.difference)
