"""Descriptions mutated at random: a network, or an explained error; never anything else."""

import copy
import random

import pytest

from explorer import Network, analyse, blocks, trace, zoo
from explorer.assembly import AssemblyError
from explorer.specs import SpecError

GARBAGE = (None, True, False, 0, 1, 2, 3, 7, -1, 0.0, 0.5, 1e300, float("nan"), float("inf"), "")
GARBAGE += ("x", "none", "pad", "stage1", "input", "add", [], [1], [True], [1, 2, 3], {}, 10**400)
GARBAGE += ({"kind": "none"}, {"a": []}, [[]], 4096, 16384, "conv", (), "\ud800", b"x")


def mutated(data, rng):
    """A copy of a description with one to four places changed, removed or doubled."""
    data = copy.deepcopy(data)
    for _ in range(rng.randint(1, 4)):
        holder, key = rng.choice(list(_places(data)))
        act = rng.random()
        if act < 0.6:
            holder[key] = copy.deepcopy(rng.choice(GARBAGE))
        elif act < 0.75:
            del holder[key]
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        else:
            holder[rng.choice([*OPTIONS, "x", ""])] = copy.deepcopy(rng.choice(GARBAGE))
        if not list(_places(data)):
            break
    return data


def _places(data):
    waiting = [data]
    while waiting:
        holder = waiting.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            yield holder, key
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])


OPTIONS = sorted({o for p in blocks.REGISTRY.values() for o in p.parameters})
SEEDS = [zoo.network(name).to_dict() for name in zoo.names() if zoo.ENTRIES[name].total < 3e5]
SEEDS += [zoo.network("skip_autoencoder").to_dict()]


@pytest.mark.parametrize("seed", range(20))
def test_garbage_is_a_network_or_an_explained_error(seed):
    rng, built = random.Random(seed), 0
    for _ in range(150):
        data = mutated(rng.choice(SEEDS), rng)
        try:
            network = Network.from_dict(data)
            analyse(trace(network))
            assert Network.from_json(network.to_json()) == network
            built += 1
        except (SpecError, AssemblyError) as error:
            assert 10 < len(str(error)) < 1000
    assert 0 < built < 150


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed["name"])
def test_any_value_anywhere_is_a_network_or_an_explained_error(seed):
    data, refused = copy.deepcopy(seed), 0
    for holder, key in list(_places(data)):
        for value in GARBAGE:
            before, holder[key] = holder[key], value
            try:
                analyse(trace(Network.from_dict(data)))
            except (SpecError, AssemblyError) as error:
                refused += 1
                assert 10 < len(str(error)) < 1000
            holder[key] = before
    assert refused > 100
    assert trace(Network.from_dict(data)).params == zoo.ENTRIES[seed["name"]].total
