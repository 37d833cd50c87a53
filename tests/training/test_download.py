"""The download of CIFAR-10: what is said while the archive grows."""

import threading

import pytest

from explorer import data
from explorer.training import download
from explorer.training.download import download_cifar10
from explorer.training.stopping import Stopped

ARRAYS = (("x", "y"), ("x", "y"))


def test_progress_follows_the_file(tmp_path):
    archive, seen, next_part = tmp_path / "archive", [], threading.Event()

    def load():
        with archive.open("wb") as file:
            for part in (1, 2, 3):
                file.truncate(part * 8 * 2**20)  # at once, where writing would take a while
                assert next_part.wait(30)
                next_part.clear()
        return ARRAYS

    def report(done, total, message):
        if done and (not seen or done > seen[-1][0]):
            seen.append((done, total, message))
            next_part.set()

    assert download_cifar10(report, load, archive, pause=0.01) == ARRAYS
    assert [each[0] for each in seen] == [8 * 2**20, 16 * 2**20, 24 * 2**20]
    assert seen[1][1:] == (170_498_071, "Downloading CIFAR-10: 16 of 163 MiB")


def test_a_whole_archive_is_being_unpacked(tmp_path):
    archive, seen = tmp_path / "archive", []
    with archive.open("wb") as file:
        file.truncate(170_498_071)
    download_cifar10(lambda *given: seen.append(given), lambda: ARRAYS, archive, pause=0.01)
    assert seen[-1] == (170_498_071, 170_498_071, "Unpacking CIFAR-10")


def test_a_person_may_stop_while_it_loads(tmp_path):
    free = threading.Event()

    def report(*_):
        raise Stopped("on request")

    with pytest.raises(Stopped):
        download_cifar10(report, lambda: free.wait(30), tmp_path / "archive", pause=0.01)
    free.set()


def test_a_machine_that_is_offline_is_told_how_to_get_the_images(tmp_path, monkeypatch):
    def offline():
        raise Exception(f"URL fetch failure on {data.cifar10.URL}: None -- Name not known")

    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("EXPLORER_DATA_DIR", raising=False)
    monkeypatch.setattr(download, "_load", offline)
    with pytest.raises(data.DataError) as caught:
        data.prepare("cifar10", download=download_cifar10)
    assert "The download failed: URL fetch failure on https://www.cs.toronto" in str(caught.value)
    assert "--data-dir" in str(caught.value) and "shapes10" in str(caught.value)
