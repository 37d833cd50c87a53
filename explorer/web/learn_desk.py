"""Two designs take turns at one desk: a person's own, and that of a lesson.

What edits a design (the picture, the form, undo) works on the session's. While the Learn page is
open that is the lesson's; the person's own is put by, and is back with any other page.
"""

import streamlit as st

from explorer.specs import Network
from explorer.web import design, state

_KEYS = (
    *("design", "design_past", "seen_design", "last_good", "past", "future", "edit_error"),
    *("level", "view", "lit", "picked"),
)
_LESSON, _ASIDE = "desk_is_lesson", "desk_aside"


def turn(to_lesson):
    """Put the lesson's design on the desk, or the person's own; nothing where it lies there."""
    if to_lesson == st.session_state.get(_LESSON, False):
        return
    kept = {key: st.session_state.pop(key) for key in _KEYS if key in st.session_state}
    for key, value in st.session_state.pop(_ASIDE, {}).items():
        st.session_state[key] = value
    st.session_state[_ASIDE], st.session_state[_LESSON] = kept, to_lesson
    design.renew()


def own():
    """The person's own design while the lesson's is on the desk; an example where there is none."""
    text = st.session_state.get(_ASIDE, {}).get("design")
    return Network.from_json(text) if text else state.example()


def lay(network, view, selected=""):
    """Begin with this network and this view of its picture; what was edited before is gone."""
    for key in _KEYS:
        st.session_state.pop(key, None)
    st.session_state["design"] = network.to_json(None)
    st.session_state["level"] = view.level
    st.session_state["view"] = (view.opened, view.closed)
    st.session_state["lit"] = selected
    # The picture lights what is new to it: the same node is to be lit in the next step as well.
    st.session_state.get("graph:lit", {}).update(passed=None)
    design.renew()


def take_out(network):
    """Make the lesson's network the person's own design; undo brings their own back."""
    turn(to_lesson=False)
    own = st.session_state.get("design") or state.example().to_json(None)
    st.session_state["past"] = [*st.session_state.get("past", []), own]
    st.session_state["future"] = []
    st.session_state["design"] = network.to_json(None)
    design.renew()
