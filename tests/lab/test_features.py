"""What a network sees: maps of the block that was chosen, each on its own scale."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from explorer import Network, Stage
from explorer.data import floats
from explorer.lab.features import sheet
from explorer.lab.subject import Subject, watch
from tests.lab.asking import failure, found, partials
from tests.training.tools import autoencoder, tiny

pytestmark = pytest.mark.keras


NETWORK = tiny(stages=(Stage("basic", 8, 2, shortcut="projection"),))


@pytest.fixture(scope="module")
def run(train):
    return train(NETWORK, epochs=1)


def pixels(uri):
    head, _, content = uri.partition(",")
    assert head == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))


def test_a_sheet_has_every_map_from_its_lowest_to_its_highest_value():
    maps = np.random.default_rng(0).standard_normal((4, 5, 10))
    maps[..., 3] = 7.0
    whole = sheet(maps)
    assert whole.shape == (2 * 4 + 1, 8 * 5 + 7, 2)
    second = whole[:4, 6:11, 0]
    scaled = (maps[..., 1] - maps[..., 1].min()) / np.ptp(maps[..., 1])
    np.testing.assert_array_equal(second, np.uint8(255 * scaled))
    assert not whole[:4, 18:23, 0].any()  # one that is the same everywhere is black
    assert not whole[:, 5, 1].any() and not whole[5:, 12:, 1].any()  # between maps: transparent


def test_the_maps_are_those_of_the_block(store, run):
    given = {"block": "stage1_block2", "images": 2, "channels": 4}
    result = found("features", NETWORK, store, run.id, **given)
    assert result["blocks"] == ["stage1_block1", "stage1_block2"]
    assert (result["block"], result["shape"], result["channels"]) == (
        "stage1_block2",
        [32, 32, 8],
        4,
    )
    subject = Subject.of_run(store, run.id)
    x, y = subject.validation(2)
    names = ["stage1_block2_out", "head_dense"]
    outputs = watch(subject.trained(), names)(floats(x))
    maps, said = (outputs[name] for name in names)
    for image, photo, label, each, chances in zip(result["images"], x, y, maps, said, strict=True):
        np.testing.assert_array_equal(pixels(image["picture"]), photo)
        np.testing.assert_allclose(
            pixels(image["maps"]).astype(int), sheet(np.asarray(each)[..., :4]), atol=1
        )
        np.testing.assert_allclose(image["probabilities"], chances, atol=2e-5)
        assert image["label"] == result["classes"][int(np.squeeze(label))]
        assert image["alt"].startswith(
            f"4 of 8 channels of stage1_block2 for an image of {image['label']}; the same"
        )


def test_probabilities_come_first(store, run):
    first, second = partials("features", NETWORK, store, run.id)
    assert (first.fraction, second.fraction) == (0.5, 1.0)


def test_the_largest_answer_stays_small():
    network = Network("wide", [Stage("basic", 64, 1)])
    result = found("features", network, channels=64, images=12)
    assert len(result["images"]) == 12 and result["source"] == "shapes10"
    assert len(json.dumps(result)) < 2_000_000


def test_a_picture_of_ones_own(store, run, tmp_path):
    Image.fromarray(np.full((40, 40, 3), 200, np.uint8)).save(tmp_path / "mine.png")
    path = str(tmp_path / "mine.png")
    (image,) = found("features", NETWORK, store, run.id, image=path)["images"]
    assert image["label"] == "" and pixels(image["picture"]).shape == (32, 32, 3)
    (tmp_path / "mine.png").write_text("no picture")
    error = failure(store, "features", NETWORK, run=run.id, image=path)
    assert error == (
        "the picture mine.png cannot be read: is no picture in JPEG, PNG, WebP, GIF, BMP or PPM"
    )


def test_what_ends_in_images_has_no_probabilities():
    result = found("features", autoencoder(), images=1)
    assert result["classes"] == [] and result["images"][0]["probabilities"] == []
    assert result["source"] == "noise"


def test_a_block_that_is_not_there_names_the_nearest(store):
    error = failure(store, "features", NETWORK, block="stage1_blok2")
    assert error == "tiny has no block 'stage1_blok2'; did you mean stage1_block2?"
    error = failure(store, "features", tiny(stages=()))
    assert error == "tiny has no blocks to look into: add a stage"
