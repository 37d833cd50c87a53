"""Plain twins, and twins of equal size."""

import pytest

from explorer import Network, Skip, Stage, analyse, layers, matched_twin, trace, twin, zoo


def counts(network):
    summary = analyse(trace(network))
    return summary.params, summary.trainable_params, summary.macs, summary.depth


@pytest.mark.parametrize("depth", [20, 32, 44, 56, 110])
def test_option_a_shortcuts_cost_nothing_so_the_plain_twin_is_of_equal_size(depth):
    residual, plain = zoo.network(f"resnet{depth}"), zoo.network(f"plain{depth}")
    assert counts(twin(residual)) == counts(residual) == counts(plain)
    assert twin(residual).with_(name=plain.name) == plain


@pytest.mark.parametrize("name", zoo.names())
def test_a_plain_twin_keeps_everything_but_the_skips(name):
    network = zoo.network(name)
    plain = twin(network)
    assert plain.name == f"{name}_plain"
    assert (plain.stem, plain.head, plain.input_shape) == (
        network.stem,
        network.head,
        network.input_shape,
    )
    assert plain.skips == ()
    kinds = {type(layer) for layer in trace(plain).layers}
    assert not kinds & {layers.Add, layers.Concatenate}
    assert twin(plain).stages == plain.stages


def test_the_plain_twin_of_the_article_loses_its_projections_too():
    assert trace(twin(zoo.network("resnet30"))).params == 15_447_062


def test_a_twin_of_equal_size_is_the_plain_twin_where_shortcuts_carry_no_weights():
    for name in ("resnet20", "se_resnet20", "toy_resnet", "skip_add"):
        network = zoo.network(name)
        matched = matched_twin(network)
        assert matched.difference == 0
        assert matched.network.stages == twin(network).stages


MATCHED = ("resnet20_b", "resnet56_b", "resnet50", "se_resnet20", "keras_resnet20v2")
MATCHED += ("densenet_40_12", "densenet_bc_100_12", "resnet30", "skip_autoencoder", "wrn_16_4")


@pytest.mark.parametrize("name", MATCHED)
def test_a_matched_twin_comes_within_a_percent_and_reports_what_is_left(name):
    network = zoo.network(name)
    matched = matched_twin(network)
    size = trace(network).params
    assert matched.difference == trace(matched.network).params - size
    assert abs(matched.difference) < 0.01 * size
    assert abs(matched.difference) <= abs(trace(twin(network)).params - size)
    assert matched.network.name == f"{name}_matched"
    assert twin(matched.network).stages == matched.network.stages


def test_stages_at_the_largest_width_can_be_matched():
    stage = Stage("basic", 16384, shortcut="projection_everywhere")
    network = Network("wide", [stage], stem={"kind": "conv", "filters": 4096})
    matched = matched_twin(network)
    assert matched.network.stages[0].filters <= 16384
    assert matched.difference == trace(matched.network).params - trace(network).params


def test_long_skips_go_too():
    network = Network("net", [Stage("basic", 16)] * 2, skips=[Skip("stage1", "stage2")])
    assert twin(network).skips == ()
    assert matched_twin(network).difference == 0
