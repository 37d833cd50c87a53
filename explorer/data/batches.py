"""CIFAR-10 batches in the official Python layout, read without executing pickled code.

A batch is a pickled dict with `data`, uint8 (count, 3072): red, green and blue planes of 32 rows,
and `labels`, a list of integers 0 to 9 (https://www.cs.toronto.edu/~kriz/cifar.html).
"""

import pickle

import numpy as np

from explorer.data.arrays import DataError

_CLASSES = 10
_WIDTH = 3072  # three planes of 32 rows of 32 pixels
_ADVICE = "(expected: a batch of CIFAR-10 in its Python version)"


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


def read_batch(file, name):
    """Read one batch.

    Args:
        file: an open binary file.
        name: what messages call it.

    Returns:
        Images, uint8 (count, 32, 32, 3), and labels, int64 (count,).
    """
    batch = _unpickle(file, name)
    if not isinstance(batch, dict):
        raise DataError(f"{name} holds a {type(batch).__name__} instead of a dict {_ADVICE}")
    batch = {k.decode("latin1") if isinstance(k, bytes) else k: v for k, v in batch.items()}
    images = _images(_entry(batch, "data", name), name)
    labels = _labels(_entry(batch, "labels", name), name)
    if len(images) != len(labels):
        raise DataError(f"{name} has {len(images)} images but {len(labels)} labels {_ADVICE}")
    return images, labels


def _unpickle(file, name):
    try:
        return _Unpickler(file, encoding="bytes").load()
    except Exception as error:  # a damaged pickle raises nearly anything, MemoryError included
        why = str(error) or type(error).__name__
        raise DataError(f"{name} cannot be read: {why} {_ADVICE}") from error


def _entry(batch, key, name):
    if key not in batch:
        found = ", ".join(sorted(map(str, batch))) or "none"
        raise DataError(f"{name} has no entry {key!r}; its entries: {found} {_ADVICE}")
    return batch[key]


def _images(data, name):
    if not isinstance(data, np.ndarray):
        raise DataError(f"{name}: data is a {type(data).__name__} instead of an array {_ADVICE}")
    if data.dtype != np.uint8 or data.ndim != 2 or data.shape[1] != _WIDTH or not len(data):
        found = f"{data.dtype} {data.shape}"
        raise DataError(f"{name}: data is {found} instead of uint8 (count, {_WIDTH}) {_ADVICE}")
    return data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)


def _labels(labels, name):
    if not isinstance(labels, list | np.ndarray):
        raise DataError(f"{name}: labels are a {type(labels).__name__} instead of a list {_ADVICE}")
    for position, label in enumerate(labels):
        if type(label) is not int and not isinstance(label, np.integer):
            raise DataError(f"{name}: label {position} is {label!r} instead of an integer")
        if not 0 <= label < _CLASSES:
            raise DataError(f"{name}: label {position} is {label}; labels go from 0 to 9")
    return np.array(labels, np.int64)
