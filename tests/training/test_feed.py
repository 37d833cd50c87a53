"""Batches: the same for the same seed, of every image, varied as the settings say."""

from types import SimpleNamespace

import numpy as np
import pytest

from explorer.data import Images, divide, floats
from explorer.runs import Settings
from explorer.training.feed import GREY, Feed, crop, cutout, flip
from explorer.training.tasks import RECONSTRUCTION, Task

CLASSES = Task("classification", "", "accuracy", 10)
COUNT = 60


@pytest.fixture
def images():
    x = np.random.default_rng(0).integers(0, 256, (COUNT, 8, 10, 3), np.uint8)
    return Images(x, np.arange(COUNT) % 10, np.arange(5, 55))


def feed(images, task=CLASSES, **settings):
    return Feed(images, task, Settings(**{"flip": False, "batch_size": 8} | settings))


def test_an_epoch_shows_each_image_once_and_leaves_out_what_fills_no_batch(images):
    one = feed(images, batch_size=8)
    assert one.steps == 6
    seen = [image.tobytes() for x, _ in one.epoch(1) for image in x]
    known = {floats(images.x[i]).tobytes() for i in images.chosen}
    assert len(seen) == len(set(seen)) == 48
    assert set(seen) < known


def test_labels_go_with_their_images(images):
    x, y = feed(images).batch(2, 3)
    assert x.dtype == y.dtype == np.float32
    for image, label in zip(x, y, strict=True):
        (index,) = [i for i in range(COUNT) if np.array_equal(floats(images.x[i]), image)]
        assert label.tolist() == [float(i == index % 10) for i in range(10)]


def test_a_batch_hangs_on_seed_epoch_and_step_alone(images):
    varied = {"crop": 2, "cutout": 3, "flip": True}
    whole = list(feed(images, **varied).epoch(2))
    alone = feed(images, **varied).batch(2, 4)
    assert np.array_equal(whole[4][0], alone[0]) and np.array_equal(whole[4][1], alone[1])
    others = [feed(images, **varied).batch(3, 4), feed(images, **varied, seed=1).batch(2, 4)]
    assert not any(np.array_equal(alone[0], other[0]) for other in others)


def test_a_reconstruction_is_asked_for_its_own_input(images):
    x, y = feed(images, RECONSTRUCTION, crop=2).batch(1, 0)
    assert y is x


def test_a_batch_is_at_most_all_images(images):
    one = feed(images, batch_size=4096)
    assert (one.batch_size, one.steps) == (50, 1)


def test_floats_are_what_a_person_divides_by_255(images):
    assert np.array_equal(floats(images.x), np.float32(images.x) / 255)


def test_about_half_of_the_images_are_mirrored_and_no_other_is_changed():
    images = np.arange(400 * 24, dtype=np.uint32).reshape(400, 2, 4, 3)
    after = flip(images, np.random.RandomState(0))
    mirrored = [np.array_equal(a, b[:, ::-1]) for a, b in zip(after, images, strict=True)]
    same = [np.array_equal(a, b) for a, b in zip(after, images, strict=True)]
    assert all(a != b for a, b in zip(mirrored, same, strict=True))
    assert 150 < sum(mirrored) < 250


def test_a_crop_moves_each_image_by_up_to_the_padding_and_fills_with_black():
    images = np.random.default_rng(1).integers(1, 256, (500, 6, 6, 2), np.uint8)
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    places = set()
    for image, room in zip(crop(images, 2, np.random.RandomState(0)), padded, strict=True):
        fits = [
            (r, c)
            for r in range(5)
            for c in range(5)
            if np.array_equal(image, room[r : r + 6, c : c + 6])
        ]
        places.update(fits)
        assert len(fits) == 1
    assert len(places) == 25


def test_cutout_blanks_one_square_of_the_given_size():
    images = np.zeros((300, 12, 12, 3), np.uint8)
    hidden = (cutout(images, 4, np.random.RandomState(0)) == GREY).all(axis=-1)
    rows, columns = hidden.any(axis=2), hidden.any(axis=1)
    assert np.array_equal(hidden, rows[:, :, None] & columns[:, None, :])
    heights = rows.sum(axis=1)
    assert heights.max() == 4 and heights.min() == 2  # partly beyond the edge
    assert (rows.any(axis=0) & columns.any(axis=0)).all()


def test_the_data_are_divided_into_three_parts_that_share_no_image():
    x = np.zeros((400, 2, 2, 3), np.uint8)
    labels = np.arange(400) % 10
    dataset = SimpleNamespace(x_train=x, y_train=labels, x_test=x[:90], y_test=labels[:90])
    for settings, count in (({"limit": 200}, 200), ({"per_class": 3, "limit": 10}, 30)):
        train, validation, test = divide(dataset, Settings(**settings))
        assert (len(train), len(validation), len(test)) == (count * 9 // 10, count // 10, 90)
        assert not set(train.chosen) & set(validation.chosen)
    other = divide(dataset, Settings(per_class=3, seed=1))[1]
    assert set(other.chosen) != set(validation.chosen)
