"""What the README shows works as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from explorer import blocks, zoo
from explorer.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
SHELL = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def run(program):
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.keras
def test_the_notebook_example_runs():
    assert "def build_model():" in run(PYTHON[0])


def test_the_example_block_is_a_block(tmp_path):
    module = tmp_path / "gated.py"
    module.write_text(PYTHON[1])
    lines = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import gated",
        "import inspect, explorer.source as s",
        "from explorer import Network, Stage, trace",
        "net = Network('n', [Stage('gated', 8, 2, strides=2)])",
        "print(len(trace(net).layers), s.text_of(gated.gated_block).splitlines()[0])",
    )
    assert "def gated_block" in run("\n".join(lines))


def test_every_block_is_in_the_table():
    named = set(re.findall(r"`(\w+)`", README.split("## Blocks")[1].split("## Add")[0]))
    assert set(blocks.names("block")) <= named


def test_every_command_is_shown_and_known(capsys):
    shown = set(re.findall(r"python -m explorer (\w+)", SHELL[2]))
    with pytest.raises(SystemExit):
        main(["--help"])
    known = set(re.findall(r"^    (\w+)  ", capsys.readouterr().out, re.MULTILINE))
    assert shown == known - {"COMMAND"}


def test_every_network_of_the_commands_is_in_the_zoo():
    lines = [line.split("#")[0].split() for line in SHELL[2].splitlines()]
    given = [line[4] for line in lines if len(line) > 4 and line[3] in ("summary", "code", "train")]
    assert given
    assert set(given) <= set(zoo.names())


def test_every_local_link_and_image_exists():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (ROOT / target).exists(), target
