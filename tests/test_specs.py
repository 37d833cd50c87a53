"""Descriptions: JSON there and back, and words for everything that they cannot be."""

import json

import pytest

from explorer import Network, Skip, Stage, zoo
from explorer.specs import SpecError

BASIC = {"block": "basic", "filters": 16}


def described(**changes):
    return {"name": "net", "stages": [BASIC], **changes}


@pytest.mark.parametrize("name", zoo.names())
def test_json_there_and_back_for_every_network_of_the_zoo(name):
    network = zoo.network(name)
    assert Network.from_json(network.to_json()) == network
    assert Network.from_dict(network.to_dict()) == network
    assert Network.from_dict(network.to_dict()).to_json() == network.to_json()


def test_the_example_of_the_docstring_is_a_network():
    data = {
        "name": "my_net",
        "input_shape": [32, 32, 3],
        "stem": {"kind": "conv", "filters": 16},
        "stages": [
            {"block": "basic", "filters": 16, "blocks": 3, "strides": 1, "skip": True},
            {
                "block": "basic",
                "filters": 32,
                "blocks": 3,
                "strides": 2,
                "skip": [True, False, True],
            },
        ],
        "skips": [{"source": "stage1", "target": "stage2", "merge": "add"}],
        "head": {"kind": "classifier", "classes": 10},
    }
    network = Network.from_dict(data)
    assert network.to_dict() == data
    assert network.places == ("input", "stem", "stage1", "stage2")


def test_what_is_left_out_takes_its_default():
    network = Network.from_dict(described())
    assert network.input_shape == (32, 32, 3)
    assert (network.stem.kind, network.head.kind) == ("conv", "classifier")
    stage = network.stages[0]
    assert (stage.blocks, stage.strides, stage.skip, stage.options) == (1, 1, True, {})
    assert Network.from_dict(described(stem=None)) == network


def test_a_number_strides_the_first_block_and_a_list_each_block():
    strides = [Stage("basic", 8, 3, 2).arguments(i)["strides"] for i in range(3)]
    assert strides == [2, 1, 1]
    strides = [Stage("basic", 8, 3, [1, 1, 2]).arguments(i)["strides"] for i in range(3)]
    assert strides == [1, 1, 2]


def test_options_and_toggles_take_one_value_or_one_for_each_block():
    stage = Stage("basic", 8, 2, skip=[True, False], drop_path=[0, 0.5], activation="gelu")
    first, second = stage.arguments(0), stage.arguments(1)
    assert (first["skip"], first["drop_path"], first["activation"]) == (True, 0.0, "gelu")
    assert (second["skip"], second["drop_path"], second["activation"]) == (False, 0.5, "gelu")
    assert stage.to_dict()["drop_path"] == [0.0, 0.5]


def test_a_block_without_strides_is_described_without_them():
    assert Stage("upsample", 8).to_dict() == {"block": "upsample", "filters": 8, "blocks": 1}


def test_copies_with_changes_are_checked_too():
    stage = Stage("basic", 16, 2)
    assert stage.with_(filters=32, shortcut="pad") == Stage("basic", 32, 2, shortcut="pad")
    with pytest.raises(SpecError, match="strides has 3 values for 2 blocks"):
        stage.with_(strides=[1, 1, 1])
    network = Network("net", [stage])
    assert network.with_(name="other").stages == network.stages
    with pytest.raises(SpecError, match="got 'a b'"):
        network.with_(name="a b")


def test_skips_are_data_too():
    skip = Skip("stem", "stage1", "concatenate")
    network = Network("net", [Stage("basic", 8)], skips=[skip])
    assert json.loads(network.to_json())["skips"] == [skip.to_dict()]
