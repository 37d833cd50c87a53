"""The picture on the Build page: levels, touches, and what is selected."""

import re

import streamlit as st

from explorer import edits
from explorer.picture import LEVELS, PictureError, View
from explorer.web import computed, design
from explorer.web.graph_view import graph_view

COLUMN = 760  # pixels of the picture in a window of 1280
HINT = (
    "Touch a skip to switch it, a block to select it, + to open it;"
    " drag a stage's dot for a long skip"
)
NODE = re.compile(r"stage(\d+)(?:_block(\d+))?")


def graph_panel(text):
    """Draw the network; returns the view and what colours it."""
    st.session_state.setdefault("level", "block")
    with st.container(horizontal=True, vertical_alignment="center"):
        level = st.segmented_control(
            "Level",
            LEVELS,
            required=True,
            key="level",
            format_func=str.capitalize,
            label_visibility="collapsed",
            on_change=_forget_touches,
            persist_state="session",
        )
        st.caption(HINT)
    view = View(level, *st.session_state.get("view", ((), ())))
    try:
        scene = computed.scene(text, view)
    except PictureError as error:
        _plain(text, view, error)
        return view, "kind"
    result = graph_view(
        scene.to_dict(),
        key="graph",
        height=_height(scene),
        selected=st.session_state.get("lit"),
        on_event=_touched,
    )
    return view, result.color_by or "kind"


def _plain(text, view, error):
    """Layers where Graphviz is missing: the browser lays them out, and nothing can be touched."""
    st.info(f"{error}. Until then layers cannot be touched.", icon=":material/info:")
    st.graphviz_chart(computed.plain_dot(text, view), width="stretch")


def _height(scene):
    """As high as the picture is when it fills the column, within bounds."""
    return int(min(max(COLUMN * scene.height / scene.width + 60, 260), 430))


def selected():
    """The (stage, block) that is selected in the picture, from 0; block may be None."""
    node = (st.session_state.get("graph") or {}).get("selected") or ""
    match = NODE.match(node)
    return (int(match[1]) - 1, int(match[2]) - 1 if match[2] else None) if match else None


def picked():
    """The node that was last selected in the picture itself, or ""."""
    return st.session_state.get("picked", "")


def light(node):
    """Select a node from elsewhere than the picture."""
    st.session_state["lit"] = node


def _touched(event, value):
    if event == "selected":
        st.session_state["picked"] = value
    elif event == "open":
        opened, closed = st.session_state.get("view", ((), ()))
        view = View(st.session_state["level"], opened, closed).toggled(value)
        st.session_state["view"] = (view.opened, view.closed)
    elif event == "connect":
        design.edit(edits.add_long_skip, value["source"], value["target"])
    elif event == "toggle" and "source" in value:
        design.edit(edits.remove_long_skip, value["source"], value["target"])
    elif event == "toggle":
        design.edit(edits.toggle_skips, value["stage"], value.get("blocks"))


def _forget_touches():
    st.session_state["view"] = ((), ())
