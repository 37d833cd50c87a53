"""What a job leaves behind while it runs: metric points, events and files."""

import math
import time
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from explorer.runs.curves import Curves
from explorer.runs.database import upsert
from explorer.runs.schema import artefacts, events, points


class Event(NamedTuple):
    """Something that happened to a job; a change of state is an event of kind "state"."""

    number: int
    time: float
    kind: str
    text: str


class Records(Curves):
    """Reading and writing a job's records; mixed into `Store`, which has the `engine`."""

    def add_points(self, id, points_):
        """Write `(series, step, value)` triples in one transaction."""
        now = time.time()
        rows = [
            {"job": id, "series": series, "step": int(step), "value": _stored(value), "time": now}
            for series, step, value in points_
        ]
        if rows:
            self._insert(id, insert(points), rows)

    def drop_points(self, id, last):
        """Forget what an attempt wrote beyond the place from which the next one goes on.

        Args:
            last: `{prefix: step}`: of the series whose names begin so, later steps are dropped.
        """
        with self.engine.begin() as connection:
            for prefix, step in last.items():
                named = points.c.series.startswith(prefix, autoescape=True)
                later = delete(points).where(points.c.job == id, named, points.c.step > step)
                connection.execute(later)

    def log_event(self, id, kind, text):
        """Add a line to the job's history."""
        self._insert(id, insert(events), [event_row(id, kind, text)])

    def events(self, id):
        """The job's history, oldest first."""
        columns = (events.c.number, events.c.time, events.c.kind, events.c.text)
        query = select(*columns).where(events.c.job == id).order_by(events.c.number)
        return [Event(*row) for row in self._rows(query)]

    def add_artefact(self, id, kind, path):
        """Name a file of the job; a second one of that kind takes the first one's place."""
        path = Path(path).absolute()
        folder = self.folder(id).absolute()
        # Kept relative, a home folder that is moved keeps its files.
        kept = path.relative_to(folder) if path.is_relative_to(folder) else path
        row = {"job": id, "kind": kind, "path": str(kept), "created": time.time()}
        statement = upsert(self.engine, artefacts, row, ["job", "kind"], ["path", "created"])
        self._insert(id, statement)

    def artefacts(self, id):
        """The job's files as `{kind: Path}`."""
        query = select(artefacts.c.kind, artefacts.c.path).where(artefacts.c.job == id)
        return {row.kind: self.folder(id) / row.path for row in self._rows(query)}

    def _insert(self, id, statement, rows=None):
        try:
            with self.engine.begin() as connection:
                connection.execute(statement, rows)
        except IntegrityError:
            # Says so if it is the job that is missing.
            self.job(id)
            raise

    def _rows(self, query):
        with self.engine.connect() as connection:
            return connection.execute(query).all()


def event_row(id, kind, text):
    """A row of the table of events, of now."""
    return {"job": id, "time": time.time(), "kind": kind, "text": text}


def _stored(value):
    value = float(value)
    return None if math.isnan(value) else value
