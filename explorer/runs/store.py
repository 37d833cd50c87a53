"""The store of designs and jobs: the one thing that server, runner and workers share.

Every change is one transaction, and every change of state checks, in the same statement, that the
state it leaves is one that it may leave: of two processes that try the same, one is told so.
"""

import re
import secrets
import time

from sqlalchemy import func, insert, select, update

from explorer.home import home
from explorer.runs.database import connect
from explorer.runs.designs import Designs
from explorer.runs.keeping import Keeping, mentions, tagged
from explorer.runs.processes import myself
from explorer.runs.queue import Queue
from explorer.runs.records import Records, event_row
from explorer.runs.schema import ENDED, KINDS, STATES, Job, RunError
from explorer.runs.schema import events as events_table
from explorer.runs.schema import jobs as jobs_table

_c = jobs_table.c
_COLUMNS = [_c[name] for name in Job.__dataclass_fields__]
_FIELDS = ("progress", "summary", "environment", "error")
_FIELDS += ("host", "pid", "pid_started", "handle", "threads")


class Store(Designs, Keeping, Queue, Records):
    """The store behind one database; safe to use from several threads and processes."""

    def __init__(self, engine):
        self.engine = engine

    @classmethod
    def open(cls, url=None):
        """Open the store at `url`, else EXPLORER_DATABASE_URL, else SQLite in the home folder."""
        return cls(connect(url))

    @property
    def url(self):
        """The address of the database, password included."""
        return self.engine.url.render_as_string(hide_password=False)

    @property
    def is_local(self):
        """Whether the database is a file, so that every job in it belongs to this machine."""
        return self.engine.dialect.name == "sqlite"

    def close(self):
        """Close the connections."""
        self.engine.dispose()

    def __repr__(self):
        return f"the store at {self.engine.url.render_as_string(hide_password=True)}"

    def add_job(
        self,
        kind,
        name,
        network,
        settings,
        source="",
        owner="",
        mine=False,
        parent=None,
        memory_mb=None,
    ):
        """Put a job at the end of the queue.

        Args:
            mine: do not queue it: the calling process will work on it itself, as attempt 1.
            parent: the id of the job that this one is forked from.
            memory_mb: what it is expected to take; it waits until the machine has as much left.

        Returns:
            Its id, which nobody can guess.
        """
        if kind not in KINDS:
            raise RunError(f"A job's kind is one of {', '.join(KINDS)}; got {kind!r}.")
        id = secrets.token_hex(8)
        given = {"kind": kind, "name": name, "network": network, "settings": settings}
        empty = {"attempt": 0, "progress": {}, "summary": {}, "error": "", "environment": {}}
        now, state = time.time(), {"state": "queued"}
        if mine:
            state = {"state": "starting", "attempt": 1, "claimed": now} | myself()
        row = {"id": id, "created": now, "place": now, "source": source, "owner": owner}
        row |= {"parent": parent, "memory_mb": memory_mb}
        with self.engine.begin() as connection:
            connection.execute(insert(jobs_table), given | empty | row | state)
            connection.execute(insert(events_table), event_row(id, "state", state["state"]))
        return id

    def job(self, id):
        """The job as it is now."""
        rows = self._rows(select(*_COLUMNS).where(_c.id == id))
        if not rows:
            raise RunError(f"No job {id!r} in {self}.")
        return Job(**rows[0]._mapping)

    def jobs(
        self,
        kind=None,
        states=None,
        limit=None,
        *,
        owner=None,
        tag=None,
        text=None,
        parent=None,
        deleted=False,
    ):
        """Jobs, the newest first; only those that all the given arguments fit.

        Args:
            text: part of the name or the note, in small or large letters.
            deleted: the deleted ones instead of the others.
        """
        query = select(*_COLUMNS).order_by(_c.number.desc()).limit(limit)
        query = query.where(_c.deleted.is_not(None) if deleted else _c.deleted.is_(None))
        query = query if states is None else query.where(_c.state.in_(states))
        for column, value in ((_c.kind, kind), (_c.owner, owner), (_c.parent, parent)):
            query = query if value is None else query.where(column == value)
        query = query.where(tagged(tag)) if tag else query
        query = query.where(mentions(text)) if text else query
        return [Job(**row._mapping) for row in self._rows(query)]

    def set_state(self, id, state, reason="", **fields):
        """Move a job to another state, and note it among its events.

        Args:
            reason: one line for people; the job's `error` where it fails or is interrupted.
            fields: columns to set with it: `summary`, `environment`, `progress`, `error`, `host`,
                `pid`, `pid_started`, `handle`, `threads`.

        Raises:
            RunError: the job's state may not be left for this one.
        """
        _check_names(state, fields)
        if not self._move(id, state, _before(state), reason, fields):
            job = self.job(id)
            if job.deleted:
                raise RunError(f"Job {id} is deleted: restore it first.")
            allowed = ", ".join(STATES[job.state]) or "nothing"
            raise RunError(f"Job {id} is {job.state}: it may become {allowed}, but not {state}.")

    def begin(self, id, attempt, environment=None):
        """Say, as the first thing that a worker does, that the job runs in the calling process.

        Args:
            environment: versions and machine.

        Raises:
            RunError: the job was given up or to another worker meanwhile: the caller must end.
        """
        fields = myself() | ({} if environment is None else {"environment": environment})
        if not self._move(id, "running", ("starting",), "", fields, attempt):
            job = self.job(id)
            now = f"is {job.state} in attempt {job.attempt}"
            raise RunError(f"Job {id} {now}: attempt {attempt} came too late to begin.")

    def note(self, id, **fields):
        """Set some of the fields of `set_state`, whatever the state."""
        _check_names("queued", fields)
        self._update(id, fields)

    def folder(self, id):
        """The folder of the job's files, made on demand."""
        folder = self._folder(id)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _folder(self, id):
        # Ids arrive in links: one that is none must never become a path.
        if not re.fullmatch(r"[0-9a-f]{16}", id):
            raise RunError(f"No job {id!r}: an id is 16 digits and letters from a to f.")
        return home() / "runs" / id

    def _update(self, id, values):
        with self.engine.begin() as connection:
            done = connection.execute(update(jobs_table).where(_c.id == id).values(values))
        if not done.rowcount:
            raise RunError(f"No job {id!r} in {self}.")

    def _move(self, id, state, before, reason, fields, attempt=None):
        """Set the state if it is one of `before` (and the attempt this one, if given)."""
        move = update(jobs_table).where(_c.id == id, _c.state.in_(before), _c.deleted.is_(None))
        move = move if attempt is None else move.where(_c.attempt == attempt)
        with self.engine.begin() as connection:
            values = {"state": state} | _entering(state, reason) | fields
            if not connection.execute(move.values(values)).rowcount:
                return False
            text = f"{state}: {reason}" if reason else state
            connection.execute(insert(events_table), event_row(id, "state", text))
        return True


def _check_names(state, fields):
    unknown = [name for name in fields if name not in _FIELDS]
    if state not in STATES:
        raise RunError(f"A job's state is one of {', '.join(STATES)}; got {state!r}.")
    if unknown:
        fields = ", ".join(_FIELDS)
        raise RunError(f"A job's fields are {fields}; got {', '.join(unknown)}.")


def _before(state):
    return [earlier for earlier, later in STATES.items() if state in later]


def _entering(state, reason):
    """The columns that go with a state."""
    now = time.time()
    if state == "running":
        return {"started": func.coalesce(_c.started, now), "heartbeat": now}
    if state == "queued":
        return {"ended": None, "control": None, "error": "", "place": now}
    if state == "paused":
        return {"control": None}
    if state in ENDED:
        error = {"error": reason} if state in ("failed", "interrupted") else {}
        return {"ended": now, "control": None} | error
    return {}
