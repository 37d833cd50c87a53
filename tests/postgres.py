"""A PostgreSQL server of the tests' own, on a socket in a temporary folder."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg
import pytest

ROLE = "explorer"
# Speed instead of safety from power cuts, which no test makes.
OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")


def programs():
    """The folder with `initdb`, or None; Debian keeps it off the path, one for each version."""
    found = shutil.which("initdb")
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return Path(found).parent if found else (known[-1].parent if known else None)


def need_programs():
    """The folder with the programs; skips where there is none, but in CI fails."""
    folder = programs()
    if folder is None:
        reason = "PostgreSQL is not installed (apt-get install postgresql)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return folder


@contextlib.contextmanager
def server():
    """Start a server for the length of a `with` block; gives a function that makes databases."""
    # Short, because a socket's path has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    bin_, who = need_programs(), _account(folder)
    try:
        create = (bin_ / "initdb", "-D", folder / "data", "-U", ROLE, "-A", "trust", "--no-sync")
        _run(*create, **who)
        options = f"-k {folder} -c listen_addresses='' " + " ".join(f"-c {o}" for o in OPTIONS)
        control = (bin_ / "pg_ctl", "-D", folder / "data", "-w")
        _run(*control, "-o", options, "-l", folder / "log", "start", **who)
        try:
            yield _databases(folder)
        finally:
            _run(*control, "-m", "immediate", "stop", **who)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _databases(folder):
    """Makes schemas rather than databases: each acts as one, and takes no megabytes of its own."""
    numbers = count()

    def create():
        name = f"test{next(numbers)}"
        with psycopg.connect(f"host={folder} user={ROLE} dbname=postgres") as root:
            root.execute(f"CREATE SCHEMA {name}")
        options = f"host={folder}&options=-csearch_path%3D{name}"
        return f"postgresql+psycopg://{ROLE}@/postgres?{options}"

    return create


def _account(folder):
    # The server refuses to run as root, as tests in a container do: the package's own user does.
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(*command, **who):
    # Not through pipes: the server would inherit them and hold them open.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(command, stdout=output, stderr=output, cwd="/", **who)
        output.seek(0)
        assert done.returncode == 0, output.read()


def _version(path):
    return int(path.parts[-3])
