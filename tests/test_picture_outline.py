"""The summary table, grouped and folded as the picture is."""

import pytest

from explorer import analyse, trace, zoo
from explorer.picture import LEVELS, View, draw, outline
from tests.picture_cases import MANY, needs_dot, runs

NETWORKS = {**{name: zoo.network(name) for name in zoo.names()}, "many": MANY}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", NETWORKS)
def test_sums_equal_the_networks_figures_at_every_level(name, level):
    summary, rows = analyse(trace(NETWORKS[name])), outline(NETWORKS[name], View(level))
    assert sum(row["params"] for row in rows) == summary.params
    assert sum(row["macs"] for row in rows) == summary.macs
    assert rows[-1]["receptive_field"] == summary.receptive_field
    assert rows[-1]["output_shape"] == summary.output_shape


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ["resnet20", "resnet110", "densenet_40_12", "many"])
def test_rows_name_nodes_of_the_picture_in_its_order(name, level):
    if level == "layer":
        needs_dot()
    nodes = [node.id for node in draw(NETWORKS[name], View(level)).nodes]
    rows = [row["node"] for row in outline(NETWORKS[name], View(level))]
    assert len(set(rows)) == len(rows)
    assert [id for id in nodes if not id.endswith(".merge")] == rows


def test_layers_are_keras_rows():
    network = zoo.network("toy_resnet")
    rows, summary = outline(network, View("layer")), analyse(trace(network))
    assert [row["name"] for row in rows] == [row.name for row in summary.rows]
    for row, expected in zip(rows, summary.rows, strict=True):
        assert row["type"] == expected.layer and row["output_shape"] == expected.output_shape
        assert row["params"] == expected.params and row["count"] == 1
    joined = next(row for row in rows if row["name"] == "stage1_block1_add")
    expected = next(row for row in summary.rows if row.name == "stage1_block1_add")
    assert joined["inputs"] == expected.inputs


def test_a_folded_run_is_one_row_and_unfolds():
    network = zoo.network("resnet110")
    folded = outline(network)
    row = next(row for row in folded if row["node"] == "stage1_block1")
    assert row["count"] == 18 and row["output_shape"] == (None, 32, 32, 16)
    assert row["inputs"] == ("stem",)
    unfolded = outline(network, View("block").toggled(runs(network)[0]))
    assert len(unfolded) == len(folded) + 17
    assert row["params"] == sum(r["params"] for r in unfolded if r["node"].startswith("stage1"))


def test_a_folded_run_that_is_open_sums_equal_layers():
    rows = outline(zoo.network("resnet20"), View("layer"))
    row = next(row for row in rows if row["name"] == "stage1_block1_1_conv")
    assert row["count"] == 3 and row["params"] == 3 * 2304


def test_a_closed_stage_is_one_row_and_its_long_skips_join_it():
    rows = {row["node"]: row for row in outline(MANY, View("network"))}
    assert rows["stage2"]["count"] == 2 and rows["stage2"]["type"] == "basic"
    assert rows["add_stage1_to_stage2"]["inputs"] == ("stage1", "concatenate_stem_to_stage2")
    assert rows["image"]["name"] == "inputs" and rows["image"]["inputs"] == ()
