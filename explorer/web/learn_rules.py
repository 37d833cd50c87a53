"""What the class link of this session rules: asked by every page that it concerns."""

from functools import lru_cache

import streamlit as st

from explorer.web import learn_desk
from explorer.web.learn_class import PARAMETER, ClassLink, ClassLinkError, decode

_TEXT = "class_link"
_decode = lru_cache(maxsize=64)(decode)


def adopt():
    """Take the class link of the address over into the session; say where it is damaged."""
    text = st.query_params.get(PARAMETER)
    if text is None or text == link_text():
        return
    try:
        link = _decode(text)
    except ClassLinkError as error:
        st.error(str(error), icon=":material/link_off:")
        return
    st.session_state[_TEXT] = text
    if link.network:
        learn_desk.turn(to_lesson=False)
        st.session_state["design"] = link.network.to_json(None)


def link_text():
    """The text of the session's class link, or None."""
    return st.session_state.get(_TEXT)


def hides(name):
    """Whether the class link hides a control, one of `learn_class.HIDES`."""
    return name in _link().hide


def fixed():
    """The training settings that the class link fixes, by name."""
    return dict(_link().settings)


def setting(field, widget, words=str):
    """The value of a training setting: the fixed one, shown as text, or what its widget says.

    Args:
        field: of `Settings`, with its metadata.
        widget: shows the widget of a field and returns its value.
        words: a value as people read it.
    """
    rules = fixed()
    if field.name not in rules:
        return widget(field)
    value = rules[field.name]
    with st.container(gap="xxsmall", key=f"fixed_{field.name}"):
        st.caption(field.metadata["label"], help=f"{field.metadata['help']}. Fixed for the class.")
        st.markdown(_said(value, words))
    return value


def _said(value, words):
    if value is None:
        return "All"
    if isinstance(value, bool):
        return "On" if value else "Off"
    return words(value) if isinstance(value, str) else f"{value:,g}" if value < 1 else f"{value:,}"


def _link():
    text = link_text()
    return _decode(text) if text else ClassLink()
