"""Small folders and archives in the layout of CIFAR-10, and what must be read from them."""

import pickle
import tarfile

import numpy as np

from explorer.data.cifar10 import BATCHES

FOLDER = "cifar-10-batches-py"


def images(count, seed):
    return np.random.default_rng(seed).integers(0, 256, (count, 32, 32, 3), np.uint8)


def labels(count):
    return [(3 * i) % 10 for i in range(count)]


def make_folder(folder, count=4, seed=0):
    """A small folder in the official layout, with byte-string keys as Python 2 wrote them."""
    folder.mkdir(parents=True)
    for number, name in enumerate(BATCHES):
        planes = images(count, seed + number).transpose(0, 3, 1, 2).reshape(count, 3072)
        batch = {b"batch_label": name.encode(), b"labels": labels(count), b"data": planes}
        (folder / name).write_bytes(pickle.dumps(batch, protocol=2))
    return folder


def make_archive(path, folder):
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, FOLDER)
    return path


def assert_holds(dataset, count=4, seed=0):
    expected = np.concatenate([images(count, seed + number) for number in range(5)])
    assert np.array_equal(dataset.x_train, expected)
    assert np.array_equal(dataset.x_test, images(count, seed + 5))
    assert dataset.y_train.tolist() == labels(count) * 5
    assert dataset.y_test.tolist() == labels(count)
