"""The figures of networks side by side, and the estimate of the size of a file."""

import pytest

from explorer import Network, Stage, analyse, comparison, keras_model, trace, zoo

NETWORKS = [zoo.network(name) for name in ("resnet20", "resnet56", "plain20")]
BROKEN = Network("broken", [Stage("basic", 32, shortcut="identity")])


def test_every_figure_is_the_analysis():
    table, found = comparison.table(NETWORKS), [analyse(trace(each)) for each in NETWORKS]
    for key in ("params", "trainable_params", "macs", "depth", "layers", "receptive_field"):
        assert table.row(key).values == tuple(getattr(each, key) for each in found)
    assert table.row("activation_bytes").values == tuple(4 * each.activations for each in found)
    assert table.row("training_bytes").values == tuple(e.training_bytes(128) for e in found)


def test_ratios_are_to_the_first_and_the_best_is_low_or_high():
    table = comparison.table(NETWORKS)
    macs, field = table.row("macs"), table.row("receptive_field")
    assert macs.texts[0] == "40,551,040"
    assert macs.ratios[0] is None and round(macs.ratios[1], 2) == 3.09
    assert (macs.better, macs.best) == ("low", (True, False, True))
    assert (field.better, field.best) == ("high", (False, True, False))
    assert not any(table.row("depth").best)


def test_nothing_is_best_where_all_are_equal():
    assert not any(any(row.best) for row in comparison.table([NETWORKS[0]] * 2).rows)


def test_flops_are_said_to_be_twice_the_macs():
    assert "flops = 2 x MACs" in comparison.table(NETWORKS).row("macs").note


def test_measured_times_have_rows_of_their_own_for_each_batch():
    measured = {
        "resnet20": {"forward_ms": 12.34, "training_ms": 140.2, "batch_size": 64},
        "resnet56": {"forward_ms": 30.0, "batch_size": 64},
    }
    table = comparison.table(NETWORKS, measured)
    row = table.row("forward_ms")
    assert (row.label, row.texts) == ("forward pass, batch 64", ("12.3 ms", "30 ms", "–"))
    assert row.best == (True, False, False)
    assert table.row("training_ms").texts == ("140 ms", "–", "–")
    measured["resnet56"]["batch_size"] = 32
    found = [row.label for row in comparison.table(NETWORKS, measured).rows]
    assert {"forward pass, batch 32", "forward pass, batch 64"} <= set(found)


def test_a_network_that_cannot_be_built_has_an_error_and_no_figures():
    table = comparison.table([NETWORKS[0], BROKEN])
    assert table.errors[0] == "" and "stage1_block1 adds" in table.errors[1]
    assert {row.texts[1] for row in table.rows} == {"–"}
    assert {row.ratios[1] for row in table.rows} == {None}


def test_plain_data_has_a_dict_for_each_network():
    one, *_ = comparison.table([NETWORKS[0]] * 2).to_dicts()
    assert (one["name"], one["params"]) == ("resnet20", 271_098)
    assert comparison.table([NETWORKS[0]] * 2).to_dicts()[1]["name"] == "resnet20 (2)"


def test_costs_by_place_sum_up_to_the_whole():
    for network in NETWORKS:
        places = comparison.stage_costs(network)
        assert [each.place for each in places] == ["stem", "stage1", "stage2", "stage3", "head"]
        whole = comparison.cost(network)
        assert sum(each.params for each in places) == whole.params
        assert sum(each.macs for each in places) == whole.macs


def test_the_receptive_field_grows_along_the_depth_up_to_that_of_the_network():
    points = comparison.fields(NETWORKS[0])
    assert [point.depth for point in points] == list(range(1, 20, 2))
    pixels = [point.pixels for point in points]
    assert pixels == sorted(pixels) and (pixels[0], pixels[-1]) == (3, 81)


@pytest.mark.keras
@pytest.mark.parametrize("name", ["toy_resnet", "resnet20", "skip_autoencoder", "se_resnet20"])
def test_a_files_size_is_estimated_within_a_hundredth(name, tmp_path):
    graph = trace(zoo.network(name))
    keras_model.save(keras_model.build(graph, 1), tmp_path / "net.keras")
    real = (tmp_path / "net.keras").stat().st_size
    assert abs(comparison.file_bytes(graph) - real) < real / 100
