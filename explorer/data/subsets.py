"""Which images a run learns from: a seeded validation part, and limits that keep classes balanced.

Everything hangs on the seed alone. `RandomState` is used because its numbers are frozen for good
(NEP 19), so that a run that is resumed after an update of NumPy still has the same images.
"""

import numpy as np

from explorer.data.arrays import DataError


def split(labels, seed, fraction=0.1):
    """Set a part of the training images aside for validation, with equal shares of each class.

    Args:
        labels: integers, shape (count,); or a count, where there are no classes to balance.
        seed: 0 to 2**32 - 1.
        fraction: of the images, at least one of them; 0 sets none aside.

    Returns:
        Indices to train on and indices to validate on, int64, each in ascending order.
    """
    labels = np.zeros(labels, np.int64) if np.ndim(labels) == 0 else np.asarray(labels)
    if not 0 <= fraction < 1:
        raise DataError(f"The validation fraction is {fraction}; it must be from 0 to below 1")
    count = max(round(fraction * len(labels)), 1 if fraction else 0)
    if count >= len(labels):
        raise DataError(f"{len(labels)} images leave none to train on beside validation")
    order, turns = _deal(labels, _random(seed, "split"))
    shares = turns / np.bincount(labels)[labels[order]]
    chosen = order[np.argsort(shares, kind="stable")]
    return np.sort(chosen[count:]), np.sort(chosen[:count])


def take(labels, indices, total=None, per_class=None, *, seed):
    """Choose some of the indices, as evenly over the classes as they allow.

    Args:
        labels: integers of the whole set, shape (count,).
        indices: the ones to choose from.
        total, per_class: at most so many images; None is no limit. Both may be given.

    Returns:
        The chosen indices, int64, in ascending order.
    """
    for name, limit in (("total", total), ("images per class", per_class)):
        if limit is not None and limit < 1:
            raise DataError(f"The limit on {name} is {limit}; it must be 1 or more")
    indices = np.asarray(indices, np.int64)
    order, turns = _deal(np.asarray(labels)[indices], _random(seed, "take"))
    by_turn = np.argsort(turns, kind="stable")
    if per_class is not None:
        by_turn = by_turn[turns[by_turn] < per_class]
    return np.sort(indices[order[by_turn[:total]]])


def _random(seed, use):
    if not 0 <= seed < 2**32:
        raise DataError(f"The seed is {seed}; it must be from 0 to {2**32 - 1}")
    return np.random.RandomState([seed, *use.encode()])  # each use has numbers of its own


def _deal(labels, random):
    """Shuffle the images; the turn of each is how many of its class come before it."""
    order = random.permutation(len(labels))
    turns = np.empty(len(labels), np.int64)
    for label in np.unique(labels):
        mine = np.flatnonzero(labels[order] == label)
        turns[mine] = np.arange(len(mine))
    return order, turns
