"""Files of CIFAR-10 that are missing or damaged are described, and nothing is made of them."""

import io
import os
import tarfile

import pytest

from explorer import data
from explorer.data.cifar10 import BATCHES
from tests.cifar10_files import assert_holds, make_archive, make_folder


@pytest.fixture(autouse=True)
def nothing_of_this_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("EXPLORER_DATA_DIR", raising=False)


def test_without_files_and_network_the_message_says_how_to_get_it():
    with pytest.raises(data.DataError) as error:
        data.prepare("cifar10")
    for hint in ("cifar-10-python.tar.gz", "--data-dir", "EXPLORER_DATA_DIR", "shapes10"):
        assert hint in str(error.value)


def test_a_folder_that_is_not_there_is_named(tmp_path, monkeypatch):
    with pytest.raises(data.DataError, match=r"There is no folder .*/nowhere \(--data-dir\)"):
        data.prepare("cifar10", tmp_path / "nowhere")
    monkeypatch.setenv("EXPLORER_DATA_DIR", str(tmp_path / "gone"))
    with pytest.raises(data.DataError, match=r"There is no folder .*/gone \(EXPLORER_DATA_DIR\)"):
        data.prepare("cifar10")


def test_a_missing_batch_is_named(tmp_path):
    folder = make_folder(tmp_path / "mine")
    (folder / "data_batch_3").unlink()
    with pytest.raises(data.DataError, match=r"mine \(--data-dir\) lacks data_batch_3$"):
        data.prepare("cifar10", folder)
    archive = make_archive(tmp_path / "mine.tar.gz", folder)
    with pytest.raises(data.DataError, match=r"mine\.tar\.gz \(--data-dir\) lacks data_batch_3$"):
        data.prepare("cifar10", archive)


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "readme.txt").write_text("no images")
    with pytest.raises(data.DataError, match="holds neither data_batch_1 to data_batch_5 and test"):
        data.prepare("cifar10", tmp_path)


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    (tmp_path / "readme.txt").write_text("no images")
    with pytest.raises(data.DataError, match=r"readme\.txt cannot be read: "):
        data.prepare("cifar10", tmp_path / "readme.txt")


@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_cut_archive_is_refused(tmp_path, share):
    path = make_archive(tmp_path / "cut.tar.gz", make_folder(tmp_path / "made", count=20))
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(data.DataError, match=r"cut\.tar\.gz(/\S+)? cannot be read: "):
        data.prepare("cifar10", path)


def test_a_damaged_archive_is_refused(tmp_path):
    path = make_archive(tmp_path / "bad.tar.gz", make_folder(tmp_path / "made", count=20))
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = os.urandom(len(content) - len(content) // 2)
    path.write_bytes(content)
    with pytest.raises(data.DataError, match=r"bad\.tar\.gz(/\S+)? cannot be read: "):
        data.prepare("cifar10", path)


def test_nothing_of_an_archive_is_written_outside_the_home_folder(tmp_path):
    folder = make_folder(tmp_path / "made")
    path = tmp_path / "evil" / "odd.tar.gz"
    path.parent.mkdir()
    with tarfile.open(path, "w:gz") as archive:
        for name in BATCHES:
            archive.add(folder / name, f"../../{name}")
        archive.addfile(tarfile.TarInfo("../escaped"), io.BytesIO())
    before = set(tmp_path.rglob("*"))
    assert_holds(data.prepare("cifar10", path))
    new = set(tmp_path.rglob("*")) - before
    assert new and all(p.is_relative_to(tmp_path / "home") for p in new)


def test_a_damaged_batch_leaves_nothing_that_passes_for_complete(tmp_path):
    folder = make_folder(tmp_path / "mine")
    batch = (folder / "test_batch").read_bytes()
    (folder / "test_batch").write_bytes(batch[:1000])
    with pytest.raises(data.DataError, match="test_batch cannot be read: "):
        data.prepare("cifar10", folder)
    (folder / "test_batch").write_bytes(batch)
    assert_holds(data.prepare("cifar10", folder))
