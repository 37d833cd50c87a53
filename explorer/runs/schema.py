"""The tables of the store, and what their rows mean.

Times are seconds since 1970. A job is one build, training run or experiment; it may take several
attempts, one worker process each.
"""

from dataclasses import dataclass

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

KINDS = ("build", "train", "experiment")

# Each state, and the states that may follow it.
STATES = {
    "queued": ("starting", "stopped", "failed"),
    "starting": ("running", "stopped", "failed", "interrupted"),
    "running": ("paused", "stopped", "finished", "failed", "interrupted"),
    "paused": ("queued", "stopped"),
    "stopped": ("queued",),
    "finished": (),
    "failed": ("queued",),
    "interrupted": ("queued",),
}
ACTIVE = ("starting", "running")
ENDED = ("stopped", "finished", "failed", "interrupted")
RESUMABLE = ("paused", "stopped", "failed", "interrupted")

metadata = MetaData()

designs = Table(
    "designs",
    metadata,
    Column("owner", String(200), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("network", JSON, nullable=False),
    Column("created", Double, nullable=False),
    Column("updated", Double, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(32), unique=True, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("name", String(200), nullable=False),
    Column("network", JSON, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("source", Text, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("state", String(32), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("created", Double, nullable=False),
    Column("started", Double),
    Column("ended", Double),
    Column("heartbeat", Double),
    Column("host", String(200)),
    Column("pid", BigInteger),
    Column("pid_started", String(64)),
    Column("handle", String(200)),
    Column("control", String(32)),
    Column("progress", JSON, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("error", Text, nullable=False),
    Column("environment", JSON, nullable=False),
    Column("parent", String(32)),
    Column("tags", JSON, nullable=False, server_default="[]"),
    Column("note", Text, nullable=False, server_default=""),
    Column("deleted", Double),
    Column("place", Double, nullable=False, server_default="0"),
    Column("claimed", Double),
    Column("memory_mb", Integer),
    Column("threads", Integer),
    Index("jobs_by_state", "state", "number"),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("job", String(32), ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("time", Double, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Index("events_by_job", "job", "number"),
    sqlite_autoincrement=True,
)

points = Table(
    "points",
    metadata,
    Column(
        "number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    ),
    Column("job", String(32), ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("series", String(100), nullable=False),
    Column("step", BigInteger, nullable=False),
    # Null stands for NaN, which SQLite cannot hold.
    Column("value", Double),
    Column("time", Double, nullable=False),
    Index("points_by_job", "job", "number"),
    sqlite_autoincrement=True,
)

artefacts = Table(
    "artefacts",
    metadata,
    Column("job", String(32), ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(64), primary_key=True),
    Column("path", Text, nullable=False),
    Column("created", Double, nullable=False),
)


class RunError(RuntimeError):
    """The store cannot do what was asked: no such job or design, or a state forbids it."""


@dataclass(frozen=True)
class Design:
    """A network description saved under a name."""

    name: str
    owner: str
    network: dict
    created: float
    updated: float


@dataclass(frozen=True)
class Job:
    """One row of the queue, as it was when it was read.

    `source` is the exported code, `attempt` the number of the newest worker process (0 before the
    first), `pid_started` what tells that process from a later one with its number, and `error` one
    line for people. `parent` is the id of the job that it was forked from, which may be gone by
    now; `place` orders the queue, smallest first; `claimed` is when its newest attempt was given
    out, `deleted` when it was thrown away, `memory_mb` what it is expected to take (MiB), and
    `threads` what its workers are given, the same at each attempt so that they compute the same.
    """

    id: str
    kind: str
    name: str
    network: dict
    settings: dict
    source: str
    owner: str
    state: str
    attempt: int
    created: float
    started: float | None
    ended: float | None
    heartbeat: float | None
    host: str | None
    pid: int | None
    pid_started: str | None
    handle: str | None
    control: str | None
    progress: dict
    summary: dict
    error: str
    environment: dict
    parent: str | None
    tags: list
    note: str
    deleted: float | None
    place: float
    claimed: float | None
    memory_mb: int | None
    threads: int | None

    @property
    def over(self):
        """Whether no worker will write to it any more, unless it is resumed."""
        return self.state in (*ENDED, "paused")
