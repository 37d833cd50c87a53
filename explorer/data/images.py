"""A person's own images: a zip or a folder with a folder for each class.

Every picture is brought to the size that a network takes. The folders `train` and `test` (or `val`,
`valid`, `validation`) are kept apart where there are both; otherwise a tenth of each class, always
the same, becomes the test set. What was made of a content is kept under its hash.
"""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from explorer.data.arrays import DataError, DatasetInfo, folder_of, load, locked, save
from explorer.data.picture_files import Refusals, digest, opened, shown, stamp
from explorer.data.pictures import PictureError, read_picture
from explorer.data.subsets import split
from explorer.home import home

SIZE = (32, 32)
INFO = DatasetInfo(
    name="images",
    label="Own images",
    class_names=(),
    image_shape=(*SIZE, 3),
    description="Your own pictures: a zip or a folder with a folder for each class.",
    source="a zip or a folder",
)
MOST_CLASSES = 1000
FEWEST_IMAGES = 2  # of each class: one to learn from, one to set aside
MOST_BYTES = 8 * 2**30  # of all images in their final size

_VERSION = 1  # raise it when the same files give other arrays: it is part of the folder's name
_TEST_SEED = 0
_TEST_NAMES = ("test", "val", "valid", "validation")
_LAYOUT = (
    "It should hold a folder for each class with its pictures inside, as in cats/1.jpg and "
    "dogs/1.jpg, or folders train and test that do"
)


def describe(data_dir, size):
    """The DatasetInfo of a zip or folder: what its names tell before a picture is read."""
    path = _path(data_dir)
    ready = _ready(path, size)
    names = ready.class_names if ready else None
    if names is None:
        with opened(path) as files:
            names = display_names(sorted(_sort(path, files, Refusals())["train"]))
    return replace(INFO, class_names=names, image_shape=(*size, 3), source=str(path))


def prepare(data_dir, size, report):
    """Return the Dataset, made where it has not been made before; see `explorer.data.prepare`."""
    path = _path(data_dir)
    ready = _ready(path, size)
    if ready:
        return ready
    with locked("images", lambda: report(0, 1, "Waiting for another process to read images")):
        return _ready(path, size) or _make(path, size, report)


def display_names(folders):
    """The names of folders as classes are called: harmless, not empty, no two alike."""
    names, seen = [], Counter()
    for folder in folders:
        name = shown(folder)[:60] or "unnamed"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def _path(data_dir):
    if not data_dir:
        raise DataError(
            "Own images need to be told where they are: name a zip or a folder of class folders "
            "as the data folder (--data-dir)"
        )
    path = Path(data_dir).expanduser().resolve()
    if not path.exists():
        raise DataError(f"There is no folder or zip {path} (--data-dir)")
    return path


def _note(path, size):
    """The file that leads from a place, as it is now, to the arrays of its content."""
    return folder_of("images-seen", _VERSION, stamp(path), list(size))


def _ready(path, size):
    try:
        name = _note(path, size).read_text()
    except FileNotFoundError:
        return None
    return load(home() / "data" / name, INFO)


def _make(path, size, report):
    note = _note(path, size)  # before reading: files that change meanwhile are others
    report(0, 1, f"Looking through {path.name}")
    folder = folder_of("images", _VERSION, digest(path), list(size))
    if load(folder, INFO) is None:
        _convert(path, folder, size, report)
    note.write_text(folder.name)
    return load(folder, INFO)


def _convert(path, folder, size, report):
    refusals = Refusals()
    with opened(path) as files:
        parts = _sort(path, files, refusals)
        names = sorted(parts["train"])
        reader = _Reader(path, files, names, size, refusals, report)
        reader.expect(parts)
        pairs = {part: reader.read(parts[part], part) for part in parts}
    if "test" not in pairs:
        x, y = pairs["train"]
        train, test = split(y, _TEST_SEED)
        pairs = {"train": (x[train], y[train]), "test": (x[test], y[test])}
    left_out = refusals.left_out()
    about = {"left_out": left_out.count, "named": left_out.named}
    source = f"own images: {path}"
    save(folder, *pairs.values(), source, class_names=display_names(names), **about)
    report(1, 1, "The images are ready")


class _Reader:
    """Reads the pictures of a part, class by class."""

    def __init__(self, path, files, names, size, refusals, report):
        self.path, self.files, self.names, self.size = path, files, names, size
        self.refusals, self.report = refusals, report
        self.done = self.total = 0

    def expect(self, parts):
        """Refuse more than can be kept, before anything is read."""
        self.total = sum(len(files) for part in parts.values() for files in part.values())
        needed = self.total * self.size[0] * self.size[1] * 3
        if needed > MOST_BYTES:
            raise DataError(
                f"{self.path} has {self.total:,} pictures, which take {needed / 2**30:,.1f} GiB at "
                f"{self.size[0]} x {self.size[1]} pixels, over {MOST_BYTES / 2**30:,.0f}: "
                "choose a network for smaller images, or give fewer"
            )

    def read(self, classes, part):
        """The images and labels of a part, and a DataError where a class is left too small."""
        images, labels = [], []
        for label, name in enumerate(self.names):
            found = [image for file in classes.get(name, ()) for image in self._one(file)]
            if part == "train" and len(found) < FEWEST_IMAGES:
                raise self._too_few(name, len(found), len(classes[name]))
            images += found
            labels += [label] * len(found)
        if not images:
            raise DataError(f"{self.path}: no picture of its {part} folder can be read")
        return np.stack(images), np.array(labels, np.int64)

    def _one(self, file):
        if self.done % 50 == 0:
            self.report(self.done, self.total, "Reading your images")
        self.done += 1
        try:
            return [read_picture(self.files.read(file), self.size)]
        except PictureError as why:
            self.refusals.add(file, str(why))
            return []

    def _too_few(self, name, count, given):
        refused = f" ({'; '.join(self.refusals.named[:3])})" if given > count else ""
        return DataError(
            f"{self.path}: class {shown(name)!r} has {count} of its {given} pictures left{refused}"
            f"; every class needs {FEWEST_IMAGES} or more"
        )


def _sort(path, files, refusals):
    """{"train": {class: [file, ...]}}, and "test" where the files are divided already."""
    names = files.names(refusals)
    root = _root(names)
    tops = {name[len(root) :].split("/")[0] for name in names}
    apart = next((test for test in _TEST_NAMES if {"train", test} <= tops), None)
    places = {"train": f"{root}train/", "test": f"{root}{apart}/"} if apart else {"train": root}
    parts = {part: {} for part in places}
    for name in names:
        part = next((part for part in places if name.startswith(places[part])), None)
        inner = name[len(places[part]) :].split("/") if part else ()
        if len(inner) == 2:
            parts[part].setdefault(inner[0], []).append(name)
        else:
            refusals.add(name, _why_outside(inner, apart))
    _check(path, parts)
    return parts


def _why_outside(inner, apart):
    if not inner:
        return f"lies outside of train and {apart}"
    return "lies in no class folder" if len(inner) == 1 else "lies in a folder of a class folder"


def _root(names):
    """The folder, if any, that people pack around their class folders: "pets/", or ""."""
    root = ""
    while True:
        inner = [name[len(root) :].split("/") for name in names]
        if not inner or min(map(len, inner)) < 3 or len({parts[0] for parts in inner}) > 1:
            return root
        root += f"{inner[0][0]}/"


def _check(path, parts):
    classes = sorted(parts["train"])
    if not classes:
        raise DataError(f"{path} holds no pictures in class folders. {_LAYOUT}")
    if len(classes) == 1:
        raise DataError(f"{path} holds one class only, {shown(classes[0])!r}. {_LAYOUT}")
    if len(classes) > MOST_CLASSES:
        raise DataError(f"{path} holds {len(classes):,} classes, over {MOST_CLASSES:,}")
    for name, files in sorted(parts["train"].items()):
        if len(files) < FEWEST_IMAGES:
            raise DataError(
                f"{path}: class {shown(name)!r} has 1 picture; every class needs "
                f"{FEWEST_IMAGES} or more"
            )
    unknown = sorted(set(parts.get("test", ())) - set(classes))
    if unknown:
        raise DataError(
            f"{path}: the test pictures have a class {shown(unknown[0])!r}, which has no folder "
            "among the training pictures"
        )
