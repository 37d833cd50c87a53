"""The parts of a dataset that a run learns from, is judged by and is scored on."""

from dataclasses import dataclass

import numpy as np

from explorer.data.subsets import split, take


@dataclass(frozen=True, eq=False)
class Images:
    """Some of a dataset's images.

    Attributes:
        x: uint8, (count, height, width, channels), often mapped from the disk.
        y: labels, (count,).
        chosen: indices into both.
    """

    x: np.ndarray
    y: np.ndarray
    chosen: np.ndarray

    def __len__(self):
        return len(self.chosen)


def divide(dataset, settings):
    """The images to train on, to validate on and to test on; limits leave the test set whole."""
    total = settings.limit if settings.per_class is None else None
    everything, labels = np.arange(len(dataset.y_train)), dataset.y_train
    taken = take(labels, everything, total, settings.per_class, seed=settings.seed)
    parts = split(labels[taken], settings.seed)
    train, validation = [Images(dataset.x_train, labels, taken[part]) for part in parts]
    test = Images(dataset.x_test, dataset.y_test, np.arange(len(dataset.y_test)))
    return train, validation, test


def floats(images):
    """Bytes as float32 in [0, 1]."""
    return np.divide(images, np.float32(255), dtype=np.float32)
