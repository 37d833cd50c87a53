"""Where the current design lives: as plain JSON text in the session, and in the address.

    https://host/?a=<base64url(zlib(json))>

The address wins, so that a copied link, a refreshed page and the Back button show what it says. An
address without a design leaves the session's, which other pages of the app go on with.
"""

import base64
import binascii
import json
import time
import zlib

import streamlit as st

from explorer import Network, zoo
from explorer.specs import SpecError

PARAMETER = "a"
MAX_BYTES = 200_000  # of JSON; a few kilobytes of a link can unfold to gigabytes
LAG_SECONDS = 1.0

_DESIGN, _PAST = "design", "design_past"


class LinkError(ValueError):
    """The design in the address cannot be read."""


def load_design():
    """The current network, or None where nothing has been designed or linked yet.

    Raises:
        LinkError: the address holds a design that cannot be read; it stays there until
            `store_design` is called, and `session_design` still gives the session's.
    """
    link = st.query_params.get(PARAMETER)
    if link is not None and not _is_late(link):
        st.session_state[_DESIGN] = _compact(decode(link))
    return session_design()


def session_design():
    """The session's network whatever the address says, or None."""
    text = st.session_state.get(_DESIGN)
    return None if text is None else Network.from_json(text)


def store_design(network):
    """Make `network` the current one, in the session and in the address."""
    before, after = st.query_params.get(PARAMETER), encode(network)
    st.session_state[_DESIGN] = _compact(network)
    if before != after:
        st.session_state[_PAST] = _superseded() | {before: time.monotonic()}
        st.query_params[PARAMETER] = after


def forget_design():
    """Go back to having no design."""
    st.session_state.pop(_DESIGN, None)
    if PARAMETER in st.query_params:
        st.session_state[_PAST] = _superseded() | {st.query_params[PARAMETER]: time.monotonic()}
        del st.query_params[PARAMETER]


def share_query(network):
    """The query of a link to `network`, as `st.page_link` and `st.switch_page` take it."""
    return {PARAMETER: encode(network)}


def encode(network):
    """The text that stands for `network` in an address."""
    return pack(_compact(network))


def decode(link):
    """The network that a text of `encode` stands for.

    Raises:
        LinkError: it is no such text, or the network in it cannot be.
    """
    try:
        return Network.from_json(unpack(link))
    except SpecError as error:
        raise LinkError(f"The design in this link cannot be: {error}") from error
    except (ValueError, zlib.error, binascii.Error) as error:
        raise LinkError(
            f"The design in this link is damaged: it begins {link[:12]!r} and has {len(link)}"
            " letters. Copy the whole link again, or start from a named network."
        ) from error


def pack(text):
    """A text, short and fit for an address."""
    packed = zlib.compress(text.encode(), 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unpack(link):
    """The text that `pack` made a link of; raises ValueError, zlib.error or binascii.Error."""
    packed = base64.b64decode(link + "=" * (-len(link) % 4), altchars=b"-_", validate=True)
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(packed, MAX_BYTES)
    if not unpacker.eof:
        raise ValueError("cut short, or too long")
    return text.decode()


def example():
    """The network that a person who has chosen nothing yet is shown."""
    return zoo.network("resnet20")


def _compact(network):
    return json.dumps(network.to_dict(), separators=(",", ":"))


def _is_late(link):
    # A browser that is clicked quickly still sends the address from before its last edit.
    return link in _superseded()


def _superseded():
    """The addresses that edits of the last moment have replaced, and when."""
    now = time.monotonic()
    past = st.session_state.get(_PAST, {})
    return {link: at for link, at in past.items() if now - at < LAG_SECONDS}
