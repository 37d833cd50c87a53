"""The files of a zip or a folder, read without trusting it: nothing is unpacked to the disk.

Names are only ever labels: no name of a zip is opened as a path, and in a folder no link is
followed. A file that is not taken is named with the reason; the rest is read.
"""

import hashlib
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from explorer.data.arrays import DataError, LeftOut
from explorer.data.pictures import ENDINGS, PictureError

_MIB = 2**20
_JUNK = ("__MACOSX", "Thumbs.db", "desktop.ini")  # what systems leave beside people's files
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NAMED = 20  # refusals that are kept in words
_LONGEST = 120  # characters of a name in messages


@dataclass(frozen=True)
class Limits:
    """What is read at most; `ratio` counts for files above a MiB, for flat pictures pack well."""

    files: int = 200_000
    file_bytes: int = 64 * _MIB
    total_bytes: int = 16 * 1024 * _MIB
    ratio: int = 100


LIMITS = Limits()


class Refusals:
    """Gathers the files that are not taken."""

    def __init__(self):
        self.count, self.named = 0, []

    def add(self, name, why):
        """Count a file, and name it where it is one of the first."""
        self.count += 1
        if len(self.named) < _NAMED:
            self.named.append(f"{shown(name)}: {why}")

    def left_out(self):
        """What was gathered."""
        return LeftOut(self.count, tuple(self.named))


def shown(name):
    """A file's or folder's name in one harmless line: no control or turning characters."""
    text = unicodedata.normalize("NFC", str(name))
    text = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in text)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


@contextmanager
def opened(path):
    """Open a zip or a folder: an object with `names(refusals)` and `read(name)`.

    Raises:
        DataError: it is neither, or over the limits.
    """
    if path.is_dir():
        yield _Folder(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield _Zip(path, archive)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise DataError(f"{path} is no zip that can be read: {error}") from error


def stamp(path):
    """What changes, as a rule, when the files do: places, sizes and times."""
    if not path.is_dir():
        return _stamp(path)
    return [_stamp(path / name) for name in _Folder(path).names(Refusals())]


def digest(path):
    """The SHA-256 of the content: of the zip, or of the names and bytes of a folder's files."""
    if not path.is_dir():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    sha = hashlib.sha256()
    for name in _Folder(path).names(Refusals()):
        with (path / name).open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        sha.update(f"{name}\0{content}\n".encode(errors="surrogateescape"))
    return sha.hexdigest()


def _stamp(path):
    found = path.stat()
    return str(path), found.st_size, found.st_mtime_ns


class _Folder:
    def __init__(self, path):
        self.path = path

    def names(self, refusals):
        """The names of the pictures' files, sorted."""
        found, seen, waiting = [], 0, [""]
        while waiting:
            folder = waiting.pop()
            for entry in self._entries(folder, refusals):
                seen += 1
                _check_count(self.path, seen)
                name = f"{folder}{entry.name}"
                if _junk(name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{name}/")
                elif why := _why_no_file(entry):
                    refusals.add(name, why)
                else:
                    found.append(name)
        return sorted(found)

    def _entries(self, folder, refusals):
        try:
            with os.scandir(self.path / folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if not folder:
                raise DataError(f"{self.path} cannot be read: {error.strerror}") from error
            refusals.add(folder, f"cannot be read: {error.strerror}")
            return []

    def read(self, name):
        """The bytes of a file."""
        try:
            with (self.path / name).open("rb") as file:
                content = file.read(LIMITS.file_bytes + 1)
        except OSError as error:
            raise PictureError(f"cannot be read: {error.strerror}") from error
        if len(content) > LIMITS.file_bytes:
            raise PictureError(_too_large())
        return content


class _Zip:
    def __init__(self, path, archive):
        self.archive, self.infos = archive, {}
        _check_count(path, len(archive.infolist()))
        total = sum(info.file_size for info in archive.infolist())
        if total > LIMITS.total_bytes:
            raise DataError(
                f"{path} would unpack to {total / _MIB:,.0f} MiB, "
                f"over {LIMITS.total_bytes / _MIB:,.0f}: it is refused as a whole"
            )

    def names(self, refusals):
        """The names of the pictures' files, sorted."""
        for info in self.archive.infolist():
            if info.is_dir() or _junk(info.filename):
                continue
            why = "is there twice" if info.filename in self.infos else _why_no_member(info)
            if why:
                refusals.add(info.orig_filename, why)
            else:
                self.infos[info.filename] = info
        return sorted(self.infos)

    def read(self, name):
        """The bytes of a file: never more than the zip has said, which is within the limits."""
        info = self.infos[name]
        try:
            with self.archive.open(info) as file:
                # Without a number all that is packed would be unpacked, and cut to size after.
                return file.read(info.file_size)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
            raise PictureError(f"is damaged: {error}") from error


def _why_no_file(entry):
    if entry.is_symlink():
        return "is a link, and links are not followed"
    if not entry.is_file(follow_symlinks=False):
        return "is no plain file"
    return _why_no_picture(entry.name)


def _why_no_member(info):
    name = info.orig_filename
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        return "has an absolute path"
    if ".." in re.split(r"[/\\]", name):
        return "has a path that leads outside of the zip"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is a link, and links are not followed"
    if info.flag_bits & 1:
        return "is encrypted"
    return _why_no_picture(name) or _why_no_size(info)


def _why_no_size(info):
    if info.compress_type not in _PLAIN:
        return "is packed in another way than stored or deflated"
    if info.file_size > LIMITS.file_bytes:
        return _too_large()
    if info.file_size > max(LIMITS.ratio * info.compress_size, _MIB):
        return f"unpacks to more than {LIMITS.ratio} times its size"
    return None


def _why_no_picture(name):
    if name.lower().endswith(ENDINGS):
        return None
    return f"is no picture by its name, which should end in {', '.join(ENDINGS)}"


def _junk(name):
    parts = Path(name).parts
    return any(part in _JUNK or (part.startswith(".") and part != "..") for part in parts)


def _check_count(path, count):
    if count > LIMITS.files:
        raise DataError(f"{path} holds more than {LIMITS.files:,} files: it is refused as a whole")


def _too_large():
    return f"is larger than {LIMITS.file_bytes // _MIB} MiB"
