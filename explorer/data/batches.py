"""CIFAR batches in the official Python layout, read without executing pickled code.

A batch is a pickled dict with `data`, uint8 (count, 3072): red, green and blue planes of 32 rows,
and the labels, a list of integers from 0 (https://www.cs.toronto.edu/~kriz/cifar.html).
"""

import pickle
from typing import NamedTuple

import numpy as np

from explorer.data.arrays import DataError

_WIDTH = 3072  # three planes of 32 rows of 32 pixels


class Form(NamedTuple):
    """What a set calls itself and its entry of labels, and how many classes it has."""

    title: str
    labels: str
    classes: int

    @property
    def advice(self):
        """What ends a message."""
        return f"(expected: a batch of {self.title} in its Python version)"


CIFAR10 = Form("CIFAR-10", "labels", 10)
CIFAR100 = Form("CIFAR-100", "fine_labels", 100)


def _dtype(code, *flags):
    # Files of Python 2 pass the two flags as 0 and 1, of which NumPy warns; they mean nothing here.
    return np.dtype(code)


_reconstruct = np.empty(0).__reduce__()[0]  # its module moved between versions of NumPy

# All that a batch needs. A pickle can only call what it can name.
_ALLOWED = {
    ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy._core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): _dtype,
    ("_codecs", "encode"): str.encode,  # knows text encodings only, where the original does all
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no batch needs")
        return _ALLOWED[module, name]


def read_batch(file, name, form=CIFAR10):
    """Read one batch.

    Args:
        file: an open binary file.
        name: what messages call it.
        form: of which set.

    Returns:
        Images, uint8 (count, 32, 32, 3), and labels, int64 (count,).
    """
    batch = _unpickle(file, name, form)
    if not isinstance(batch, dict):
        raise DataError(f"{name} holds a {type(batch).__name__} instead of a dict {form.advice}")
    batch = {k.decode("latin1") if isinstance(k, bytes) else k: v for k, v in batch.items()}
    images = _images(_entry(batch, "data", name, form), name, form)
    labels = _labels(_entry(batch, form.labels, name, form), name, form)
    if len(images) != len(labels):
        raise DataError(f"{name} has {len(images)} images but {len(labels)} labels {form.advice}")
    return images, labels


def _unpickle(file, name, form):
    try:
        return _Unpickler(file, encoding="bytes").load()
    except Exception as error:  # a damaged pickle raises nearly anything, MemoryError included
        why = str(error) or type(error).__name__
        raise DataError(f"{name} cannot be read: {why} {form.advice}") from error


def _entry(batch, key, name, form):
    if key not in batch:
        found = ", ".join(sorted(map(str, batch))) or "none"
        raise DataError(f"{name} has no entry {key!r}; its entries: {found} {form.advice}")
    return batch[key]


def _images(data, name, form):
    if not isinstance(data, np.ndarray):
        raise DataError(
            f"{name}: data is a {type(data).__name__} instead of an array {form.advice}"
        )
    if data.dtype != np.uint8 or data.ndim != 2 or data.shape[1] != _WIDTH or not len(data):
        found = f"{data.dtype} {data.shape}"
        raise DataError(f"{name}: data is {found} instead of uint8 (count, {_WIDTH}) {form.advice}")
    return data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)


def _labels(labels, name, form):
    if not isinstance(labels, list | np.ndarray):
        raise DataError(
            f"{name}: labels are a {type(labels).__name__} instead of a list {form.advice}"
        )
    for position, label in enumerate(labels):
        if type(label) is not int and not isinstance(label, np.integer):
            raise DataError(f"{name}: label {position} is {label!r} instead of an integer")
        if not 0 <= label < form.classes:
            raise DataError(
                f"{name}: label {position} is {label}; labels go from 0 to {form.classes - 1}"
            )
    return np.array(labels, np.int64)
