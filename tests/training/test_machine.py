"""Whether a network fits into memory, and what is said where it does not."""

import re
import sys
from types import SimpleNamespace

import pytest

from explorer import analyse, trace, zoo
from explorer.training import machine
from explorer.training.machine import (
    available_bytes,
    check_memory,
    check_size,
    total_bytes,
    with_backend,
)
from explorer.training.tasks import TrainingError

GIB = 2**30


SUMMARY = analyse(trace(zoo.network("resnet20")))
NEEDED = SUMMARY.training_bytes(512) + 560 * 2**20
MAY_TAKE = f"resnet20 with batches of 512 may take {NEEDED / GIB:.1f} GiB of memory, "
SMALLER = ": choose a smaller batch size or network"


@pytest.fixture
def system(monkeypatch):
    """A machine of 8 GiB, 2 of them free."""
    memory = SimpleNamespace(total=8 * GIB, available=2 * GIB)
    monkeypatch.setattr(machine.psutil, "virtual_memory", lambda: memory)


def test_a_network_that_would_not_fit_now_is_refused_with_the_numbers():
    check_memory(SUMMARY, 512, NEEDED)
    message = f"{MAY_TAKE}of which this machine has 0.5 GiB left{SMALLER}"
    with pytest.raises(TrainingError, match=f"^{re.escape(message)}$"):
        check_memory(SUMMARY, 512, GIB // 2)


def test_a_network_that_never_fits_is_refused_with_the_numbers():
    check_size(SUMMARY, 512, NEEDED)
    message = f"{MAY_TAKE}more than the 1.0 GiB that this machine has in all{SMALLER}"
    with pytest.raises(TrainingError, match=f"^{re.escape(message)}$"):
        check_size(SUMMARY, 512, GIB)


def test_what_is_left_is_the_smaller_of_the_systems_and_the_containers(tmp_path, system):
    assert (available_bytes(tmp_path), total_bytes(tmp_path)) == (2 * GIB, 8 * GIB)
    (tmp_path / "memory.max").write_text("max\n")
    assert (available_bytes(tmp_path), total_bytes(tmp_path)) == (2 * GIB, 8 * GIB)
    (tmp_path / "memory.max").write_text(f"{3 * GIB}\n")
    (tmp_path / "memory.current").write_text(f"{2 * GIB}\n")
    (tmp_path / "memory.stat").write_text("anon 1\n")
    assert (available_bytes(tmp_path), total_bytes(tmp_path)) == (GIB, 3 * GIB)


def test_files_that_a_container_has_read_leave_its_memory_free(tmp_path, system):
    (tmp_path / "memory.max").write_text(f"{3 * GIB}\n")
    (tmp_path / "memory.current").write_text(f"{3 * GIB}\n")
    (tmp_path / "memory.stat").write_text(f"anon 1\ninactive_file {GIB}\n")
    assert available_bytes(tmp_path) == GIB


def test_this_machine_has_memory():
    assert 2**27 < available_bytes() <= total_bytes() < 2**50


def test_the_devices_are_told_where_keras_has_no_list_of_them(monkeypatch):
    cuda = SimpleNamespace(device_count=lambda: 0)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(__version__="2.13", cuda=cuda))
    found = with_backend(SimpleNamespace(backend=SimpleNamespace(backend=lambda: "torch")))
    assert (found["backend"], found["torch"], found["devices"]) == ("torch", "2.13", ["cpu:0"])
