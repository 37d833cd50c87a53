"""What tests of several modules share: a store of their own, in every kind of database."""

import itertools

import pytest

from explorer.runs import Store
from tests import postgres


@pytest.fixture(scope="session")
def new_postgresql():
    """Makes databases of a PostgreSQL server, one at each call, and gives their URLs."""
    with postgres.server() as create:
        yield create


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request, tmp_path, monkeypatch):
    """Makes databases of each kind, with a home folder beside them."""
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    numbers = itertools.count()
    if request.param == "postgresql":
        return request.getfixturevalue("new_postgresql")
    return lambda: f"sqlite:///{tmp_path}/other{next(numbers)}.db"


@pytest.fixture
def store(new_url, monkeypatch):
    """A store in a new database of each kind, which `Store.open()` opens as well."""
    monkeypatch.setenv("EXPLORER_DATABASE_URL", new_url())
    store = Store.open()
    yield store
    store.close()
