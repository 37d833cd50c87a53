"""The versions of the database's tables, and how an older one becomes the newest.

Alembic does it, with one script for each version beside this file; it is imported only where there
is something to do, because a page that opens must not wait for it.
"""

from pathlib import Path

from sqlalchemy import Column, MetaData, String, Table, insert, inspect, select

from explorer.runs.schema import RunError, metadata

VERSIONS = ("0001", "0002")
FOLDER = Path(__file__).parent
ADVISORY_LOCK = 0x5265734578  # any number that no other program locks

# Alembic's own table, as it makes it.
_version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def is_newest(engine):
    """Whether the tables are there and of the newest version."""
    with engine.connect() as connection:
        return _found(connection) == VERSIONS[-1]


def migrate(engine):
    """Create the tables, or bring them to the newest version, all or nothing.

    Raises:
        RunError: a newer version of the program has made them.
    """
    with engine.begin() as connection:
        _lock(connection)
        found = _found(connection)
        if found is None:
            metadata.create_all(connection)
            _stamp(connection, VERSIONS[-1])
        elif found not in VERSIONS:
            raise RunError(
                f"The database {engine.url.render_as_string()} has version {found!r} of the"
                f" tables, and this program knows {VERSIONS[0]} to {VERSIONS[-1]}: a newer one has"
                " made it. Update the program, or name another database (EXPLORER_DATABASE_URL)."
            )
        elif found != VERSIONS[-1]:
            _upgrade(connection)


def _found(connection):
    """The version of the tables, or None where there are none."""
    if inspect(connection).has_table(_version.name):
        return connection.scalar(select(_version.c.version_num))
    if not inspect(connection).has_table("jobs"):
        return None
    # Tables without a version are those of before there were any.
    return VERSIONS[0]


def _lock(connection):
    # The file lock around this holds on one machine; a server's database may have several.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
    else:
        # By itself Python begins a transaction only where rows change, not where tables do.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _stamp(connection, version):
    _version.create(connection, checkfirst=True)
    connection.execute(insert(_version).values(version_num=version))


def _upgrade(connection):
    from alembic import command
    from alembic.config import Config

    if not inspect(connection).has_table(_version.name):
        _stamp(connection, VERSIONS[0])
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    command.upgrade(config, "head")
