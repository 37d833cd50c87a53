"""A full disk: knowing it by its error, and room that is kept for a run's last word."""

import contextlib
import errno
import logging
import os

from sqlalchemy.exc import SQLAlchemyError

SPARE = "spare"  # the file's name in the folder of a run
BYTES = 2**18  # enough for the database to take in a change of state
# As the system, SQLite and quotas put it; PostgreSQL and HDF5 repeat the system's words.
WORDS = (os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT), "database or disk is full")

log = logging.getLogger(__name__)


def is_full(error):
    """Whether an error says that there is no room left."""
    return any(words in str(error) for words in WORDS)


@contextlib.contextmanager
def spare(folder):
    """Take up some room in a folder for the length of a `with` block, and give it back after it.

    Where the block ends because the disk is full, the database beside it can then say so.
    """
    path = folder / SPARE
    try:
        # Random, because some file systems store zeros without taking any room.
        path.write_bytes(os.urandom(BYTES))
    except OSError:
        log.warning("There is no room to spare in %s", folder)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def interrupted_when_full(store, id):
    """Interrupt a run, with words for people, where the block ends for lack of room."""
    try:
        with spare(store.folder(id)):
            yield
    except (OSError, SQLAlchemyError) as error:
        if not is_full(error):
            raise
        # The database's own words, without the statement and its values.
        why = getattr(error, "orig", None) or error
        text = f"There is no room left on the disk ({why}): make some, then resume the run"
        store.set_state(id, "interrupted", text)
