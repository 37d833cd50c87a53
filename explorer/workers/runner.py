"""The loop that takes jobs from the queue, starts their workers and notices those that died."""

import logging
import time

from sqlalchemy.exc import SQLAlchemyError

from explorer.runs import ACTIVE, RunError
from explorer.runs.processes import HOST
from explorer.runs.queue import WORDS
from explorer.workers.executors import JobSpec
from explorer.workers.resources import has_room, share, thread_settings
from explorer.workers.upkeep import tidy

PURGE_SECONDS = 3600  # between two looks for what was deleted long ago

log = logging.getLogger(__name__)


class Runner:
    """The queue's owner on one machine; it keeps nothing that the store does not hold.

    Args:
        slots: how many jobs run at once.
        patience: seconds that a worker may be silent after a request to stop or pause, or live on
            after its last word, before it is killed.
    """

    def __init__(self, store, executor, slots=1, patience=300):
        self.store, self.executor = store, executor
        self.slots, self.patience = slots, patience
        self._workers, self._asked = {}, {}

    def run(self, idle_seconds=600, pause=0.2):
        """Work until there has been nothing to do for `idle_seconds`."""
        last = purged = time.monotonic()
        self._try(lambda: tidy(self.store))
        while time.monotonic() - last < idle_seconds:
            if self._try(self.step):
                last = time.monotonic()
            if time.monotonic() - purged > PURGE_SECONDS:
                purged = time.monotonic()
                self._try(lambda: tidy(self.store))
            time.sleep(pause)

    def step(self):
        """Look once at every worker and at the queue; whether there was anything to do."""
        for job in self._mine():
            self._follow(job)
        for handle, id in list(self._workers.items()):
            if job := self._job(id):
                self._look_after(handle, job)
            else:
                self._end(handle)
        begun = [self._start_next() for _ in range(self.slots - len(self._workers))]
        return bool(self._workers) or any(begun)

    def _try(self, work):
        try:
            return work()
        except (SQLAlchemyError, RunError, OSError):
            # A database that restarts, or a disk that is full for a while, must not end the queue.
            log.exception("The runner tries again")
            return False

    def _mine(self):
        found = self.store.jobs(states=ACTIVE)
        return [job for job in found if self.store.is_local or job.host == HOST]

    def _start_next(self):
        job = self.store.claim(fits=self._fits)
        if job is None:
            return False
        self._start(job)
        return True

    def _start(self, job):
        threads = job.threads or self._share()
        spec = JobSpec(job.id, job.attempt, thread_settings(threads), threads, 0, job.memory_mb)
        try:
            handle = self.executor.submit(spec)
        except OSError as error:
            self.store.set_state(job.id, "failed", f"The worker could not be started: {error}")
            return
        self._workers[handle] = job.id
        self.store.note(job.id, handle=handle, threads=threads)
        log.info("Started %s", handle)

    def _start_again(self, handle, job):
        self.executor.stop(handle, kill=True)
        del self._workers[handle]
        job = self.store.job(job.id)
        if job.state == "starting":
            self._start(job)
        else:
            # It began in the very last moment.
            self._bury(job, handle, "lost")

    def _fits(self, job):
        # Alone it starts whatever it takes: if that is too much, it says so itself, with numbers.
        return not self._workers or has_room(job, self._mine())

    def _share(self):
        # Those that wait are counted in, because the threads cannot be changed later.
        soon = len(self._workers) + 1 + len(self.store.jobs(states=["queued"], limit=self.slots))
        return share(min(self.slots, soon))

    def _follow(self, job):
        if handle := self._handle(job):
            self._workers[handle] = job.id
        else:
            self._bury(job, "", "lost")

    def _look_after(self, handle, job):
        # A worker keeps its slot until it is gone: after its last word it still holds its memory.
        end = self.executor.poll(handle)
        if end == "late":
            self._start_again(handle, job)
        elif end != "running":
            del self._workers[handle]
            if job := self._job(job.id):
                self._bury(job, handle, end)
        elif not job.handle:
            self._let_go_if_done(handle, job)
        elif self._is_stuck(handle, job):
            self.executor.stop(handle, kill=True)

    def _job(self, id):
        try:
            return self.store.job(id)
        except RunError:
            # Deleted and purged, perhaps by hand, while its worker lived on.
            return None

    def _end(self, handle):
        if self.executor.poll(handle) == "running":
            self.executor.stop(handle, kill=True)
        else:
            del self._workers[handle]

    def _let_go_if_done(self, handle, job):
        # Without a handle the process may be a person's own, which has more to do than this job.
        if job.state not in ACTIVE:
            del self._workers[handle]

    def _handle(self, job):
        return job.handle or self.executor.find(job)

    def _is_stuck(self, handle, job):
        # A resumed job may have a new worker while that of its last attempt still ends.
        current = job.state in ACTIVE and job.handle == handle
        if current and job.control not in WORDS:
            return False
        since = self._asked.setdefault(handle, time.time())
        since = max(since, job.heartbeat or 0) if current else since
        return time.time() - since > self.patience

    def _bury(self, job, handle, end):
        """Give a job whose worker is gone the last word that the worker has not said."""
        self._asked.pop(handle, None)
        if job.state not in ACTIVE or (self._handle(job) or "") != handle:
            return
        state = "interrupted" if end == "lost" else "failed"
        state, last = "stopped" if job.control == "stop" else state, self._last_line(handle)
        self.store.set_state(job.id, state, f"The worker ended without a last word{last}")
        log.info("%s is %s%s", job.id, state, last)

    def _last_line(self, handle):
        lines = self.executor.logs(handle).split("\n") if handle else []
        lines = [line.strip() for line in lines if line.strip()]
        return f"; its log ends: {lines[-1][:500]}" if lines else "."
