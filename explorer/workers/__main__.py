"""The runner as a program: `python -m explorer.workers`, by itself or as a service's command."""

import argparse
import logging
import os

from explorer.workers.executors import WORKER
from explorer.workers.service import serve


def main():
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser("python -m explorer.workers", description=__doc__)
    parser.add_argument("--lock", type=int, help="file descriptor that holds the runner's lock")
    parser.add_argument("command", nargs="*", help="the workers' program, instead of the default")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    lock = os.fdopen(args.lock) if args.lock is not None else None
    serve(lock, args.command or WORKER)


main()
