"""What tests of several modules share: a store of their own in a real database."""

import pytest

from explorer.runs import Store


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    store = Store.open()
    yield store
    store.close()
