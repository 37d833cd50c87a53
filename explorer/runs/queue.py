"""The queue: who is next, what people ask of a job, and what its worker says."""

import time

from sqlalchemy import case, func, insert, select, update

from explorer.runs.processes import HOST
from explorer.runs.records import event_row
from explorer.runs.schema import ACTIVE, RESUMABLE, RunError, events, jobs

WORDS = ("stop", "pause")
_c = jobs.c


class Queue:
    """The calls around the queue; mixed into `Store`, which has the `engine` and `_move`."""

    def claim(self, fits=None):
        """Take the next job for a new attempt, so that no one else does.

        Of the owners with a job in the queue it is the one with the fewest at work; of those, the
        one whose last start is the longest ago; and of the owner's jobs the first in the queue.

        Args:
            fits: a function that says whether there is room for a job; the next one is waited for,
                rather than overtaken by smaller ones for ever.

        Returns:
            The job, now `starting` and with the attempt's number, or None where none can start.
        """
        while (id := self._next()) is not None:
            if fits and not fits(self.job(id)):
                return None
            if self._move(id, "starting", ("queued",), "", _next_attempt()):
                return self.job(id)
        return None

    def queue(self):
        """The jobs that wait, the first one first."""
        found = {job.id: job for job in self.jobs(states=["queued"])}
        return [found[row.id] for row in self._rows(_waiting()) if row.id in found]

    def move(self, id, before=None):
        """Put a job that waits before another one that waits, or at the end of the queue."""
        with self.engine.begin() as connection:
            rows = connection.execute(_waiting().with_for_update()).all()
            order = [row.id for row in rows if row.id != id]
            if len(order) == len(rows) or before not in (None, *order):
                wrong = self.job(id if len(order) == len(rows) else before)
                raise RunError(f"Job {wrong.id} is {wrong.state}: it has no place in the queue.")
            order.insert(len(order) if before is None else order.index(before), id)
            places = sorted(row.place for row in rows)
            for each, place in zip(order, places, strict=True):
                connection.execute(update(jobs).where(_c.id == each).values(place=place))

    def request(self, id, word):
        """Leave a control word, "stop" or "pause", for the job's worker.

        A job that waits in the queue, or is paused, stops at once.

        Raises:
            RunError: no worker is there to hear it.
        """
        if word not in WORDS:
            raise RunError(f"A job is asked to {' or '.join(WORDS)}; got {word!r}.")
        if word == "stop" and self._stop_waiting(id):
            return
        with self.engine.begin() as connection:
            left = update(jobs).where(_c.id == id, _c.state.in_(ACTIVE))
            if connection.execute(left.values(control=word)).rowcount:
                connection.execute(insert(events), event_row(id, "request", word))
                return
        raise RunError(f"Job {id} is {self.job(id).state}: there is no worker to {word}.")

    def resume(self, id):
        """Queue a job again that was paused, stopped or interrupted, or has failed.

        Its next worker is a new attempt, which goes on from the newest checkpoint.

        Raises:
            RunError: the job's state is another one.
        """
        if not self._move(id, "queued", RESUMABLE, "", {}):
            states = f"{', '.join(RESUMABLE[:-1])} or {RESUMABLE[-1]}"
            raise RunError(f"Job {id} is {self.job(id).state}: to be resumed it must be {states}.")

    def requested(self, id):
        """The control word that waits for the job's worker, or None."""
        rows = self._rows(select(_c.control).where(_c.id == id))
        return rows[0].control if rows else None

    def beat(self, id, progress=None):
        """Say that the worker lives, and how far it is."""
        done = {} if progress is None else {"progress": progress}
        self._update(id, {"heartbeat": time.time()} | done)

    def _next(self):
        waiting = self._rows(_waiting())
        if not waiting:
            return None
        running = func.sum(case((_c.state.in_(ACTIVE), 1), else_=0))
        query = select(_c.owner, running, func.max(_c.claimed)).group_by(_c.owner)
        used = {owner: (count, last or 0) for owner, count, last in self._rows(query)}
        return min(waiting, key=lambda row: used[row.owner]).id

    def _stop_waiting(self, id):
        ways = {"queued": "stopped before it began", "paused": "stopped while it was paused"}
        return any(self._move(id, "stopped", (now,), why, {}) for now, why in ways.items())


def _waiting():
    columns = (_c.id, _c.owner, _c.place)
    return select(*columns).where(_c.state == "queued").order_by(_c.place, _c.number)


def _next_attempt():
    nobody = {"handle": None, "pid": None, "pid_started": None}
    return {"attempt": _c.attempt + 1, "host": HOST, "claimed": time.time()} | nobody
