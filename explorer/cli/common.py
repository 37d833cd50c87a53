"""What several commands share: reading a network, writing a file, opening the store."""

import json
import os
import sys
from contextlib import closing, contextmanager
from pathlib import Path

from explorer import zoo
from explorer.specs import Network, SpecError

NETWORK_HELP = "a name of the zoo, or a path to a JSON description"


class CommandError(ValueError):
    """Something that the person who typed the command can mend; the text is one line."""


def say(*lines):
    """Write lines to standard output."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


def note(text):
    """Write a line about progress to standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def say_json(data):
    """Write JSON to standard output."""
    say(json.dumps(data, indent=1, allow_nan=False))


def read_network(text):
    """The network that a zoo name or a path to a JSON description stands for."""
    if text in zoo.names():
        return zoo.network(text)
    path = Path(text)
    if not path.exists() and path.name == text and not path.suffix:
        try:
            return zoo.network(text)
        except SpecError as error:
            raise CommandError(f"there is no file {text!r}, and {error}") from None
    return _read_description(path)


def check_output(text, endings=()):
    """The path of a file to write, or a CommandError: an ending or folder that will not do.

    Args:
        endings: the allowed ones, dot included; any if there are none.
    """
    path = Path(text)
    if endings and path.suffix not in endings:
        raise CommandError(f"the file must end in {_listed(endings)}, got {text!r}")
    if not path.parent.is_dir():
        raise CommandError(f"there is no folder {str(path.parent)!r} to write {path.name!r} to")
    if path.exists() and not path.is_file():
        raise CommandError(f"{text!r} is no plain file: choose another name")
    return path


def write_file(path, data):
    """Write bytes beside their place, then move them there: a file is whole or absent."""
    # Through a link, the file that it points to is replaced, not the link.
    path = Path(os.path.realpath(path))
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def open_store():
    """The store of runs for the length of a `with` block; what it refuses becomes one line."""
    # Imported here, since it takes longer than all that the other commands do.
    from sqlalchemy.exc import SQLAlchemyError

    from explorer.runs import RunError

    try:
        with closing(_opened()) as store:
            yield store
    except RunError as error:
        raise CommandError(error) from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        raise CommandError(f"the database of runs cannot be used: {reason}") from None


def _opened():
    from explorer.runs import Store

    try:
        return Store.open()
    except ModuleNotFoundError as error:
        # SQLAlchemy imports what an address names, PostgreSQL's driver for one.
        raise CommandError(f"the database of runs needs the package {error.name!r}") from None


def _read_description(path):
    try:
        return Network.from_json(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise CommandError(f"{path}: this is no text, so no JSON description") from None
    except SpecError as error:
        raise CommandError(f"{path}: {error}") from None
    except OSError as error:
        raise CommandError(f"{path}: cannot be read: {error.strerror}") from None


def _listed(words):
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
