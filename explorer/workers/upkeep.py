"""What the runner does between jobs: it removes for good what nobody can want back, and marks the
jobs of machines that are gone."""

import logging
import os
import time

from explorer.runs import ACTIVE, RunError
from explorer.runs.processes import HOST

SILENT_SECONDS = 3600  # of a worker on another machine, after which it counts as gone
GB = 10  # of prepared arrays and uploads, unless EXPLORER_CACHE_GB says otherwise

log = logging.getLogger(__name__)


def tidy(store):
    """Give up what is gone: silent jobs, runs deleted a week ago, images that have no room."""
    from explorer.data import upkeep

    interrupt_silent(store)
    store.purge()
    jobs = store.jobs("train") + store.jobs("train", deleted=True)
    named = {job.settings.get("data_dir") for job in jobs} - {None}
    for path in upkeep.tidy(limit_bytes(), named):
        log.info("Removed %s", path)


def interrupt_silent(store):
    """Interrupt the jobs of other machines that have given no sign for an hour.

    Their own runner would look for their processes, but may never come back: a container that is
    started again is a machine of another name.
    """
    others = [] if store.is_local else store.jobs(states=ACTIVE)
    for job in others:
        silent = time.time() - max(job.heartbeat or 0, job.claimed or 0)
        if job.host != HOST and silent > SILENT_SECONDS:
            why = f"Its machine, {job.host}, has given no sign for an hour"
            store.set_state(job.id, "stopped" if job.control == "stop" else "interrupted", why)


def limit_bytes():
    """How much prepared arrays and uploads may take.

    Raises:
        RunError: EXPLORER_CACHE_GB is no such number.
    """
    text = os.environ.get("EXPLORER_CACHE_GB", str(GB))
    try:
        size = float(text)
    except ValueError:
        size = -1.0
    if not 0 <= size < float("inf"):
        raise RunError(f"EXPLORER_CACHE_GB is {text!r}: it must be gigabytes, 0 or more.")
    return int(size * 10**9)
