"""shapes10: quickly drawn, the same for everyone, and not to be told by colour."""

import numpy as np
import pytest

from explorer import data
from explorer.data import shapes10


@pytest.fixture(scope="module")
def shapes(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_HOME", str(tmp_path_factory.mktemp("home")))
        yield data.prepare("shapes10")


def ignore(done, total, message):
    pass


def test_ten_classes_in_equal_numbers(shapes):
    assert shapes.x_train.shape == (10_000, 32, 32, 3) and shapes.x_train.dtype == np.uint8
    assert shapes.x_test.shape == (2_000, 32, 32, 3) and shapes.x_test.dtype == np.uint8
    assert shapes.y_train.dtype == shapes.y_test.dtype == np.int64
    labels = np.concatenate([shapes.y_train, shapes.y_test])
    assert np.bincount(labels).tolist() == [1_200] * 10
    assert np.bincount(shapes.y_train).min() > 900 and np.bincount(shapes.y_test).min() > 150
    assert len(set(shapes.class_names)) == 10
    assert shapes.class_names == data.DATASETS["shapes10"].class_names


def test_images_are_mapped_and_cannot_be_changed(shapes):
    assert isinstance(shapes.x_train, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        shapes.x_train[0] = 0


def test_a_seed_gives_the_same_images_and_another_seed_others():
    labels = np.arange(10)
    first, again, other = (shapes10.draw(labels, np.random.default_rng(s)) for s in (1, 1, 2))
    assert np.array_equal(first, again)
    assert (first != other).mean() > 0.9


def test_images_that_change_must_change_the_version():
    """Whoever has drawn them already keeps the old ones, unless the version says otherwise."""
    means = shapes10.draw(np.arange(10), np.random.default_rng(0)).mean((1, 2, 3))
    assert shapes10._VERSION == 1
    assert means.round().tolist() == [137, 142, 98, 158, 117, 121, 80, 120, 109, 111]


def test_every_seed_and_size_is_a_dataset_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    a, b, c = (
        shapes10.prepare(ignore, seed, train, 10) for seed, train in ((0, 20), (1, 20), (0, 30))
    )
    assert not np.array_equal(a.x_train, b.x_train)
    assert (len(b.x_train), len(c.x_train)) == (20, 30)
    assert a.source == "drawn by Residual Explorer, seed 0"
    assert b.source == "drawn by Residual Explorer, seed 1"


def test_it_is_drawn_once_and_says_how_far_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    calls = []
    first = data.prepare("shapes10", progress=lambda *call: calls.append(call))
    done, total, message = zip(*calls, strict=True)
    assert list(done) == sorted(done) and done[0] == 0 and done[-1] == total[-1] == 12_000
    assert set(message) == {"Drawing shapes10", "shapes10 is ready"}
    calls.clear()
    again = data.prepare("shapes10", progress=lambda *call: calls.append(call))
    assert calls == []
    assert np.array_equal(first.x_test, again.x_test)


def test_no_image_is_drawn_twice(shapes):
    images = np.concatenate([shapes.x_train, shapes.x_test])
    assert len({image.tobytes() for image in images}) == len(images)


def test_colour_does_not_tell_the_class(shapes):
    """The mean colours of the classes lie far closer together than the images of one class."""
    colours = shapes.x_train.mean((1, 2))
    means = np.array([colours[shapes.y_train == label].mean(0) for label in range(10)])
    assert means.std(0).max() < 0.1 * colours.std(0).min()


def test_figures_differ_from_their_ground(shapes):
    spread = shapes.x_train.std((1, 2)).max(1)
    assert np.quantile(spread, 0.01) > 8  # of 255: hardly any image is one flat colour


def test_edges_are_soft():
    rng = np.random.default_rng(0)
    inside = shapes10._coverage(np.zeros(50, int), rng)  # circles
    soft = ((inside > 0) & (inside < 1)).sum((1, 2, 3))
    assert soft.min() > 10
    assert inside.min() == 0 and inside.max() == 1


def test_a_linear_model_does_not_solve_it(shapes):
    accuracy = _linear_accuracy(shapes, 4_000)
    assert 0.11 < accuracy < 0.6  # chance is 0.1


def _linear_accuracy(shapes, count):
    """Ridge regression on the labels, with the best of several penalties for the test images."""
    x, test = (_rows(images) for images in (shapes.x_train[:count], shapes.x_test))
    targets = np.eye(10, dtype=np.float32)[shapes.y_train[:count]] - 0.1
    kernel, across = x @ x.T, test @ x.T
    scores = []
    for penalty in (1e2, 1e3, 1e4, 1e5):
        weights = np.linalg.solve(kernel + penalty * np.eye(count, dtype=np.float32), targets)
        scores.append(((across @ weights).argmax(1) == shapes.y_test).mean())
    return max(scores)


def _rows(images):
    return np.float32(images.reshape(len(images), -1)) / 127.5 - 1


def test_a_data_folder_makes_no_sense_for_it(tmp_path):
    with pytest.raises(data.DataError, match="shapes10 is drawn, not read: leave out the data fol"):
        data.prepare("shapes10", tmp_path)


def test_a_data_folder_in_the_environment_is_no_concern_of_it(shapes, tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_DATA_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    assert np.array_equal(data.prepare("shapes10").y_train, shapes.y_train)


def test_classes_that_are_not_known_any_more_are_numbers():
    assert data.class_names("shapes10", None, (32, 32), 10)[:2] == ["circle", "ring"]
    assert data.class_names("shapes10", None, (32, 32), 2) == ["0", "1"]
    assert data.class_names("gone", None, (32, 32), 2) == ["0", "1"]
