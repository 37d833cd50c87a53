"""CIFAR-100 from its files, as CIFAR-10 is, with the fine labels."""

import os
import pickle

import numpy as np
import pytest

from explorer import data
from tests.cifar10_files import images, make_archive

FOLDER = "cifar-100-python"
LABELS = {"train": [99, 0, 41, 7], "test": [5, 98]}


@pytest.fixture(autouse=True)
def nothing_of_this_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    # The variable of CIFAR-10 must not lead CIFAR-100 astray.
    monkeypatch.setenv("EXPLORER_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("EXPLORER_CIFAR100_DIR", raising=False)


def make_folder(folder, **entries):
    folder.mkdir(parents=True)
    for name, labels in LABELS.items():
        planes = images(len(labels), len(name)).transpose(0, 3, 1, 2).reshape(len(labels), 3072)
        batch = {b"data": planes, b"fine_labels": labels, b"coarse_labels": [0] * len(labels)}
        batch |= {key.encode(): value for key, value in entries.items()}
        (folder / name).write_bytes(pickle.dumps(batch, protocol=2))
    (folder / "meta").write_bytes(pickle.dumps({b"fine_label_names": [b"apple"]}, protocol=2))
    return folder


def assert_holds(dataset):
    assert np.array_equal(dataset.x_train, images(4, 5))
    assert np.array_equal(dataset.x_test, images(2, 4))
    assert (dataset.y_train.tolist(), dataset.y_test.tolist()) == (LABELS["train"], LABELS["test"])


def test_the_fine_labels_are_read_with_their_names(tmp_path):
    dataset = data.prepare("cifar100", make_folder(tmp_path / "mine"))
    assert_holds(dataset)
    assert isinstance(dataset.x_train, np.memmap)
    assert len(set(dataset.class_names)) == 100
    named = [dataset.class_names[label] for label in dataset.y_train]
    assert named == ["worm", "apple", "lawn mower", "beetle"]


@pytest.mark.parametrize("given", [".", FOLDER, f"{FOLDER}.tar.gz"])
def test_the_parent_the_folder_and_the_archive_will_do(tmp_path, given):
    make_archive(tmp_path / f"{FOLDER}.tar.gz", make_folder(tmp_path / FOLDER))
    assert_holds(data.prepare("cifar100", tmp_path / given))


@pytest.mark.parametrize("place", [f"{FOLDER}-target/{FOLDER}", FOLDER])
def test_what_keras_has_unpacked_is_found(tmp_path, place):
    folder = make_folder(tmp_path / "keras" / "datasets" / place)
    dataset = data.prepare("cifar100")
    assert_holds(dataset)
    assert dataset.source == f"fetched by Keras: {folder}"


@pytest.mark.parametrize("name", [f"{FOLDER}-target_archive", f"{FOLDER}.tar.gz"])
def test_the_archive_that_keras_has_fetched_is_found(tmp_path, name):
    make_archive(tmp_path / "keras" / "datasets" / name, make_folder(tmp_path / "made"))
    assert_holds(data.prepare("cifar100"))


def test_the_environment_names_a_folder_of_its_own(tmp_path, monkeypatch):
    folder = make_folder(tmp_path / "mine")
    monkeypatch.setenv("EXPLORER_CIFAR100_DIR", str(folder))
    assert data.prepare("cifar100").source == f"EXPLORER_CIFAR100_DIR: {folder}"


def test_a_download_is_converted_once():
    calls = []

    def download(report):
        calls.append(report)
        pairs = [(images(len(y), len(name)), np.array(y)[:, None]) for name, y in LABELS.items()]
        return tuple(pairs)

    for _ in range(2):
        dataset = data.prepare("cifar100", download=download)
        assert_holds(dataset)
    assert len(calls) == 1 and dataset.source == f"downloaded: {data.cifar100.URL}"


def test_without_files_and_network_the_message_says_how_to_get_it():
    with pytest.raises(data.DataError) as error:
        data.prepare("cifar100")
    for hint in ("CIFAR-100", data.cifar100.URL, FOLDER, "--data-dir", "EXPLORER_CIFAR100_DIR"):
        assert hint in str(error.value)


def test_what_lacks_a_batch_or_is_something_else_is_told(tmp_path):
    folder = make_folder(tmp_path / "mine")
    (folder / "test").unlink()
    with pytest.raises(data.DataError, match=r"mine \(--data-dir\) lacks test$"):
        data.prepare("cifar100", folder)
    (folder / "train").unlink()
    with pytest.raises(data.DataError, match="neither train and test, nor a folder cifar-100-py"):
        data.prepare("cifar100", folder)


def test_a_label_beyond_the_classes_is_pointed_out(tmp_path):
    folder = make_folder(tmp_path / "mine", fine_labels=[1, 100])
    message = r"mine/train: label 1 is 100; labels go from 0 to 99"
    with pytest.raises(data.DataError, match=message):
        data.prepare("cifar100", folder)


class Evil:
    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.mkdir, (str(self.marker),)


def test_a_pickle_that_would_run_code_is_refused(tmp_path):
    marker = tmp_path / "executed"
    folder = make_folder(tmp_path / "mine", extra=Evil(marker))
    with pytest.raises(data.DataError, match=r"it asks for .*mkdir, which no batch needs"):
        data.prepare("cifar100", folder)
    assert not marker.exists()
    pickle.loads((folder / "train").read_bytes())
    assert marker.exists()  # so that the file was a danger


def test_a_batch_of_cifar10_is_told_apart(tmp_path):
    folder = make_folder(tmp_path / "mine")
    batch = {b"data": images(2, 0).reshape(2, 3072), b"labels": [0, 1]}
    (folder / "train").write_bytes(pickle.dumps(batch, protocol=2))
    message = "no entry 'fine_labels'; its entries: data, labels .expected: a batch of CIFAR-100"
    with pytest.raises(data.DataError, match=message):
        data.prepare("cifar100", folder)
