"""The store behind a page under test: empty, and with nobody who would train."""

import pytest

from explorer.home import home
from explorer.runs import Store
from explorer.runs.locks import try_lock


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    """An empty store, in a home folder whose runner is this test, so that nothing is trained."""
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    store = Store.open()
    with try_lock(home() / "runner.lock"):
        yield store
    store.close()
