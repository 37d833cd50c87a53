"""Folders and zips of small real pictures, a colour for each class."""

import io
import zipfile

import numpy as np
from PIL import Image

COLOURS = {"cats": (200, 40, 40), "dogs": (40, 180, 60), "eels": (30, 60, 210)}


def picture(colour=(200, 40, 40), size=(40, 30), form="PNG", **options):
    """The bytes of a picture of one colour; size is (width, height)."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, form, **options)
    return file.getvalue()


def noisy(seed, size=(40, 30), form="JPEG"):
    """The bytes of a picture that differs from every other."""
    rng = np.random.default_rng(seed)
    file = io.BytesIO()
    Image.fromarray(rng.integers(0, 256, (*size[::-1], 3), np.uint8)).save(file, form)
    return file.getvalue()


def pictures(counts, folder=""):
    """{name: bytes} of that many pictures for each class."""
    return {
        f"{folder}{name}/{number:02}.png": picture(COLOURS[name], (40 + number, 30))
        for name, count in counts.items()
        for number in range(count)
    }


def make_folder(path, files):
    """Write the files; the folder."""
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def make_zip(path, files, extra=()):
    """Write a zip of the files, and of (ZipInfo, bytes) pairs; its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        for info, content in extra:
            archive.writestr(info, content)
    return path
