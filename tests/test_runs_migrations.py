"""Databases of older and newer versions of the program."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from explorer.runs import RunError, Store, migrations
from explorer.runs.schema import metadata

FIRST = Path(__file__).with_name("runs_first_version.sql")
FIRST_ID = "00112233445566ff"
OPEN = "import sys; from explorer.runs import Store; Store.open(sys.argv[1]).close()"


@pytest.fixture
def old(tmp_path, monkeypatch):
    """The URL of a database that the first version of the program has made and used."""
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    connection = sqlite3.connect(tmp_path / "old.db")
    connection.executescript(FIRST.read_text())
    connection.close()
    return f"sqlite:///{tmp_path}/old.db"


def set_version(url, version):
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [version])
    connection.close()


def differences(store):
    """What sets the tables of a database apart from those of the code."""
    with store.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), metadata)


def test_a_database_of_the_first_version_is_brought_up_without_loss(old):
    store = Store.open(old)
    job, waiting = store.job(FIRST_ID), store.jobs(states=["queued"])
    assert (job.name, job.state, job.summary) == ("tiny", "finished", {"test_accuracy": 0.5})
    assert (job.tags, job.note, job.deleted, job.place) == ([], "", None, job.created)
    assert [point.value for point in store.points(FIRST_ID)] == [2.5, 1.25]
    assert [event.text for event in store.events(FIRST_ID)] == ["queued", "finished"]
    assert store.artefacts(FIRST_ID)["best"].name == "best.keras"
    assert store.design("mine").network == {"name": "mine"}
    assert store.claim().id == waiting[0].id
    store.close()


def test_an_old_database_gets_the_very_tables_that_a_new_one_has(old, tmp_path):
    for url in (old, f"sqlite:///{tmp_path}/new.db"):
        store = Store.open(url)
        assert differences(store) == []
        store.close()


def test_one_of_several_processes_brings_the_database_up(old):
    argv = [sys.executable, "-W", "error", "-c", OPEN, old]
    openers = [subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [opener.communicate(timeout=60)[1] for opener in openers] == [""] * 4
    store = Store.open(old)
    assert store.job(FIRST_ID).tags == []
    store.close()


def test_a_step_that_breaks_leaves_the_database_as_it_was(old, tmp_path, monkeypatch):
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    script = folder / "versions" / "v0002_keeping.py"
    script.write_text(script.read_text() + "    raise OSError('no space left')\n")
    with monkeypatch.context() as broken:
        broken.setattr(migrations, "FOLDER", folder)
        with pytest.raises(OSError, match="no space left"):
            Store.open(old)
    connection = sqlite3.connect(tmp_path / "old.db")
    columns = [row[1] for row in connection.execute("PRAGMA table_info(jobs)")]
    connection.close()
    assert "tags" not in columns
    Store.open(old).close()


def test_a_database_of_a_newer_program_is_refused_in_words(old, tmp_path):
    Store.open(old).close()
    set_version(old, "0999")
    with pytest.raises(RunError) as error:
        Store.open(old)
    first, last = migrations.VERSIONS[0], migrations.VERSIONS[-1]
    assert str(error.value) == (
        f"The database {old} has version '0999' of the tables, and this program knows {first} to"
        f" {last}: a newer one has made it. Update the program, or name another database"
        " (EXPLORER_DATABASE_URL)."
    )


def test_there_is_a_script_for_each_version_in_order():
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(reversed([script.revision for script in scripts])) == migrations.VERSIONS


def test_opening_a_database_of_today_takes_no_alembic(old):
    Store.open(old).close()
    script = f"{OPEN}; print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script, old], capture_output=True, text=True)
    assert done.stdout == "False\n"


def test_postgresql_gets_the_same_tables_and_refuses_a_newer_version(new_postgresql, tmp_path):
    url = new_postgresql()
    store = Store.open(url)
    assert differences(store) == []
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    store.close()
    with pytest.raises(RunError, match="has version '0999' of the tables"):
        Store.open(url)


def test_a_first_database_of_postgresql_is_brought_up_too(new_postgresql):
    url = new_postgresql()
    store = Store.open(url)
    id = store.add_job("train", "tiny", {}, {})
    with store.engine.begin() as connection:
        added = ("parent", "tags", "note", "deleted", "place", "claimed", "memory_mb", "threads")
        for column in added:
            connection.exec_driver_sql(f"ALTER TABLE jobs DROP COLUMN {column}")
        connection.exec_driver_sql("DROP TABLE alembic_version")
    store.close()
    store = Store.open(url)
    assert differences(store) == []
    assert (store.job(id).tags, store.claim().id) == ([], id)
    store.close()
