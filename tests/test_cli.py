"""The command line: what people type, read and get told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer import Network, Stage, to_source, trace, zoo
from explorer.cli import main
from explorer.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def run(capsys):
    """Run a command in this process: (exit code, standard output, standard error)."""

    def run_(*argv):
        try:
            code = main([str(each) for each in argv])
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return run_


@pytest.fixture
def described(tmp_path):
    """Write a description and return its path."""

    def write(text, name="net.json"):
        path = tmp_path / name
        path.write_text(text if isinstance(text, str) else json.dumps(text))
        return path

    return write


def process(*argv, **options):
    """Run a command as people do."""
    command = [sys.executable, "-m", "explorer", *map(str, argv)]
    kwargs = {"cwd": ROOT, "capture_output": True, "text": True, "timeout": 120} | options
    return subprocess.run(command, **kwargs)


# zoo


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


# summary


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


# code


def test_code_is_the_exported_source(run, tmp_path):
    source = to_source(zoo.network("resnet20"))
    assert run("code", "resnet20")[1] == source
    path = tmp_path / "net.py"
    code, out, _ = run("code", "resnet20", "-o", path)
    assert path.read_text() == source
    assert (code, out.split(":")[0]) == (0, str(path))


def test_a_written_file_replaces_the_one_before_and_leaves_nothing_else(run, tmp_path):
    path = tmp_path / "net.py"
    path.write_text("old")
    run("code", "resnet20", "-o", path)
    assert "build_model" in path.read_text()
    assert [each.name for each in tmp_path.iterdir()] == ["net.py"]


def test_a_link_stays_a_link_to_the_file_that_is_written(run, tmp_path):
    target, link = tmp_path / "target.py", tmp_path / "link.py"
    target.write_text("old")
    link.symlink_to(target)
    run("code", "resnet20", "-o", link)
    assert link.is_symlink()
    assert "build_model" in target.read_text()


# graph


@pytest.mark.parametrize("level", ["network", "block", "layer"])
@pytest.mark.parametrize(
    ("ending", "start"),
    [(".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF"), (".dot", b"digraph")],
)
def test_graph_writes_what_the_ending_says(run, tmp_path, ending, start, level):
    path = tmp_path / f"net{ending}"
    code, _, err = run("graph", "resnet20", "-o", path, "--level", level)
    assert (code, err) == (0, "")
    assert start in path.read_bytes()[:400]


def test_graph_refuses_another_ending(run, tmp_path):
    code, _, err = run("graph", "resnet20", "-o", tmp_path / "net.jpg")
    assert code == 2
    assert ".svg, .png, .pdf or .dot" in err
    assert not list(tmp_path.iterdir())


def test_graph_says_which_program_is_missing(tmp_path):
    env = os.environ | {"PATH": str(tmp_path)}
    done = process("graph", "resnet20", "-o", tmp_path / "net.png", env=env)
    assert done.returncode == 2
    assert "graphviz" in done.stderr.lower()
    assert done.stderr.count("\n") == 1


# build


@pytest.mark.keras
def test_build_writes_a_model_that_keras_loads_the_same_for_the_same_seed(tmp_path):
    import keras
    import numpy as np

    files = [tmp_path / name for name in ("a.keras", "b.keras")]
    for path in files:
        done = process("build", "se_resnet20", "-o", path, "--seed", 3)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(str(path))
        # Nothing of what TensorFlow has to say about the machine.
        assert [line.split()[0] for line in done.stderr.splitlines()] == [
            *("Loading", "Building", "Writing")
        ]
    one, two = [keras.models.load_model(path) for path in files]
    assert one.count_params() == zoo.ENTRIES["se_resnet20"].total
    for a, b in zip(one.get_weights(), two.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_build_says_how_a_deep_network_is_loaded_again(tmp_path):
    done = process("build", "plain110", "-o", tmp_path / "plain110.keras")
    assert done.returncode == 0, done.stderr
    limit = done.stderr.split("only after sys.setrecursionlimit(")[1].split(")")[0]
    assert int(limit) > 1000


def test_build_refuses_an_ending_before_it_loads_keras(run, tmp_path):
    code, _, err = run("build", "resnet20", "-o", tmp_path / "net.h5")
    assert code == 2
    assert "must end in .keras" in err
    assert "Loading" not in err


# mistakes


def test_a_mistyped_name_is_answered_with_the_nearest(run):
    code, out, err = run("summary", "resnet_20_b")
    assert (code, out) == (2, "")
    assert "did you mean 'resnet20_b'?" in err


BROKEN = {
    "no JSON": ("{", "this is not JSON"),
    "a list": ("[]", "must be an object"),
    "an unknown key": ({"name": "a", "stagez": []}, "did you mean 'stages'?"),
    "an unknown block": (
        {"name": "a", "stages": [{"block": "basik", "filters": 8}]},
        "did you mean 'basic'?",
    ),
    "a wrong type": (
        {"name": "a", "stages": [{"block": ["basic"], "filters": {}}]},
        "stage1",
    ),
    "a shape error": (
        {
            "name": "a",
            "stages": [{"block": "basic", "filters": 32, "shortcut": "identity"}],
        },
        "stage1_block1 adds (32, 32, 32) to (32, 32, 16)",
    ),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("command", ["summary", "code", "graph", "build"])
def test_a_wrong_description_is_one_line_and_exit_code_2(
    run, described, tmp_path, command, text, words
):
    endings = {"graph": "svg", "build": "keras"}
    output = ["-o", tmp_path / f"out.{endings[command]}"] if command in endings else []
    code, out, err = run(command, described(text), *output)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert words in err


def test_files_that_cannot_be_read_are_named(run, tmp_path):
    binary = tmp_path / "net.json"
    binary.write_bytes(b"\xff\xfe\x00")
    expected = {
        binary: "no text",
        tmp_path / "missing.json": "No such file",
        tmp_path: "Is a directory",
    }
    for path, words in expected.items():
        code, out, err = run("summary", path)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert words in err
        assert str(path) in err


def test_places_that_cannot_be_written_are_named(run, tmp_path):
    code, _, err = run("code", "resnet20", "-o", tmp_path / "missing" / "net.py")
    assert code == 2
    assert f"there is no folder '{tmp_path / 'missing'}'" in err
    code, _, err = run("code", "resnet20", "-o", tmp_path)
    assert code == 2
    assert "no plain file" in err


@pytest.mark.parametrize("argv", [[], ["sumary"], ["summary"], ["zoo", "--jsn"], ["build", "x"]])
def test_wrong_arguments_are_one_line_and_exit_code_2(run, argv):
    code, out, err = run(*argv)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "--help" in err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"python -m explorer {command}" in out


def test_help_lists_the_commands(run):
    out = run("--help")[1]
    assert all(command in out for command in COMMANDS)


# processes


def test_a_closed_pipe_ends_the_command_without_a_word():
    command = f"{sys.executable} -m explorer summary resnet1202 | head -1"
    done = subprocess.run(
        ["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("Network 'resnet1202'\n", "")
    assert done.returncode == 141


def test_ctrl_c_ends_the_command_in_one_line(monkeypatch, run):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("explorer.cli.describing.read_network", interrupted)
    assert run("summary", "resnet20") == (130, "", "python -m explorer: interrupted\n")


def test_output_that_knows_only_ascii_gets_what_it_can_show(tmp_path):
    env = os.environ | {"PYTHONIOENCODING": "ascii", "EXPLORER_HOME": str(tmp_path)}
    done = process("summary", "n\u00e4mlich", env=env)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


NO_KERAS = """
import sys
from explorer.cli import main
code = main(sys.argv[1:])
heavy = [name for name in ("keras", "tensorflow", "streamlit") if name in sys.modules]
sys.exit(f"imported {heavy}" if heavy else code)
"""


@pytest.mark.parametrize(
    "argv",
    [
        "zoo",
        "summary resnet20 --json",
        "code resnet20",
        "graph resnet20 -o OUT/net.svg",
        "compare resnet20 plain20",
        "runs",
        "train --help",
        "export --help",
    ],
)
def test_commands_that_need_no_weights_import_neither_keras_nor_streamlit(tmp_path, argv):
    command = [sys.executable, "-c", NO_KERAS, *argv.replace("OUT", str(tmp_path)).split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
