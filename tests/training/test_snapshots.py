"""Snapshots: what is read back, and what is left where writing one ends early."""

import errno
import itertools
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from explorer.training import snapshots
from explorer.training.snapshots import Snapshots
from tests.training.tools import ROOT

ARRAYS = {"model/0": np.arange(6, dtype=np.float32).reshape(2, 3), "seed": np.uint32([1, 2])}


@pytest.fixture
def folder(tmp_path):
    return Snapshots(tmp_path / "snapshots")


def steps(folder):
    found = folder.load()
    return found and found[1]["step"]


def names(folder):
    return sorted(path.name for path in folder.folder.iterdir())


def test_a_snapshot_is_read_back_bit_for_bit(folder):
    assert folder.load() is None and folder.newest() is None
    folder.save(ARRAYS, {"step": 3, "loss": 0.1 + 0.2})
    arrays, state = folder.load()
    assert state == {"step": 3, "loss": 0.1 + 0.2}
    assert {name: (array.dtype, array.tolist()) for name, array in arrays.items()} == {
        name: (array.dtype, array.tolist()) for name, array in ARRAYS.items()
    }


def test_the_newest_two_are_kept(folder):
    for step in range(5):
        folder.save(ARRAYS, {"step": step})
    assert steps(folder) == 4
    assert names(folder) == ["00000004.json", "00000004.npz", "00000005.json", "00000005.npz"]
    assert folder.newest().name == "00000005.npz"


@pytest.mark.parametrize("suffix", [".npz", ".json"])
@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "empty"])
def test_a_torn_snapshot_is_never_loaded(folder, suffix, damage):
    for step in range(2):
        folder.save(ARRAYS, {"step": step})
    path = (folder.folder / "00000002").with_suffix(suffix)
    whole = path.read_bytes()
    bit = bytes([whole[40] ^ 1])
    damaged = {"cut": whole[:-9], "changed": whole[:40] + bit + whole[41:], "empty": b""}
    path.unlink() if damage == "gone" else path.write_bytes(damaged[damage])
    assert steps(folder) == 0
    folder.save(ARRAYS, {"step": 7})
    assert steps(folder) == 7


@pytest.mark.parametrize("nth", range(1, 6))
def test_a_full_disk_leaves_the_good_one_and_no_rest(folder, monkeypatch, nth):
    folder.save(ARRAYS, {"step": 1})
    before, count, fsync = names(folder), itertools.count(1), os.fsync

    def full(handle):
        if next(count) == nth:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(snapshots.os, "fsync", full)
    if nth <= 3:
        with pytest.raises(OSError, match="No space left"):
            folder.save(ARRAYS, {"step": 2})
        assert (names(folder), steps(folder)) == (before, 1)
    else:
        folder.save(ARRAYS, {"step": 2})
        assert steps(folder) == 2


def test_a_process_killed_at_any_moment_leaves_a_loadable_snapshot(folder):
    script = (
        "import sys, numpy; from explorer.training.snapshots import Snapshots\n"
        "folder, arrays = Snapshots(sys.argv[1]), {'a': numpy.zeros(10**5)}\n"
        "start = (folder.load() or (0, {'step': 0}))[1]['step']\n"
        "for step in range(start + 1, 10**9):\n"
        "    folder.save(arrays | {'step': numpy.int64(step)}, {'step': step})\n"
        "    print(step, flush=True)\n"
    )
    last = 0
    for delay in (0.0, 0.003, 0.007, 0.011):
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(folder.folder)], cwd=ROOT, stdout=subprocess.PIPE
        )
        said = int(process.stdout.readline())
        time.sleep(delay)  # another moment of the writing each time
        process.send_signal(signal.SIGKILL)
        rest = process.communicate()[0].split()
        said = max([said, *map(int, rest)])
        arrays, state = folder.load()
        assert said <= state["step"] == arrays["step"] and last < state["step"]
        last = state["step"]
