"""Runs as things people keep: names, tags, notes, and deleting with a way back."""

import json
import shutil
import time

from sqlalchemy import Text, and_, delete, exists, or_, select, update

from explorer.runs.schema import ACTIVE, RunError, jobs

UNDO_SECONDS = 7 * 24 * 3600  # how long a deleted job can be restored
MAX_NAME, MAX_TAG, MAX_TAGS, MAX_NOTE = 200, 50, 20, 20_000
_c = jobs.c


class Keeping:
    """What people do with jobs, whatever their state; mixed into `Store`."""

    def rename(self, id, name):
        """Give the job another name, of 1 to 200 characters."""
        name = " ".join(name.split())
        if not 0 < len(name) <= MAX_NAME:
            raise RunError(f"A name has 1 to {MAX_NAME} characters; got {len(name)}.")
        self._update(id, {"name": name})

    def set_tags(self, id, tags):
        """Give the job these tags in place of any others; they are kept in lower case, sorted."""
        tags = sorted({_tag(tag) for tag in tags} - {""})
        if too_long := [tag for tag in tags if len(tag) > MAX_TAG]:
            raise RunError(f"A tag has at most {MAX_TAG} characters; got {too_long[0][:60]!r}.")
        if len(tags) > MAX_TAGS:
            raise RunError(f"A job has at most {MAX_TAGS} tags; got {len(tags)}.")
        self._update(id, {"tags": tags})

    def set_note(self, id, text):
        """Keep a person's words about the job."""
        if len(text) > MAX_NOTE:
            raise RunError(f"A note has at most {MAX_NOTE} characters; got {len(text)}.")
        self._update(id, {"note": text})

    def delete(self, id):
        """Throw the job away; for a week `restore` brings it back, with all its files.

        A job that waits in the queue is taken out of it.

        Raises:
            RunError: a worker is at it.
        """
        self._stop_waiting(id)
        gone = update(jobs).where(_c.id == id, _c.deleted.is_(None), _c.state.not_in(ACTIVE))
        if not self._change(gone.values(deleted=time.time())):
            job = self.job(id)
            why = "deleted already" if job.deleted else f"{job.state}: stop it first"
            raise RunError(f"Job {id} is {why}.")

    def restore(self, id):
        """Bring a deleted job back.

        Raises:
            RunError: it is not deleted, or was too long ago.
        """
        since = time.time() - UNDO_SECONDS
        back = update(jobs).where(_c.id == id, _c.deleted >= since)
        if not self._change(back.values(deleted=None)):
            why = "is about to be removed for good" if self.job(id).deleted else "is not deleted"
            raise RunError(f"Job {id} {why}.")

    def purge(self):
        """Remove for good what was deleted more than a week ago, files first; their ids.

        With a run goes whatever was asked of it. Its forks stay.
        """
        gone = self._remove(_c.deleted < time.time() - UNDO_SECONDS)
        asked = and_(_c.kind == "experiment", _c.parent.is_not(None), _c.state.not_in(ACTIVE))
        run = jobs.alias()
        return gone + self._remove(asked, ~exists().where(run.c.id == _c.parent))

    def _remove(self, *which):
        old = self._rows(select(_c.id).where(*which))
        for row in old:
            # The row goes last: whatever stops this, the next purge finds the job again.
            shutil.rmtree(self._folder(row.id), ignore_errors=True)
            self._change(delete(jobs).where(_c.id == row.id))
        return [row.id for row in old]

    def _change(self, statement):
        """Execute one statement; how many rows it changed."""
        with self.engine.begin() as connection:
            return connection.execute(statement).rowcount


def tagged(tag):
    """The condition that a job has this tag."""
    # Between its quotes, as JSON writes it, a tag is never part of another one.
    return _c.tags.cast(Text).contains(json.dumps(_tag(tag)), autoescape=True)


def mentions(text):
    """The condition that a job's name or note holds this text."""
    return or_(_c.name.icontains(text, autoescape=True), _c.note.icontains(text, autoescape=True))


def _tag(text):
    return " ".join(text.lower().split())
