"""The compared networks as pictures that zoom and open together, with what differs marked."""

import streamlit as st

from explorer.picture import LEVELS, PictureError, View
from explorer.web import compare_head, compare_marks, compare_place, computed, train_words
from explorer.web.graph_view import COLORS, graph_view

WIDTH = 560  # pixels of a picture where two stand side by side in a window of 1280
LEAST = 380  # pixels, below which they stand below each other
NAMES = {"kind": "kind", "params": "params", "macs": "MACs"}
NAMES |= {"activations": "activation memory", "receptive_field": "receptive field"}
MANY = 8  # differences that need no folding
_VIEW = "compare_view"


def show(columns):
    """Show the pictures, and what differs in words."""
    st.fragment(_show)(columns, compare_place.tokens())


def _show(columns, tokens):
    if tokens != compare_place.tokens():
        # One was added, moved or removed here, which concerns the whole page.
        st.rerun()
    level, color_by, reference = _controls(columns)
    view = View(level, *st.session_state.get(_VIEW, ((), ())))
    try:
        scenes = [computed.scene(column.text, view) for column in columns]
    except PictureError as error:
        st.info(f"{error}. Until then there are pictures of blocks only.", icon=":material/info:")
        view = View("block")
        scenes = [computed.scene(column.text, view) for column in columns]
    drawn = {"link": "compare", "height": _height(scenes), "ranges": _ranges(scenes)}
    drawn |= {"color_by": color_by, "editable": False, "on_event": _touched}
    with st.grid(2, min_column_width=LEAST, gap="medium"):
        for column, scene in zip(columns, scenes, strict=True):
            with st.container(gap="xsmall"):
                compare_head.show(column, columns)
                other = _other(column, columns, reference)
                marks = _marks(column, other, view) if other else {}
                key = f"compare_graph_{columns.index(column)}"
                graph_view(scene.to_dict(), key=key, marks=marks, **drawn)
                if column.problem:
                    st.error(train_words.sentence(column.problem), icon=":material/error:")
    _in_words(columns, reference)


def _controls(columns):
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        level = st.segmented_control(
            "Level",
            LEVELS,
            default="block",
            required=True,
            key="compare_level",
            format_func=str.capitalize,
            on_change=_forget_touches,
            persist_state="session",
        )
        color_by = st.selectbox(
            "Colour by",
            COLORS,
            format_func=NAMES.get,
            key="compare_color",
            width=200,
            persist_state="session",
        )
        return level, color_by, _reference(columns)


def _reference(columns):
    """The network that the others are held against."""
    if len(columns) < 3:
        return columns[0]
    names = {column.name: column for column in columns}
    chosen = st.selectbox("Differences from", list(names), key="compare_reference", width=200)
    return names[chosen]


def _other(column, columns, reference):
    """What a network's marks hold it against; among several the reference has none."""
    if column is not reference:
        return reference
    return columns[1] if len(columns) == 2 else None


def _marks(column, other, view):
    return compare_marks.marks(column.text, other.text, (column.name, other.name), view)


def _ranges(scenes):
    """The lowest and the highest of each value over all pictures: one scale for all."""
    found = {}
    for name in COLORS[1:]:
        nodes = (node for scene in scenes for node in scene.nodes)
        numbers = [each for node in nodes if (each := node.values.get(name, 0)) > 0]
        if numbers:
            found[name] = (min(numbers), max(numbers))
    return found


def _height(scenes):
    """As high as the highest picture is when it fills its column, within bounds."""
    return int(min(max(max(WIDTH * s.height / s.width for s in scenes) + 30, 200), 420))


def _touched(event, value):
    if event == "open":
        view = View(st.session_state["compare_level"], *st.session_state.get(_VIEW, ((), ())))
        view = view.toggled(value)
        st.session_state[_VIEW] = (view.opened, view.closed)


def _forget_touches():
    st.session_state[_VIEW] = ((), ())


def _in_words(columns, reference):
    for column in columns:
        if column is not reference:
            lines = compare_marks.told(reference.text, column.text, (reference.name, column.name))
            _list(reference.name, column.name, [text for text, _, _ in lines])


def _list(one, other, lines):
    names = f"**{train_words.plain(one)}** against **{train_words.plain(other)}**"
    if not lines:
        st.markdown(f"{names}: no difference but their names.")
        return
    items = [f"- {train_words.plain(line)}" for line in lines]
    st.markdown("\n".join([f"{names}:", "", *items[:MANY]]))
    if items[MANY:]:
        with st.expander(f"{len(items) - MANY} more differences"):
            st.markdown("\n".join(items[MANY:]))
