"""The drawn network as a Streamlit component: it draws a scene and reports what people touch.

Zoom, pan, tooltips, search and colouring happen in the browser, without a round trip. What
changes the design reaches the page as events.
"""

import json
import zlib
from functools import partial
from pathlib import Path

import streamlit as st

COLORS = ("kind", "params", "macs", "activations", "receptive_field")
MARKS = ("only", "changed")
EVENTS = ("open", "toggle", "connect")
STATES = ("selected", "color_by")

_FOLDER = Path(__file__).parent
# One module in the browser: the order is free, functions are known throughout.
_SCRIPTS = ("view", "link", "marks", "draw", "colors", "walk", "tip", "connect", "touch")
_SCRIPTS += ("graph_view",)


def _read(name):
    return (_FOLDER / name).read_text(encoding="utf-8")


_component = st.components.v2.component(
    "residual_explorer_graph",
    html=_read("graph_view.html"),
    css=_read("graph_view.css"),
    js="\n".join(_read(f"{name}.js") for name in _SCRIPTS),
)


def graph_view(
    scene,
    *,
    key,
    color_by="kind",
    height=460,
    selected=None,
    search="",
    on_event=None,
    editable=True,
    link="",
    marks=None,
    ranges=None,
):
    """Draw a scene and report what is touched in it.

    Args:
        scene: `Scene.to_dict()`.
        key: identifies the drawing; its zoom and pan outlive reruns under the same key.
        color_by: one of `COLORS`, at first; people change it in the drawing.
        height: of the drawing, in pixels; toolbar and legend add to it.
        selected: the id to light ("" for none), applied when it differs from the last one
            passed, so that a page may pass on what a table selected. None leaves it to the
            drawing.
        search: the text to find, at first or when it changes.
        on_event: called as `on_event(name, value)` before the page runs again, with a name from
            `EVENTS` or `STATES`. Events: "open" (the id to open or close), "toggle" (an edge's
            `toggles`), "connect" (`{"source": place, "target": place}`, the source first).
            States: "selected" (an id, "" for none), "color_by".
        editable: whether skips can be switched and drawn; a drawing that is only looked at has
            no search and no choice of colours either.
        link: drawings of one page with the same name here zoom and pan together.
        marks: what sets the network apart from another one: `{id: {"kind": ..., "text": ...}}`
            of nodes, edges and groups, the kind one of `MARKS`.
        ranges: `{value: (lowest, highest)}` for the scale of a colouring, where several drawings
            have one; else it is the scene's own.
    Returns: an object with `open`, `toggle` and `connect` (None but in the run that answers the
        touch), `selected` and `color_by`.
    Raises: ValueError for an unknown `color_by`.
    """
    if color_by not in COLORS:
        raise ValueError(f"color_by must be one of {', '.join(COLORS)}, got {color_by!r}")
    lit, shown = _light(key, selected)
    return _component(
        key=key,
        data={
            "scene": scene,
            "version": zlib.crc32(json.dumps([scene, marks, ranges, editable]).encode()),
            "color_by": color_by,
            "height": height,
            "lit": lit,
            "selected": shown,
            "search": search,
            "editable": editable,
            "bare": not editable,
            "link": link,
            "marks": marks or {},
            "ranges": ranges or {},
        },
        default={"selected": shown, "color_by": color_by},
        height="content",
        **{f"on_{name}_change": partial(_report, key, name, on_event) for name in EVENTS + STATES},
    )


def _light(key, selected):
    """How often the page chose what is lit, and what it chose last.

    A selection made in the drawing is not sent back to it: that would send the scene again, and
    an answer that comes late would undo a newer click.
    """
    memory = st.session_state.setdefault(f"{key}:lit", {"count": 0, "passed": None, "sent": ""})
    current = st.session_state.get(key, {}).get("selected", "")
    if selected not in (None, memory["passed"], current):
        memory.update(count=memory["count"] + 1, sent=selected)
        st.session_state.setdefault(key, {})["selected"] = selected
    memory["passed"] = selected
    return memory["count"], memory["sent"]


def _report(key, name, on_event):
    value = st.session_state[key].get(name)
    if on_event is not None and value is not None:
        on_event(name, value)
