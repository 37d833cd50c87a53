"""Which images a run learns from, and which it is judged by."""

import numpy as np
import pytest

from explorer import data

LABELS = np.repeat(np.arange(10), 100)[np.random.default_rng(0).permutation(1000)]
UNEVEN = np.repeat([0, 1, 2], [700, 290, 10])


def counts(indices, labels=LABELS):
    return np.bincount(labels[indices]).tolist()


def test_a_tenth_of_each_class_is_set_aside_and_nothing_is_lost():
    train, validation = data.split(LABELS, seed=1)
    assert counts(train) == [90] * 10 and counts(validation) == [10] * 10
    assert np.array_equal(np.sort(np.concatenate([train, validation])), np.arange(1000))
    assert np.all(np.diff(train) > 0) and np.all(np.diff(validation) > 0)


def test_classes_of_unlike_sizes_give_equal_shares():
    _, validation = data.split(UNEVEN, seed=1)
    assert counts(validation, UNEVEN) == [70, 29, 1]


def test_a_count_without_labels_can_be_split():
    train, validation = data.split(50, seed=3, fraction=0.2)
    assert (len(train), len(validation)) == (40, 10)
    assert set(train) | set(validation) == set(range(50))


def test_the_split_hangs_on_the_seed_alone():
    same = [data.split(LABELS, seed=5)[1] for _ in range(2)]
    assert np.array_equal(*same)
    assert not np.array_equal(same[0], data.split(LABELS, seed=6)[1])


def test_the_split_of_a_seed_is_the_same_for_good():
    assert data.split(20, seed=0, fraction=0.25)[1].tolist() == [0, 11, 13, 15, 17]
    assert data.take(np.arange(20) % 2, np.arange(20), total=4, seed=0).tolist() == [2, 3, 4, 15]


def test_validation_has_an_image_even_of_a_handful():
    train, validation = data.split(5, seed=0)
    assert (len(train), len(validation)) == (4, 1)


def test_no_validation_where_none_is_wanted():
    train, validation = data.split(5, seed=0, fraction=0)
    assert train.tolist() == [0, 1, 2, 3, 4] and validation.tolist() == []


@pytest.mark.parametrize("fraction", [-0.1, 1, 3])
def test_a_fraction_that_is_none_is_refused(fraction):
    with pytest.raises(data.DataError, match=f"fraction is {fraction}; it must be from 0 to below"):
        data.split(LABELS, seed=0, fraction=fraction)


def test_a_single_image_cannot_be_split():
    with pytest.raises(data.DataError, match="1 images leave none to train on"):
        data.split(1, seed=0)


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(
        data.DataError, match=f"The seed is {seed}; it must be from 0 to 4294967295"
    ):
        data.split(LABELS, seed)


def test_a_total_is_shared_out_evenly_among_the_indices_given():
    train, _ = data.split(LABELS, seed=1)
    chosen = data.take(LABELS, train, total=205, seed=1)
    assert len(chosen) == 205 and set(counts(chosen)) == {20, 21}
    assert set(chosen) <= set(train)


def test_a_rare_class_gives_all_it_has():
    chosen = data.take(UNEVEN, np.arange(1000), total=90, seed=1)
    assert counts(chosen, UNEVEN) == [40, 40, 10]


def test_images_per_class_and_the_total_hold_together():
    everything = np.arange(1000)
    assert counts(data.take(LABELS, everything, per_class=7, seed=2)) == [7] * 10
    assert counts(data.take(LABELS, everything, total=20, per_class=7, seed=2)) == [2] * 10
    assert counts(data.take(LABELS, everything, total=500, per_class=7, seed=2)) == [7] * 10


def test_no_limit_and_a_generous_limit_take_everything():
    indices = np.arange(0, 1000, 3)
    assert np.array_equal(data.take(LABELS, indices, seed=2), indices)
    assert np.array_equal(data.take(LABELS, indices, total=5000, seed=2), indices)
    assert np.array_equal(data.take(LABELS, indices, per_class=5000, seed=2), indices)


def test_a_larger_limit_keeps_what_a_smaller_one_took():
    small, large = (data.take(LABELS, np.arange(1000), total=n, seed=9) for n in (30, 300))
    assert set(small) < set(large)


@pytest.mark.parametrize("limit", [0, -5])
def test_a_limit_of_nothing_is_refused(limit):
    with pytest.raises(data.DataError, match=f"limit on total is {limit}; it must be 1 or more"):
        data.take(LABELS, np.arange(1000), total=limit, seed=0)
    with pytest.raises(data.DataError, match=f"images per class is {limit}; it must be 1 or more"):
        data.take(LABELS, np.arange(1000), per_class=limit, seed=0)
