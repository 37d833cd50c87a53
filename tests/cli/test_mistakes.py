"""What people get told: mistakes, help, and pipes and terminals that end."""

import os
import subprocess
import sys

import pytest

from explorer.cli.main import COMMANDS
from tests.cli.tools import ROOT, process


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
