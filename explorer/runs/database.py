"""Opening the database: SQLite beside the app, or any other by its URL."""

import json
import math
import os
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from explorer.home import home
from explorer.runs import migrations
from explorer.runs.locks import locked
from explorer.runs.schema import RunError

BUSY_SECONDS = 30


def connect(url=None):
    """Open the database that `url`, else EXPLORER_DATABASE_URL, names, with tables of today.

    Raises:
        RunError: the URL names neither an SQLite file nor a PostgreSQL database, or a newer program
            has made its tables.
    """
    url = _address(url)
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _server(url)
    try:
        _prepare(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def upsert(engine, table, values, keys, changed):
    """An INSERT that, where a row has these `keys`, sets its `changed` columns instead."""
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[engine.dialect.name]
    insert = dialect.insert(table).values(values)
    new = {name: insert.excluded[name] for name in changed}
    return insert.on_conflict_do_update(index_elements=keys, set_=new)


def _prepare(engine):
    # Two processes that create the tables, or switch a new file to WAL, at once would both fail.
    with locked(_lock_path(engine.url)):
        if not migrations.is_newest(engine):
            migrations.migrate(engine)


def _address(url):
    text = url or os.environ.get("EXPLORER_DATABASE_URL") or f"sqlite:///{home() / 'runs.db'}"
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except ArgumentError:
        backend = None
    if backend == "postgresql":
        return url
    if backend != "sqlite" or url.database in (None, "", ":memory:"):
        # The text itself may hold a password.
        raise RunError(
            "The database's URL (EXPLORER_DATABASE_URL) must be sqlite:///FILE or"
            f" postgresql+psycopg://USER@HOST/NAME; it begins with {text.split(':')[0]!r}."
        )
    # Absolute, because the processes that share it need not share a working folder.
    return url.set(database=str(Path(url.database).absolute()))


def _server(url):
    return create_engine(url, json_serializer=_json, pool_pre_ping=True)


def _sqlite(url):
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE: a transaction that would turn from reading to writing fails at once, unwaited for.
    options = {"isolation_level": "IMMEDIATE"}
    engine = create_engine(url, json_serializer=_json, connect_args=options)
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection, _record):
    # The wait comes first: without it the switch to WAL itself fails while another one writes.
    pragmas = (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
    )
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _lock_path(url):
    if url.get_backend_name() == "sqlite":
        return Path(f"{url.database}.lock")
    return home() / "schema.lock"


def _json(value):
    return json.dumps(_finite(value), allow_nan=False)


def _finite(value):
    """Put None for NaN and infinities, which are no JSON and which PostgreSQL refuses."""
    if isinstance(value, dict):
        return {str(key): _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    # NumPy's numbers carry themselves as Python's.
    return _finite(value.item()) if hasattr(value, "item") else value
