"""The datasets that networks are trained on: CIFAR-10 and -100, shapes10, and a person's own."""

from difflib import get_close_matches

from explorer.data import cifar, cifar10, cifar100, images, shapes10
from explorer.data.arrays import DataError, Dataset, DatasetInfo, LeftOut
from explorer.data.parts import Images, divide, floats
from explorer.data.subsets import split, take
from explorer.data.uploads import keep_upload

__all__ = [
    "DATASETS",
    "DataError",
    "Dataset",
    "DatasetInfo",
    "Images",
    "LeftOut",
    "describe",
    "divide",
    "floats",
    "keep_upload",
    "prepare",
    "split",
    "take",
]

DATASETS = {module.INFO.name: module.INFO for module in (cifar10, cifar100, shapes10, images)}
_CIFAR = {module.INFO.name: module.LAYOUT for module in (cifar10, cifar100)}


def describe(name, data_dir=None, size=images.SIZE):
    """Return what is known of a dataset before it is made ready; the arguments are `prepare`'s.

    Raises:
        DataError: for an unknown name, or own images that are not there or not in class folders.
    """
    _check(name)
    if name != "images":
        return DATASETS[name]
    try:
        return images.describe(data_dir, tuple(size))
    except OSError as error:
        raise DataError(f"{data_dir} cannot be read: {error}") from error


def class_names(name, data_dir, size, count):
    """The names of a dataset's classes, a list; numbers where they are not known (any more).

    Args:
        count: how many there must be; the others are `prepare`'s.
    """
    try:
        names = describe(name, data_dir, size).class_names
    except DataError:
        names = ()
    return list(names) if len(names) == count else [str(number) for number in range(count)]


def prepare(name, data_dir=None, *, size=images.SIZE, download=None, progress=None):
    """Return a dataset, made ready on first use and mapped from the home folder ever after.

    Args:
        name: a key of DATASETS.
        data_dir: images: the zip or folder of class folders. cifar10 and cifar100: the folder of
            batches in the official Python layout (or the folder that holds it, or the official
            archive); default: EXPLORER_DATA_DIR or EXPLORER_CIFAR100_DIR, else what Keras has
            fetched, else `download`.
        size: images only: (height, width) in pixels that every picture is brought to.
        download: called with `progress` where no files are found; returns
            ((x_train, y_train), (x_test, y_test)) as `keras.datasets` does.
        progress: called with (done, total, message) while there is something to wait for.

    Raises:
        DataError: for an unknown name, or files that are missing, damaged or cannot be written.
    """
    _check(name)
    report = progress or (lambda done, total, message: None)
    try:
        if name in _CIFAR:
            return cifar.prepare(_CIFAR[name], data_dir, download, report)
        if name == "images":
            return images.prepare(data_dir, tuple(size), report)
        if data_dir:
            raise DataError(f"{name} is drawn, not read: leave out the data folder {data_dir}")
        return shapes10.prepare(report)
    except OSError as error:
        raise DataError(f"{name} cannot be made ready: {error}") from error


def _check(name):
    if name not in DATASETS:
        near = get_close_matches(str(name), DATASETS, n=1) or list(DATASETS)
        raise DataError(f"There is no dataset {name!r}; did you mean {' or '.join(near)}?")
