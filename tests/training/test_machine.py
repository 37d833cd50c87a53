"""Whether a network fits into memory, and what is said where it does not."""

import re
import sys
from types import SimpleNamespace

import pytest

from explorer import analyse, trace, zoo
from explorer.training.machine import available_bytes, check_memory, with_backend
from explorer.training.tasks import TrainingError

GIB = 2**30


def test_a_network_that_would_not_fit_is_refused_with_the_numbers():
    summary = analyse(trace(zoo.network("resnet20")))
    needed = summary.training_bytes(512) + 560 * 2**20
    check_memory(summary, 512, needed)
    message = (
        f"resnet20 with batches of 512 may take {needed / GIB:.1f} GiB of memory, of which this "
        "machine has 0.5 GiB left: choose a smaller batch size or network"
    )
    with pytest.raises(TrainingError, match=re.escape(message)):
        check_memory(summary, 512, GIB // 2)


def test_what_is_left_is_the_smaller_of_the_systems_and_the_containers(tmp_path):
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal:  8388608 kB\nMemAvailable:  2097152 kB\n")
    assert available_bytes(meminfo, tmp_path) == 2 * GIB
    (tmp_path / "memory.max").write_text("max\n")
    assert available_bytes(meminfo, tmp_path) == 2 * GIB
    (tmp_path / "memory.max").write_text(f"{3 * GIB}\n")
    (tmp_path / "memory.current").write_text(f"{2 * GIB}\n")
    assert available_bytes(meminfo, tmp_path) == GIB


def test_a_system_that_does_not_tell_refuses_nothing(tmp_path):
    assert available_bytes(tmp_path / "none", tmp_path) is None


def test_the_devices_are_told_where_keras_has_no_list_of_them(monkeypatch):
    cuda = SimpleNamespace(device_count=lambda: 0)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(__version__="2.13", cuda=cuda))
    found = with_backend(SimpleNamespace(backend=SimpleNamespace(backend=lambda: "torch")))
    assert (found["backend"], found["torch"], found["devices"]) == ("torch", "2.13", ["cpu:0"])
