"""What a pasted text brings into a comparison: a link of any page, a name, a run, a design."""

from urllib.parse import parse_qs, urlsplit

from explorer import zoo
from explorer.web import compare_entries, compare_place, state

PARAMETERS = (compare_place.PARAMETER, state.PARAMETER, "run")  # of Compare, of Build, of Train


class AddressError(ValueError):
    """A pasted text names nothing that can be compared."""


def tokens_in(text):
    """The tokens of a pasted text.

    Raises:
        AddressError: it holds none, or one that cannot be read; the text says which.
    """
    query = parse_qs(urlsplit(text).query) if "?" in text else {}
    found = [token for name in PARAMETERS for token in query.get(name, ())] or [text]
    for token in found:
        if problem := compare_entries.read(token).problem:
            raise AddressError(_words(text, problem) if token == text else problem)
    return found


def _words(text, problem):
    if len(text) > 40:
        return problem
    near = ", ".join(name for name in zoo.names() if text.lower() in name)
    ask = f" Did you mean {near}?" if near else ""
    return f"{text!r} is neither a link, nor a run, nor a named network.{ask}"
