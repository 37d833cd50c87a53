"""The queue: who is next, what people ask of a job, and what its worker says."""

import time

from sqlalchemy import insert, select, update

from explorer.runs.processes import HOST
from explorer.runs.records import event_row
from explorer.runs.schema import ACTIVE, RESUMABLE, RunError, events, jobs

WORDS = ("stop", "pause")
_c = jobs.c


class Queue:
    """The calls around the queue; mixed into `Store`, which has the `engine` and `_move`."""

    def claim(self):
        """Take the oldest queued job for a new attempt, so that no one else does.

        Returns:
            The job, now `starting` and with the attempt's number, or None where none waits.
        """
        oldest = select(_c.id).where(_c.state == "queued").order_by(_c.number).limit(1)
        while rows := self._rows(oldest):
            if self._move(rows[0].id, "starting", ("queued",), "", _next_attempt()):
                return self.job(rows[0].id)
        return None

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

    def _stop_waiting(self, id):
        ways = {"queued": "stopped before it began", "paused": "stopped while it was paused"}
        return any(self._move(id, "stopped", (now,), why, {}) for now, why in ways.items())


def _next_attempt():
    nobody = {"handle": None, "pid": None, "pid_started": None}
    return {"attempt": _c.attempt + 1, "host": HOST} | nobody
