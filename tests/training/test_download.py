"""The download of the CIFAR sets: what is said while the archive grows."""

import inspect
import threading

import pytest

from explorer import data
from explorer.training import download
from explorer.training.download import DOWNLOADS
from explorer.training.stopping import Stopped

download_cifar10 = DOWNLOADS["cifar10"]

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


def test_cifar100_is_told_by_its_own_name_and_size(tmp_path):
    archive, seen = tmp_path / "archive", []
    with archive.open("wb") as file:
        file.truncate(169_001_437)
    DOWNLOADS["cifar100"](lambda *given: seen.append(given), lambda: ARRAYS, archive, pause=0.01)
    assert seen[-1] == (169_001_437, 169_001_437, "Unpacking CIFAR-100")


def test_keras_has_what_is_asked_of_it():
    keras = pytest.importorskip("keras")
    for each in (download.CIFAR10, download.CIFAR100):
        module = getattr(keras.datasets, each.module)
        assert each.file.removesuffix("_archive") in inspect.getsource(module.load_data)


def test_a_person_may_stop_while_it_loads(tmp_path):
    free = threading.Event()

    def report(*_):
        raise Stopped("on request")

    with pytest.raises(Stopped):
        download_cifar10(report, lambda: free.wait(30), tmp_path / "archive", pause=0.01)
    free.set()


def test_a_machine_that_is_offline_is_told_how_to_get_the_images(tmp_path, monkeypatch):
    def offline(_):
        raise Exception(f"URL fetch failure on {data.cifar10.URL}: None -- Name not known")

    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("EXPLORER_DATA_DIR", raising=False)
    monkeypatch.setattr(download, "_load", offline)
    with pytest.raises(data.DataError) as caught:
        data.prepare("cifar10", download=download_cifar10)
    assert "The download failed: URL fetch failure on https://www.cs.toronto" in str(caught.value)
    assert "--data-dir" in str(caught.value) and "shapes10" in str(caught.value)
