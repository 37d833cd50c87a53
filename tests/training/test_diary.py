"""What an epoch leaves to be looked at: confusion and chances of classes, or rebuilt images."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from explorer.data.parts import Images
from explorer.training import diary
from explorer.training.tasks import RECONSTRUCTION, Task
from tests.training.tools import autoencoder

CLASSES = Task("classification", "cross-entropy", "accuracy", 3, from_logits=True)


def images(count=40, size=8):
    random = np.random.default_rng(0)
    x = random.integers(0, 256, (count, size, size, 3), np.uint8)
    return Images(x, np.arange(count) % 3, np.arange(0, count, 2))


def opened(sample):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(sample["picture"]))))


def test_a_classifier_leaves_its_confusion_and_some_chances():
    judged = images()
    line = diary.page(4, judged, np.tile([0.0, 9.0, 0.0], (20, 1)), CLASSES)
    confusion = np.array(line["confusion"])
    assert line["epoch"] == 4 and confusion.sum() == confusion[:, 1].sum() == 20
    assert len(line["samples"]) == 12
    for sample in line["samples"]:
        assert sample["image"] in judged.chosen and sample["label"] == sample["image"] % 3
        assert sample["probabilities"][1] > 0.99


def test_a_reconstruction_leaves_its_pictures_and_how_near_each_is():
    judged = images()
    truth = judged.x[judged.chosen[diary.shown(20, RECONSTRUCTION)]]
    line = diary.page(1, judged, truth / 255 + 0.1, RECONSTRUCTION)
    assert "confusion" not in line and len(line["samples"]) == 8
    for sample, image in zip(line["samples"], truth, strict=True):
        assert sample["psnr"] == pytest.approx(20)
        expected = np.minimum(image + 25.5, 255)
        assert np.abs(opened(sample) - expected).max() <= 0.5


def test_a_large_picture_is_kept_small_and_what_is_no_number_black():
    judged = images(2, 200)
    line = diary.page(1, judged, np.full((1, 200, 200, 3), np.nan), RECONSTRUCTION)
    (sample,) = line["samples"]
    assert opened(sample).shape == (96, 96, 3) and not opened(sample).any()


def test_the_newest_line_is_the_last_whole_one(tmp_path):
    assert diary.newest(tmp_path) is None
    path = diary.write(tmp_path, {"epoch": 1})
    diary.write(tmp_path, {"epoch": 2})
    assert diary.newest(tmp_path) == {"epoch": 2}
    path.write_text(path.read_text() + '{"epoch": 3, "sam')
    assert diary.newest(tmp_path) == {"epoch": 2}


@pytest.mark.keras
def test_each_epoch_of_an_encoder_decoder_shows_what_it_rebuilds(store, add):
    from explorer.training import run_job

    id = add(autoencoder(), batch_size=3)
    assert run_job(store, id, 1).state == "finished"
    first, second = diary.read(store.folder(id))
    assert [sample["image"] for sample in first["samples"]] == [
        sample["image"] for sample in second["samples"]
    ]
    assert len(second["samples"]) == 8
    assert opened(second["samples"][0]).shape == (32, 32, 3)
    worst, best = (max(each["psnr"] for each in line["samples"]) for line in (first, second))
    assert best > worst  # it has learned something
