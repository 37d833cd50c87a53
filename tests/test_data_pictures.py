"""How one picture becomes an image of the wanted size."""

import io
import zlib

import numpy as np
import pytest
from PIL import Image

from explorer.data import pictures
from explorer.data.pictures import PictureError, read_picture
from tests.picture_folders import picture

RED, BLUE = (255, 0, 0), (0, 0, 255)


def saved(image, form="PNG", **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def halves(left, right, size=(64, 64)):
    """A picture of two colours side by side."""
    image = Image.new("RGB", size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "PPM"])
def test_every_format_is_read(form):
    image = read_picture(picture(RED, (50, 40), form), (32, 24))
    assert image.shape == (32, 24, 3) and image.dtype == np.uint8
    assert np.abs(image.astype(int) - RED).max() <= 4


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_every_kind_of_colour_is_read(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    image = read_picture(saved(halves("white", "black").convert(mode), form), (32, 32))
    assert image[:, :12].min() >= 250 and image[:, 20:].max() <= 5


def test_sixteen_bits_of_grey_keep_their_shades():
    grey = np.full((8, 8), 100 * 256, np.uint16)
    assert np.unique(read_picture(saved(Image.fromarray(grey)), (8, 8))).tolist() == [100]


def test_transparent_pixels_are_white():
    image = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    assert read_picture(saved(image), (32, 32)).min() == 255


def test_a_picture_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    for form in ("JPEG", "PNG"):
        image = read_picture(saved(halves(RED, BLUE), form, exif=exif), (32, 32))
        assert image[16, 4, 2] > 240 and image[16, 28, 0] > 240


def test_shrinking_counts_every_pixel():
    """One pixel in eight is white: picking single pixels would give black or white."""
    x = np.zeros((256, 256, 3), np.uint8)
    x[:, ::8] = 255
    image = read_picture(saved(Image.fromarray(x)), (32, 32))
    assert abs(image.mean() - 255 / 8) < 4 and image.std() < 8


def test_a_long_picture_is_cut_and_not_squeezed():
    image = Image.new("RGB", (300, 100), BLUE)
    image.paste(RED, (100, 0, 200, 100))
    assert np.unique(read_picture(saved(image), (32, 32))[:, 2:-2, 2]).tolist() == [0]


@pytest.mark.parametrize("size", [(1, 1), (1, 5000)])
def test_tiny_pictures_are_enlarged(size):
    assert read_picture(picture(RED, size), (32, 32)).reshape(-1, 3).mean(axis=0).tolist() == [
        255,
        0,
        0,
    ]


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch):
    content = picture(RED, (300, 200))
    monkeypatch.setattr(pictures, "MOST_PIXELS", 50_000)
    with pytest.raises(PictureError, match=r"has 300 x 200 pixels, over 50,000"):
        read_picture(content, (32, 32))


def test_a_picture_that_says_it_is_immense_is_refused():
    content = bytearray(saved(Image.new("1", (8, 8))))
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    with pytest.raises(PictureError, match=r"has more than 50,000,000 pixels"):
        read_picture(bytes(content), (32, 32))
