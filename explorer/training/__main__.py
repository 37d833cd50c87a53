"""The worker as a program: `python -m explorer.training --job ID --attempt K`."""

import argparse
import os
import sys

from explorer.runs import RunError, Store
from explorer.training.worker import run_job


def main():
    """Run the attempt; the exit code is 1 where it failed, with the reason on standard error."""
    parser = argparse.ArgumentParser("python -m explorer.training", description=__doc__)
    parser.add_argument("--job", required=True, help="the job's id")
    parser.add_argument("--attempt", required=True, type=int, help="the number of this attempt")
    args = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    store = Store.open()
    try:
        job = run_job(store, args.job, args.attempt)
    except RunError as error:
        sys.exit(str(error))
    finally:
        store.close()
    if job.error:
        sys.exit(job.error)


if __name__ == "__main__":
    main()
