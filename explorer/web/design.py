"""The design that a person is working on: edits, undo and redo.

Widgets carry the revision in their keys: where a design changes from elsewhere than a widget
(a touch in the picture, undo, another start), the revision moves on and widgets start afresh.
"""

import json

import streamlit as st

from explorer.specs import Network, SpecError
from explorer.web import state

STEPS = 200  # of undo


def current():
    """The network on the page; a link that cannot be read shows its reason once."""
    try:
        network = state.load_design()
    except state.LinkError as error:
        st.session_state["edit_error"] = str(error)
        network = state.session_design()
    # An example is not written into the address: that would cost the Back button a step.
    network = network or state.example()
    text = network.to_json()
    if st.session_state.get("seen_design") not in (None, text):
        renew()  # the address changed under the widgets: a link, or the Back button
    st.session_state["seen_design"] = text
    return network


def key(name):
    """A widget's key in this revision."""
    return f"{name}:{st.session_state.get('revision', 0)}"


def renew():
    """Let every widget start afresh from the design."""
    st.session_state["revision"] = st.session_state.get("revision", 0) + 1


def edit(change, *args, **kwargs):
    """Replace the design by `change(design, ...)`, or say why that cannot be."""
    try:
        replace(change(_network(), *args, **kwargs))
    except SpecError as error:
        st.session_state["edit_error"] = str(error)
        renew()


def edit_from(widget, change, *args, **kwargs):
    """Edit by a widget: its value is the last argument, or the keyword that is left at `...`."""
    value = st.session_state[widget]
    kwargs = {name: value if given is ... else given for name, given in kwargs.items()}
    edit(change, *[value if given is ... else given for given in args], **kwargs)


def replace(network):
    """Make another network the design; undo brings the present one back."""
    before = _network()
    if network == before:
        return
    st.session_state.setdefault("past", []).append(before.to_json(None))
    del st.session_state["past"][:-STEPS]
    st.session_state["future"] = []
    _show(network)


def start_from(network):
    """Replace the design by a whole other one."""
    replace(network)
    renew()


def undo():
    """Take the last edit back."""
    _step("past", "future")


def redo():
    """Do the last edit that was taken back again."""
    _step("future", "past")


def can(name):
    """Whether there is a "past" to undo or a "future" to redo."""
    return bool(st.session_state.get(name))


def error():
    """The message of the last edit that could not be, once."""
    return st.session_state.pop("edit_error", "")


def _step(source, target):
    if can(source):
        st.session_state.setdefault(target, []).append(_network().to_json(None))
        _show(Network.from_dict(json.loads(st.session_state[source].pop())))
        renew()


def _network():
    return state.session_design() or state.example()


def _show(network):
    state.store_design(network)
    st.session_state["seen_design"] = network.to_json()
