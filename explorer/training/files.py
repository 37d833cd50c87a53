"""Files that are whole or not there, whenever the process or the disk gives out."""

import hashlib
import os

BESIDE = ".part"  # what a file is called until it is whole


def write_whole(path, write):
    """Write a file beside its place, sync it, and move it there.

    Args:
        write: called with the open binary file.

    Returns:
        The SHA-256 of the file, hexadecimal.

    Raises:
        OSError: it could not be written; a file that was there before is as it was.
    """
    beside = path.with_name(path.name + BESIDE)
    try:
        with beside.open("w+b") as file:
            write(file)
            file.flush()
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return digest


def write_text(path, text):
    """Write a text file, whole."""
    write_whole(path, lambda file: file.write(text.encode()))


def add_line(path, text):
    """Add a line to a text file, and take back what of it a full disk would leave there.

    Raises:
        OSError: it could not be added.
    """
    data = text.encode() + b"\n"
    with path.open("ab", buffering=0) as file:
        before = file.tell()
        try:
            # The last of the room may take a part of it.
            while data:
                data = data[file.write(data) :]
        except OSError:
            file.truncate(before)
            raise
