"""Paths are counted exactly, through the very graph of a network."""

import random
from collections import Counter
from math import comb

import pytest

from explorer import Network, Skip, Stage, zoo
from explorer.assembly import trace
from explorer.paths import Routes, count_paths, is_merge


def paths(network):
    return count_paths(trace(network))


def walked(graph):
    """All paths, each as the names of its layers: by walking every one of them."""
    waiting, found = [(graph.output.layer, ())], []
    while waiting:
        layer, behind = waiting.pop()
        here = (layer, *behind)
        if not layer.inputs:
            found.append(here)
        given = layer.inputs if is_merge(layer) else layer.inputs[:1]
        waiting += [(x.layer, here) for x in given]
    return found


def test_of_54_blocks_the_paths_of_5_to_17_are_half_a_percent():
    found = paths(zoo.network("resnet110"))
    assert (found.blocks, found.merges) == (54, 54)
    assert found.counts == tuple(comb(54, k) for k in range(55))
    assert found.total == 2**54 and found.mean == 27
    assert round(100 * found.share(5, 17), 4) == 0.4537


def test_a_plain_network_has_one_path():
    found = paths(zoo.network("plain20"))
    assert found.counts == (0,) * 9 + (1,)
    assert (found.blocks, found.merges) == (9, 0)


@pytest.mark.parametrize("name", ["resnet20", "resnet20_b", "keras_resnet20v2", "se_resnet20"])
def test_projections_and_gates_make_no_further_paths(name):
    found = paths(zoo.network(name))
    n = found.blocks
    assert found.counts == tuple(comb(n, k) for k in range(n + 1))


def test_a_block_whose_skip_is_off_lies_on_every_path():
    stage = Stage("basic", 8, blocks=3, skip=[True, False, True])
    assert paths(Network("some", [stage])).counts == (0, 1, 2, 1)


def test_a_long_skip_leads_past_the_blocks_between_its_ends():
    stages = [Stage("basic", 8, blocks=1), Stage("basic", 8, blocks=2)]
    network = Network("long", stages, stem={"kind": "conv", "filters": 8})
    assert paths(network).counts == (1, 3, 3, 1)
    longer = network.with_(skips=(Skip("stage1", "stage2"),))
    assert paths(longer).counts == (1 + 1, 3 + 1, 3, 1)


def test_concatenated_channels_are_counted_through_the_graph():
    found = paths(zoo.network("densenet_40_12"))
    assert found.counts == tuple(comb(36, k) for k in range(37))
    decoder = paths(zoo.network("skip_autoencoder"))
    # Down and up again by 8 blocks, or over one of the skips, which pass over 2, 4 or 6 of them.
    assert decoder.counts == (0, 0, 1, 0, 1, 0, 1, 0, 1)


def test_a_network_without_blocks_has_one_path_of_length_0():
    assert paths(Network("none", [])).counts == (1,)


def test_the_deepest_network_of_the_zoo_is_counted_exactly():
    assert paths(zoo.network("resnet1202")).total == 2**600


@pytest.mark.parametrize(
    "network",
    [
        Network("dense", [Stage("dense", 4, 2, strides=1), Stage("dense", 4, 2, strides=2)]),
        Network(
            "long",
            [Stage("basic", 8, 2), Stage("plain", 8, 1), Stage("se_basic", 16, 2, 2)],
            skips=(Skip("stage1", "stage3"), Skip("stem", "stage2", "concatenate")),
        ),
    ],
    ids=["dense", "long"],
)
def test_walking_every_path_finds_as_many(network):
    graph = trace(network)
    assert len(walked(graph)) == count_paths(graph).total > 1


def test_every_path_of_a_length_is_drawn_alike():
    routes, generator = Routes(trace(Network("some", [Stage("basic", 8, 4)]))), random.Random(0)
    drawn = Counter(tuple(routes.draw(2, generator).values()) for _ in range(6000))
    assert all(sum(choice) == 2 for choice in drawn)
    assert len(drawn) == 6 and min(drawn.values()) > 850


def test_a_drawn_path_names_the_merges_that_it_passes():
    network = Network("long", [Stage("basic", 8, 1)], skips=(Skip("stem", "stage1"),))
    routes = Routes(trace(network))
    assert routes.draw(1, random.Random(0)) == {"add_stem_to_stage1_add": 1, "stage1_block1_add": 1}


def test_a_length_that_no_path_has_is_refused():
    with pytest.raises(ValueError, match="no path passes 3 blocks"):
        Routes(trace(zoo.network("plain20"))).draw(3, random.Random(0))
