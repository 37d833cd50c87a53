"""The queue's runner, and how it starts workers: one process for one attempt at one job.

The server (or the command line) writes a job into the store and makes sure that a runner is up. The
runner, one on a machine, starts a worker for the oldest job whenever a slot is free, and marks
jobs whose worker died. None of them needs the one that started it to live on.

A worker is called with `--job ID --attempt K`. It calls `Store.begin(ID, K)` before anything slow
and ends if that is refused, then `Store.beat` and `Store.requested` while it works, and
`Store.set_state` as its last word. What it prints goes to `worker-K.log` in the job's folder.
"""

from explorer.workers.executors import WORKER, Executor, JobSpec, LocalExecutor
from explorer.workers.memory import expected_mb
from explorer.workers.offspring import fork
from explorer.workers.runner import Runner
from explorer.workers.service import ensure_runner, submit
from explorer.workers.warm import WarmExecutor

__all__ = [
    "WORKER",
    "Executor",
    "JobSpec",
    "LocalExecutor",
    "Runner",
    "WarmExecutor",
    "ensure_runner",
    "expected_mb",
    "fork",
    "submit",
]
