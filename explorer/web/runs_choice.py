"""The runs that are chosen, on the page of the table that is shown and on its other pages."""

import streamlit as st

_CHOSEN, _BEGUN = "runs_chosen", "runs_begun"


def begin(key, ids):
    """The rows that are chosen where the table of this key, with these runs, begins.

    As long as the table is shown that is the same, whatever is chosen meanwhile.
    """
    if key not in st.session_state:
        chosen = st.session_state.get(_CHOSEN, ())
        st.session_state[_BEGUN] = [row for row, id in enumerate(ids) if id in chosen]
    return {"selection": {"rows": st.session_state.get(_BEGUN, [])}}


def keep(ids, picked):
    """Note which of these runs are chosen; the ids of those chosen on other pages."""
    others = [id for id in st.session_state.get(_CHOSEN, ()) if id not in ids]
    st.session_state[_CHOSEN] = others + picked
    return others


def drop(ids=None):
    """Choose these runs, or all, no longer."""
    st.session_state[_CHOSEN] = [
        id for id in st.session_state.get(_CHOSEN, ()) if ids is not None and id not in ids
    ]
