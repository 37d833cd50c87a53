"""What this machine can give to workers: cores, memory, and each one's share."""

import os

import psutil

MIB = 2**20
# NumPy starts threads for products of matrices when it is imported. No worker needs them, they keep
# a process from being forked, and a warm and a cold worker must compute alike.
ONE_BLAS_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


def cores():
    """How many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def has_room(job, others):
    """Whether a job's memory is free, once the others have taken what they are expected to."""
    promised = sum(max(0, (other.memory_mb or 0) - _taken_mb(other)) for other in others)
    return (job.memory_mb or 0) + promised <= free_mb()


def free_mb():
    """MiB that processes may still take without swapping."""
    from explorer.training.machine import available_bytes

    return available_bytes() // MIB


def share(running):
    """The threads for one of so many jobs at once."""
    return max(1, cores() // running)


def thread_settings(threads):
    """The environment that gives a worker its threads.

    A worker with all cores keeps TensorFlow's own choice, which is faster than naming the number;
    several of them must not each run a pool for the whole machine.
    """
    settings = {"EXPLORER_THREADS": str(threads)} | ONE_BLAS_THREAD
    if threads >= cores():
        return settings
    names = ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS")
    return settings | dict.fromkeys(names, str(threads)) | {"TF_NUM_INTEROP_THREADS": "1"}


def _taken_mb(job):
    try:
        return psutil.Process(job.pid).memory_info().rss // MIB if job.pid else 0
    except psutil.NoSuchProcess:
        return job.memory_mb or 0
