"""`zoo` and `summary`: what people read of a network."""

import json

import pytest

from explorer import Network, Stage, trace, zoo


def test_zoo_has_a_line_for_each_network_the_name_first(run):
    code, out, err = run("zoo")
    assert [line.split()[0] for line in out.splitlines()] == zoo.names()
    assert (code, err) == (0, "")


def test_a_line_of_the_zoo_tells_size_depth_published_error_and_source(run):
    line = next(line for line in run("zoo")[1].splitlines() if line.startswith("resnet110 "))
    for fact in ("1,736,058 params", "depth 110", "6.43 % error", "ResNet-110", "1512.03385"):
        assert fact in line


def test_zoo_as_json_agrees_with_the_published_counts(run):
    listed = json.loads(run("zoo", "--json")[1])
    assert [entry["name"] for entry in listed] == zoo.names()
    for entry in listed:
        known = zoo.ENTRIES[entry["name"]]
        counts = (entry["params"], entry["trainable_params"], entry["error"])
        assert counts == (known.total, known.trainable, known.error)


def test_summary_as_json_has_the_documented_keys_and_figures(run):
    found = json.loads(run("summary", "resnet20", "--json")[1])
    rows = found.pop("rows")
    assert found == {
        "name": "resnet20",
        "layers": 73,
        "params": 271_098,
        "trainable_params": 269_722,
        "macs": 40_551_040,
        "receptive_field": 81,
        "depth": 20,
    }
    assert rows[0] == {
        "name": "inputs",
        "layer": "InputLayer",
        "output_shape": [None, 32, 32, 3],
        "params": 0,
        "inputs": [],
    }
    add = next(row for row in rows if row["layer"] == "Add")
    assert add["inputs"] == ["stem_act", "stage1_block1_2_bn"]
    assert len(rows) == 73


@pytest.mark.parametrize("name", zoo.names())
def test_summary_of_every_named_network_has_its_published_totals(run, name):
    found = json.loads(run("summary", name, "--json")[1])
    entry = zoo.ENTRIES[name]
    assert (found["params"], found["trainable_params"]) == (entry.total, entry.trainable)
    assert sum(row["params"] for row in found["rows"]) == entry.total


def test_summary_is_a_table_of_aligned_columns_with_totals_below(run):
    out = run("summary", "resnet20")[1]
    table, totals = out.split("\n\n")
    title, header, rule, *rows = table.splitlines()
    assert title == "Network 'resnet20'"
    assert header.split("  ")[0] == "Layer (type)"
    assert set(rule) == {"-"}
    assert len(rows) == 73
    assert len({row.index("(16, 16, 32)") for row in rows if "(16, 16, 32)" in row}) == 1
    row = next(row for row in rows if row.startswith("stage1_block1_1_conv"))
    assert row.split() == [
        *("stage1_block1_1_conv", "(Conv2D)", "(32,", "32,", "16)"),
        *("2,304", "2,359,296", "stem_act"),
    ]
    facts = ("271,098", "269,722", "81,102,080", "81 pixels", "20 weighted", "73", "batch size 128")
    for fact in facts:
        assert fact in totals
    assert "flops = 2 x MACs" in totals


def test_output_that_goes_to_no_terminal_is_plain_ascii_without_styles(run):
    for argv in (("zoo",), ("summary", "resnet20"), ("compare", "resnet20", "plain20")):
        out = run(*argv)[1]
        assert out.isascii()
        assert "\033" not in out


def test_a_description_in_a_file_is_read_as_a_named_network_is(run, described):
    network = Network("mine", [Stage("basic", 8, 2)])
    path = described(network.to_json())
    found = json.loads(run("summary", path, "--json")[1])
    assert (found["name"], found["params"]) == ("mine", trace(network).params)


def test_a_file_with_a_byte_order_mark_is_read(run, tmp_path):
    path = tmp_path / "net.json"
    path.write_text(zoo.network("resnet20").to_json(), encoding="utf-8-sig")
    assert run("summary", path)[0] == 0
