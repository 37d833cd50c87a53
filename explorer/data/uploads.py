"""Zips that people upload, kept under the hash of their content and never under their names."""

import hashlib
import io
import os
import tempfile
import zipfile
from pathlib import Path

from explorer.data.arrays import DataError
from explorer.data.picture_files import shown
from explorer.home import home

MOST_BYTES = 512 * 2**20
_CHUNK = 2**20


def keep_upload(name, content):
    """Keep a zip in the home folder.

    Args:
        name: what the person calls it, for messages only.
        content: its bytes, or an open binary file.

    Returns:
        Path of `uploads/HASH.zip`; the same for the same content.

    Raises:
        DataError: it is no zip, or too large; nothing is kept then.
    """
    folder = home() / "uploads"
    folder.mkdir(exist_ok=True)
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    part = None
    try:
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as copy:
            part = Path(copy.name)
            sha = _copy(file, copy, shown(name))
        if not zipfile.is_zipfile(part):
            raise DataError(f"{shown(name)} is no zip")
        path = folder / f"{sha}.zip"
        if (
            not path.exists()
        ):  # or its time would change, and what was made of it be looked for anew
            os.replace(part, path)
        return path
    except OSError as error:
        raise DataError(f"{shown(name)} cannot be kept: {error.strerror}") from error
    finally:
        if part:
            part.unlink(missing_ok=True)


def _copy(file, copy, name):
    sha, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise DataError(f"{name} is larger than {MOST_BYTES // 2**20} MiB")
        sha.update(chunk)
        copy.write(chunk)
    return sha.hexdigest()
