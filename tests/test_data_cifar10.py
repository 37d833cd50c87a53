"""CIFAR-10 from every place where it may be, and nowhere twice."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from explorer import data
from tests.cifar10_files import FOLDER, assert_holds, images, labels, make_archive, make_folder

REAL = Path(__file__).parents[2] / "shared" / "data" / "cifar-10-batches-py"


@pytest.fixture(autouse=True)
def nothing_of_this_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("EXPLORER_DATA_DIR", raising=False)


def keras(tmp_path, name):
    return tmp_path / "keras" / "datasets" / name


def test_a_folder_in_the_official_layout_is_read(tmp_path):
    folder = make_folder(tmp_path / "anywhere")
    dataset = data.prepare("cifar10", folder)
    assert_holds(dataset)
    assert isinstance(dataset.x_train, np.memmap) and not dataset.x_train.flags.writeable
    assert dataset.x_train.dtype == np.uint8
    assert dataset.y_train.dtype == dataset.y_test.dtype == np.int64
    assert dataset.source == f"--data-dir: {folder}"
    assert dataset.class_names[3] == "cat"
    assert repr(dataset) == f"Dataset('cifar10': 20 training and 4 test images, {dataset.source})"


@pytest.mark.parametrize("given", [".", FOLDER, f"{FOLDER}.tar.gz"])
def test_the_parent_the_folder_and_the_archive_will_do(tmp_path, given):
    make_archive(tmp_path / f"{FOLDER}.tar.gz", make_folder(tmp_path / FOLDER))
    assert_holds(data.prepare("cifar10", tmp_path / given))


def test_a_folder_with_the_archive_in_it_will_do(tmp_path):
    make_archive(tmp_path / "down" / "cifar-10-python.tar.gz", make_folder(tmp_path / "made"))
    assert_holds(data.prepare("cifar10", tmp_path / "down"))


def test_the_environment_names_a_folder_and_the_argument_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_DATA_DIR", str(make_folder(tmp_path / "a", seed=100)))
    other = make_folder(tmp_path / "b", seed=200)
    dataset = data.prepare("cifar10")
    assert_holds(dataset, seed=100)
    assert dataset.source == f"EXPLORER_DATA_DIR: {tmp_path / 'a'}"
    assert_holds(data.prepare("cifar10", other), seed=200)


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    make_folder(tmp_path / "mine")
    assert_holds(data.prepare("cifar10", "~/mine"))


@pytest.mark.parametrize("place", [f"{FOLDER}-target/{FOLDER}", FOLDER])
def test_what_keras_has_unpacked_is_found(tmp_path, place):
    folder = make_folder(keras(tmp_path, place))
    dataset = data.prepare("cifar10")
    assert_holds(dataset)
    assert dataset.source == f"fetched by Keras: {folder}"


@pytest.mark.parametrize("place", [f"{FOLDER}-target_archive", "cifar-10-python.tar.gz"])
def test_what_keras_has_downloaded_is_found(tmp_path, place):
    make_archive(keras(tmp_path, place), make_folder(tmp_path / "made"))
    assert_holds(data.prepare("cifar10"))


def test_a_half_unpacked_folder_of_keras_gives_way_to_its_archive(tmp_path):
    make_archive(keras(tmp_path, f"{FOLDER}-target_archive"), make_folder(tmp_path / "made"))
    cut = make_folder(keras(tmp_path, f"{FOLDER}-target/{FOLDER}"), seed=9) / "data_batch_2"
    cut.write_bytes(cut.read_bytes()[:500])
    assert_holds(data.prepare("cifar10"))


def test_a_named_folder_comes_before_what_keras_has(tmp_path):
    make_folder(keras(tmp_path, FOLDER), seed=50)
    assert_holds(data.prepare("cifar10", make_folder(tmp_path / "mine")))


def test_arrays_made_from_the_files_of_keras_outlive_them(tmp_path):
    folder = make_folder(keras(tmp_path, FOLDER))
    data.prepare("cifar10")
    folder.rename(tmp_path / "gone")
    assert_holds(data.prepare("cifar10"))


def test_arrays_made_from_a_named_folder_are_not_mistaken_for_the_whole(tmp_path):
    data.prepare("cifar10", make_folder(tmp_path / "part"))
    with pytest.raises(data.DataError, match="To get CIFAR-10"):
        data.prepare("cifar10")


def test_files_that_change_are_read_again(tmp_path):
    folder = make_folder(tmp_path / "mine")
    data.prepare("cifar10", folder)
    folder.rename(tmp_path / "old")
    assert_holds(data.prepare("cifar10", make_folder(folder, count=6, seed=70)), 6, 70)


def test_it_is_read_once_and_says_how_far_it_is(tmp_path):
    folder = make_folder(tmp_path / "mine")
    calls = []
    data.prepare("cifar10", folder, progress=lambda *call: calls.append(call))
    assert calls[0] == (0, 6, "Reading data_batch_1")
    assert calls[-1] == (6, 6, "CIFAR-10 is ready")
    assert [done for done, _, _ in calls] == list(range(7))
    calls.clear()
    data.prepare("cifar10", folder, progress=lambda *call: calls.append(call))
    assert calls == []


def keras_download(tmp_path, calls, unpack):
    """Stand in for `keras.datasets.cifar10.load_data`, which leaves its files behind."""

    def download(progress):
        calls.append(1)
        progress(1, 2, "Downloading")
        make_folder(unpack)
        train = np.concatenate([images(4, number) for number in range(5)])
        return (train, np.array(labels(4) * 5)[:, None]), (images(4, 5), np.array([labels(4)]).T)

    return download


@pytest.mark.parametrize("place", [f"keras/datasets/{FOLDER}-target/{FOLDER}", "elsewhere"])
def test_without_any_files_it_is_downloaded_once(tmp_path, place):
    calls, told = [], []
    download = keras_download(tmp_path, calls, tmp_path / place)
    dataset = data.prepare("cifar10", download=download, progress=lambda *call: told.append(call))
    assert_holds(dataset)
    assert dataset.source == "downloaded: https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
    assert (1, 2, "Downloading") in told
    assert_holds(data.prepare("cifar10", download=download))
    assert_holds(data.prepare("cifar10"))
    assert calls == [1]
    assert len(list((tmp_path / "home" / "data").glob("*/complete.json"))) == 1


DOWNLOAD = """
import numpy as np
from explorer import data

def download(progress):
    with open("downloads", "a") as file:
        file.write("once\\n")
    return [(np.zeros((n, 32, 32, 3), np.uint8), np.arange(n) % 10) for n in (2000, 1000)]

print(len(data.prepare("cifar10", download=download).x_train))
"""


def test_several_processes_at_once_download_once(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", DOWNLOAD]
    processes = [
        subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [process.communicate()[0] for process in processes] == [b"2000\n"] * 4
    assert (tmp_path / "downloads").read_text() == "once\n"


def test_nothing_is_downloaded_where_files_are(tmp_path):
    download = keras_download(tmp_path, calls := [], tmp_path / "elsewhere")
    data.prepare("cifar10", make_folder(tmp_path / "mine"), download=download)
    make_folder(keras(tmp_path, FOLDER))
    data.prepare("cifar10", download=download)
    assert calls == []


def test_a_failed_download_says_why_and_what_else_to_do():
    def download(progress):
        raise Exception("URL fetch failure: Name or service not known")

    with pytest.raises(data.DataError) as error:
        data.prepare("cifar10", download=download)
    assert str(error.value) == (
        "The download failed: URL fetch failure: Name or service not known. "
        "To get CIFAR-10 without this program, fetch and unpack "
        "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz and name the folder "
        "cifar-10-batches-py with --data-dir or EXPLORER_DATA_DIR. "
        "The dataset shapes10 needs no download."
    )


@pytest.mark.skipif(not REAL.is_dir(), reason="no real CIFAR-10 images in ../shared/data")
def test_the_official_files_of_python_2_are_read():
    dataset = data.prepare("cifar10", REAL)
    assert dataset.x_train.shape == (5_000, 32, 32, 3) and dataset.x_test.shape == (
        1_000,
        32,
        32,
        3,
    )
    # A frog, two trucks, a deer, a car; in the test set a cat, two ships, a plane, a frog.
    assert dataset.y_train[:5].tolist() == [6, 9, 9, 4, 1]
    assert dataset.y_test[:5].tolist() == [3, 8, 8, 0, 6]
    assert dataset.x_train[0, 0, 0].tolist() == [59, 62, 63]
    assert np.bincount(dataset.y_train).min() > 400
