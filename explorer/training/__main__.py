"""The worker as a program: `python -m explorer.training --job ID --attempt K`."""

import argparse
import contextlib
import os
import sys

from sqlalchemy.exc import SQLAlchemyError

from explorer.runs import RunError, Store
from explorer.runs.processes import LOST
from explorer.training.room import is_full
from explorer.training.worker import run_job


def main():
    """Run the attempt; the exit code is 1 where it failed, with the reason on standard error, and
    LOST where its end could not be put into the store."""
    parser = argparse.ArgumentParser("python -m explorer.training", description=__doc__)
    parser.add_argument("--job", required=True, help="the job's id")
    parser.add_argument("--attempt", required=True, type=int, help="the number of this attempt")
    args = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        job = _run(args)
    except RunError as error:
        sys.exit(str(error))
    except (OSError, SQLAlchemyError) as error:
        if not is_full(error):
            raise
        # Not even the last word could be left: the runner says it as soon as there is room.
        _say("There is no room left on the disk.")
        sys.exit(LOST)
    if job.error:
        sys.exit(job.error)


def _run(args):
    store = Store.open()
    try:
        return run_job(store, args.job, args.attempt)
    finally:
        store.close()


def _say(text):
    # The log may lie on the same disk.
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
