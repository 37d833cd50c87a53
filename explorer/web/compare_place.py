"""Which networks are compared: in the address, and in the session for when one comes back.

    https://host/compare?n=resnet20&n=plain20

Each `n` is a named network, the id of a run, or a design as the Build page's links hold it.
"""

import time
from urllib.parse import urlencode

import streamlit as st

from explorer.web.compare_entries import read
from explorer.web.state import LAG_SECONDS

PARAMETER = "n"
MOST_ENTRIES = 24  # of which several may be runs of one network
_TOKENS, _PAST = "compare_tokens", "compare_past"


def tokens():
    """The parts of the address, else those of the session."""
    given = tuple(dict.fromkeys(st.query_params.get_all(PARAMETER)))
    # A browser that is clicked quickly still sends the address from before the last change.
    if given and given not in _superseded():
        st.session_state[_TOKENS] = given[:MOST_ENTRIES]
    return st.session_state.get(_TOKENS, ())


def entries():
    """What is compared, as `Entry`s."""
    return [read(token) for token in tokens()]


def put(tokens_):
    """Compare these from now on."""
    before = tuple(dict.fromkeys(st.query_params.get_all(PARAMETER)))
    kept = tuple(dict.fromkeys(tokens_))[:MOST_ENTRIES]
    st.session_state[_TOKENS] = kept
    if before != kept:
        st.session_state[_PAST] = _superseded() | {before: time.monotonic()}
        st.query_params[PARAMETER] = list(kept)


def add(*more):
    """Add these to what is compared."""
    put((*tokens(), *more))


def drop(*tokens_):
    """Take these out of what is compared."""
    put(token for token in tokens() if token not in tokens_)


def written():
    """The query of a link to this comparison, as text."""
    return urlencode(query(tokens()), doseq=True)


def query(tokens_):
    """The query of a link to a comparison, as `st.page_link` takes it."""
    return {PARAMETER: list(tokens_)}


def _superseded():
    now = time.monotonic()
    past = st.session_state.get(_PAST, {})
    return {before: at for before, at in past.items() if now - at < LAG_SECONDS}
