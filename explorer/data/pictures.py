"""One picture of a person's own: bytes of any kind to an array of the wanted size, or a refusal."""

import io

import numpy as np
from PIL import Image, ImageOps

MOST_PIXELS = 50_000_000  # 150 MB once decoded
# Pillow reads some sixty formats, some by starting other programs: these are plain decoders.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "PPM")
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".ppm")


class PictureError(ValueError):
    """A file is not taken; the text says why, as "NAME: TEXT" reads."""


def read_picture(content, size):
    """Decode a picture, turn it upright, and bring its middle to a size.

    The shorter side is brought to the size and the longer one cut on both sides, so that nothing is
    squeezed. Transparent pixels lie on white; of a film the first picture is taken.

    Args:
        content: the bytes of the file.
        size: (height, width) in pixels.

    Returns:
        uint8, shape (height, width, 3).

    Raises:
        PictureError: it is empty, no picture, damaged, or too large.
    """
    if not content:
        raise PictureError("is empty")
    try:
        return _read(content, size)
    except PictureError:
        raise
    except Image.UnidentifiedImageError as error:
        raise PictureError("is no picture in JPEG, PNG, WebP, GIF, BMP or PPM") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(f"has more than {MOST_PIXELS:,} pixels") from error
    except Exception as error:  # a damaged picture raises nearly anything, MemoryError included
        why = str(error) or type(error).__name__
        raise PictureError(f"is damaged: {why}") from error


def _read(content, size):
    height, width = size
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise PictureError(f"has {image.width} x {image.height} pixels, over {MOST_PIXELS:,}")
        # A JPEG can be decoded at a half, a quarter or an eighth: never below what is wanted.
        image.draft("RGB", (2 * max(size), 2 * max(size)))
        upright = _rgb(ImageOps.exif_transpose(image))
        # Bicubic widens with the reduction, so that every pixel of the original counts.
        fitted = ImageOps.fit(upright, (width, height), Image.Resampling.BICUBIC)
        return np.asarray(fitted)


def _rgb(image):
    if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would clip to 8
        return Image.fromarray(np.uint8(np.asarray(image).clip(0, 65535) >> 8)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(ground, layer).convert("RGB")
