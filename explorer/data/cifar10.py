"""CIFAR-10, from a folder that the user names, from what Keras has fetched, or by a download.

Keras extracts its archive again at every `load_data()`, which breaks processes that read it at that
moment; here the files are converted once and the arrays are shared.
"""

import os
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from explorer.data.arrays import DataError, DatasetInfo, folder_of, load, locked, save
from explorer.data.batches import read_batch
from explorer.home import home

URL = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
INFO = DatasetInfo(
    name="cifar10",
    label="CIFAR-10",
    class_names=(
        *("airplane", "automobile", "bird", "cat", "deer"),
        *("dog", "frog", "horse", "ship", "truck"),
    ),
    image_shape=(32, 32, 3),
    description="60,000 small photographs of animals and vehicles (Krizhevsky 2009).",
    source=URL,
)
BATCHES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")

_FOLDER = "cifar-10-batches-py"
_ARCHIVES = ("cifar-10-python.tar.gz", "cifar-10-batches-py-target_archive")
_KERAS = "cifar10-keras"
_BY_KERAS = "fetched by Keras"


@dataclass(frozen=True)
class Source:
    """A folder with the six batches, or the official archive; `said_by` is who named it."""

    path: Path
    said_by: str

    def __str__(self):
        return f"{self.said_by}: {self.path}"

    def identity(self):
        """What changes when the files do: their places, sizes and times."""
        paths = [self.path / name for name in BATCHES] if self.path.is_dir() else [self.path]
        return [(str(p.resolve()), p.stat().st_size, p.stat().st_mtime_ns) for p in paths]

    def batches(self):
        """Yield the name and the open file of each batch that is there."""
        if self.path.is_dir():
            for name in BATCHES:
                with (self.path / name).open("rb") as file:
                    yield name, file
            return
        with tarfile.open(self.path) as archive:
            for member in archive:  # in their order there: each step back would unpack it again
                name = PurePosixPath(member.name).name
                if name in BATCHES and member.isfile():
                    yield name, archive.extractfile(member)


def prepare(data_dir, download, report):
    """Return the Dataset, made where it has not been made before; see `explorer.data.prepare`."""
    return _ready(data_dir) or _make(data_dir, download, report)


def _ready(data_dir):
    """The arrays that were made before, if any."""
    sources = _sources(data_dir)
    # Without its files, what was once made from Keras's is still CIFAR-10; a folder that somebody
    # named may have been a part of it.
    folders = [_folder(source) for source in sources] or (home() / "data").glob(f"{_KERAS}-*")
    return next(filter(None, (load(folder, INFO) for folder in folders)), None)


def _make(data_dir, download, report):
    with locked("cifar10", lambda: report(0, 1, "Waiting for another process to prepare CIFAR-10")):
        ready = _ready(data_dir)  # by the process that had the lock
        if ready:
            return ready
        failures = []
        for source in _sources(data_dir):
            try:
                return _convert(source, report)
            except DataError as error:
                failures.append(error)
        if _named(data_dir):
            raise failures[0]
        if download:
            return _download(download, report)
        raise DataError(" ".join([*map(str, failures), _how_to_get_it()]))


def _named(data_dir):
    """The path that the user named, and how."""
    for path, said_by in (
        (data_dir, "--data-dir"),
        (os.environ.get("EXPLORER_DATA_DIR"), "EXPLORER_DATA_DIR"),
    ):
        if path:
            return Source(Path(path).expanduser().resolve(), said_by)
    return None


def _sources(data_dir):
    """Where the batches are: in the place that was named, else wherever Keras keeps them."""
    named = _named(data_dir)
    if named:
        return [_inside(named)]
    keras = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "datasets"
    folders = [keras / f"{_FOLDER}-target" / _FOLDER, keras / _FOLDER]
    found = [folder for folder in folders if not _missing(folder)]
    found += [keras / name for name in _ARCHIVES if (keras / name).is_file()]
    return [Source(path, _BY_KERAS) for path in found]


def _inside(named):
    """The folder of batches or the archive that a named path is, or holds."""
    path = named.path
    if not path.exists():
        raise DataError(f"There is no folder {path} ({named.said_by}). {_how_to_get_it()}")
    if path.is_file():
        return named
    for folder in (path, path / _FOLDER):
        missing = _missing(folder)
        if not missing:
            return Source(folder, named.said_by)
        if len(missing) < len(BATCHES):
            raise DataError(f"{folder} ({named.said_by}) lacks {', '.join(missing)}")
    for archive in _ARCHIVES:
        if (path / archive).is_file():
            return Source(path / archive, named.said_by)
    raise DataError(
        f"{path} ({named.said_by}) holds neither {BATCHES[0]} to {BATCHES[4]} and {BATCHES[5]}, "
        f"nor a folder {_FOLDER}, nor {_ARCHIVES[0]}"
    )


def _missing(folder):
    return [name for name in BATCHES if not (folder / name).is_file()]


def _convert(source, report):
    folder = _folder(source)  # before reading: files that change meanwhile are another source
    batches = {}
    try:
        for name, file in source.batches():
            report(len(batches), len(BATCHES), f"Reading {name}")
            batches[name] = read_batch(file, f"{source.path}/{name}")
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise DataError(f"{source.path} cannot be read: {error}") from error
    missing = [name for name in BATCHES if name not in batches]
    if missing:
        raise DataError(f"{source.path} ({source.said_by}) lacks {', '.join(missing)}")
    *train, test = (batches[name] for name in BATCHES)
    images, labels = zip(*train, strict=True)
    dataset = _keep(folder, (np.concatenate(images), np.concatenate(labels)), test, str(source))
    report(len(BATCHES), len(BATCHES), "CIFAR-10 is ready")
    return dataset


def _download(download, report):
    try:
        train, test = download(report)
    except Exception as error:  # Keras raises a plain one
        raise DataError(f"The download failed: {error}. {_how_to_get_it()}") from error
    # Keras has unpacked the files by now: next time they are found, and with them these arrays.
    folders = [_folder(source) for source in _sources(None)] + [folder_of(_KERAS, URL)]
    return _keep(folders[0], train, test, f"downloaded: {URL}")


def _folder(source):
    return folder_of(_KERAS if source.said_by == _BY_KERAS else "cifar10", source.identity())


def _keep(folder, train, test, source):
    pairs = [(np.asarray(x, np.uint8), np.asarray(y, np.int64).ravel()) for x, y in (train, test)]
    save(folder, *pairs, source)
    return load(folder, INFO)


def _how_to_get_it():
    return (
        "To get CIFAR-10 without this program, fetch and unpack "
        f"{URL} and name the folder {_FOLDER} with --data-dir or EXPLORER_DATA_DIR. "
        "The dataset shapes10 needs no download."
    )
