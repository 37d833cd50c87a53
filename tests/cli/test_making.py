"""`code`, `graph` and `build`: the files that are made of a network."""

import os

import pytest

from explorer import to_source, zoo
from tests.cli.tools import process


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
