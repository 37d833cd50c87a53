"""A home folder for every command, and commands run in this process."""

import json

import pytest

from explorer.cli import main
from explorer.runs import Store
from tests.cli.tools import SMALL


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("EXPLORER_HOME", str(folder))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    monkeypatch.delenv("EXPLORER_DATA_DIR", raising=False)
    return folder


@pytest.fixture
def store():
    opened = Store.open()
    yield opened
    opened.close()


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


@pytest.fixture
def network(tmp_path):
    path = tmp_path / "small.json"
    path.write_text(SMALL.to_json())
    return path
