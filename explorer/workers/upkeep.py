"""What the runner does between jobs: it removes for good what nobody can want back."""

import logging
import os

from explorer.runs import RunError

GB = 10  # of prepared arrays and uploads, unless EXPLORER_CACHE_GB says otherwise

log = logging.getLogger(__name__)


def tidy(store):
    """Purge the runs that were deleted a week ago, and the images that have no room any more."""
    from explorer.data import upkeep

    store.purge()
    jobs = store.jobs("train") + store.jobs("train", deleted=True)
    named = {job.settings.get("data_dir") for job in jobs} - {None}
    for path in upkeep.tidy(limit_bytes(), named):
        log.info("Removed %s", path)


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
