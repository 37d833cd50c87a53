"""The CIFAR sets, from a folder that the user names, from what Keras has fetched, or by a download.

Keras extracts its archive again at every `load_data()`, which breaks processes that read it at that
moment; here the files are converted once and the arrays are shared.
"""

import os
import tarfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import numpy as np

from explorer.data.arrays import DataError, DatasetInfo, folder_of, load, locked, save
from explorer.data.batches import Form, read_batch
from explorer.home import home

_BY_KERAS = "fetched by Keras"


@dataclass(frozen=True)
class Layout:
    """Where a set's images are in its official Python version; the last batch is the test set."""

    info: DatasetInfo
    form: Form
    batches: tuple[str, ...]
    batches_in_words: str
    folder: str
    archives: tuple[str, ...]
    variable: str  # of the environment: names the folder

    @property
    def keras(self):
        """What the folders of arrays made from Keras's files are called."""
        return f"{self.info.name}-keras"


@dataclass(frozen=True)
class Source:
    """A folder with the batches, or the official archive; `said_by` is who named it."""

    layout: Layout
    path: Path
    said_by: str

    def __str__(self):
        return f"{self.said_by}: {self.path}"

    def identity(self):
        """What changes when the files do: their places, sizes and times."""
        paths = (
            [self.path / name for name in self.layout.batches]
            if self.path.is_dir()
            else [self.path]
        )
        return [(str(p.resolve()), p.stat().st_size, p.stat().st_mtime_ns) for p in paths]

    def batches(self):
        """Yield the name and the open file of each batch that is there."""
        if self.path.is_dir():
            for name in self.layout.batches:
                with (self.path / name).open("rb") as file:
                    yield name, file
            return
        with tarfile.open(self.path) as archive:
            for member in archive:  # in their order there: each step back would unpack it again
                name = PurePosixPath(member.name).name
                if name in self.layout.batches and member.isfile():
                    yield name, archive.extractfile(member)


def prepare(layout, data_dir, download, report):
    """Return the Dataset, made where it has not been made before; see `explorer.data.prepare`."""
    return _ready(layout, data_dir) or _make(layout, data_dir, download, report)


def _ready(layout, data_dir):
    """The arrays that were made before, if any."""
    sources = _sources(layout, data_dir)
    # Without its files, what was once made from Keras's is still whole; a folder that somebody
    # named may have been a part of it.
    folders = [_folder(source) for source in sources] or (home() / "data").glob(f"{layout.keras}-*")
    return next(filter(None, (load(folder, layout.info) for folder in folders)), None)


def _make(layout, data_dir, download, report):
    waiting = f"Waiting for another process to prepare {layout.info.label}"
    with locked(layout.info.name, lambda: report(0, 1, waiting)):
        ready = _ready(layout, data_dir)  # by the process that had the lock
        if ready:
            return ready
        failures = []
        for source in _sources(layout, data_dir):
            try:
                return _convert(source, report)
            except DataError as error:
                failures.append(error)
        if _named(layout, data_dir):
            raise failures[0]
        if download:
            return _download(layout, download, report)
        raise DataError(" ".join([*map(str, failures), _how_to_get_it(layout)]))


def _named(layout, data_dir):
    """The path that the user named, and how."""
    for path, said_by in (
        (data_dir, "--data-dir"),
        (os.environ.get(layout.variable), layout.variable),
    ):
        if path:
            return Source(layout, Path(path).expanduser().resolve(), said_by)
    return None


def _sources(layout, data_dir):
    """Where the batches are: in the place that was named, else wherever Keras keeps them."""
    named = _named(layout, data_dir)
    if named:
        return [_inside(named)]
    keras = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "datasets"
    folders = [keras / f"{layout.folder}-target" / layout.folder, keras / layout.folder]
    found = [folder for folder in folders if not _missing(layout, folder)]
    found += [keras / name for name in layout.archives if (keras / name).is_file()]
    return [Source(layout, path, _BY_KERAS) for path in found]


def _inside(named):
    """The folder of batches or the archive that a named path is, or holds."""
    layout, path = named.layout, named.path
    if not path.exists():
        raise DataError(f"There is no folder {path} ({named.said_by}). {_how_to_get_it(layout)}")
    if path.is_file():
        return named
    for folder in (path, path / layout.folder):
        missing = _missing(layout, folder)
        if not missing:
            return replace(named, path=folder)
        if len(missing) < len(layout.batches):
            raise DataError(f"{folder} ({named.said_by}) lacks {', '.join(missing)}")
    for archive in layout.archives:
        if (path / archive).is_file():
            return replace(named, path=path / archive)
    raise DataError(
        f"{path} ({named.said_by}) holds neither {layout.batches_in_words}, "
        f"nor a folder {layout.folder}, nor {layout.archives[0]}"
    )


def _missing(layout, folder):
    return [name for name in layout.batches if not (folder / name).is_file()]


def _convert(source, report):
    layout, folder = (
        source.layout,
        _folder(source),
    )  # before reading: files that change meanwhile are another source
    batches = {}
    try:
        for name, file in source.batches():
            report(len(batches), len(layout.batches), f"Reading {name}")
            batches[name] = read_batch(file, f"{source.path}/{name}", layout.form)
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise DataError(f"{source.path} cannot be read: {error}") from error
    missing = [name for name in layout.batches if name not in batches]
    if missing:
        raise DataError(f"{source.path} ({source.said_by}) lacks {', '.join(missing)}")
    *train, test = (batches[name] for name in layout.batches)
    images, labels = zip(*train, strict=True)
    train = np.concatenate(images), np.concatenate(labels)
    dataset = _keep(layout, folder, train, test, str(source))
    report(len(batches), len(batches), f"{layout.info.label} is ready")
    return dataset


def _download(layout, download, report):
    try:
        train, test = download(report)
    except Exception as error:  # Keras raises a plain one
        raise DataError(f"The download failed: {error}. {_how_to_get_it(layout)}") from error
    # Keras has unpacked the files by now: next time they are found, and with them these arrays.
    url = layout.info.source
    folders = [_folder(source) for source in _sources(layout, None)]
    folders += [folder_of(layout.keras, url)]
    return _keep(layout, folders[0], train, test, f"downloaded: {url}")


def _folder(source):
    layout = source.layout
    name = layout.keras if source.said_by == _BY_KERAS else layout.info.name
    return folder_of(name, source.identity())


def _keep(layout, folder, train, test, source):
    pairs = [(np.asarray(x, np.uint8), np.asarray(y, np.int64).ravel()) for x, y in (train, test)]
    save(folder, *pairs, source)
    return load(folder, layout.info)


def _how_to_get_it(layout):
    return (
        f"To get {layout.info.label} without this program, fetch and unpack {layout.info.source} "
        f"and name the folder {layout.folder} with --data-dir or {layout.variable}. "
        "The dataset shapes10 needs no download."
    )
