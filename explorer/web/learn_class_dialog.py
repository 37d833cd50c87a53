"""The dialog in which a teacher puts a link for a class together."""

from dataclasses import fields

import streamlit as st

from explorer import lessons, zoo
from explorer.runs import Settings
from explorer.web import learn_class, learn_rules, train_form
from explorer.web.learn_class import HIDES, ClassLink

PRESENT, OPEN = "The present design", "None: left to the class"
KEY = "class_"
SETTINGS = {each.name: each for each in fields(Settings) if each.name != "data_dir"}
USUAL = ["seed"]  # what a class shares at least


def button(network, place=None):
    """The button that opens the dialog; a class that came by such a link does not get it.

    Args:
        network: the present design.
        place: (lesson, step) to open at, or None.
    """
    if learn_rules.link_text():
        return
    if st.button("Link for a class", key="class_button", icon=":material/school:", type="tertiary"):
        dialog(network, place)


@st.dialog("Link for a class", width="medium")
def dialog(network, place=None):
    """Choose what the link brings; its address is there to copy, and follows every choice."""
    show(network, place)


def show(network, place=None):
    """What stands in the dialog."""
    st.caption(
        "What you choose holds on every page of a visit. Whoever reloads another page than the one"
        " that it opens follows the link again."
    )
    page, lesson, step = _where(place)
    choices, key = [PRESENT, OPEN, *zoo.names()], _key("network")
    chosen = st.selectbox("Network on Build and Train", choices, key=key)
    link = ClassLink(_network(chosen, network), _fixed(), tuple(_hidden()))
    st.code(
        learn_class.address(st.context.url or "", link, page, lesson, step),
        language=None,
        wrap_lines=True,
    )


def _where(place):
    """The page, the lesson (or None) and the step that the link opens at."""
    titles = ["Build", "Train", "Learn"]
    numbers = range(1, len(lessons.names()) + 1)
    titles += [f"Lesson {number}: {lessons.at(number).title}" for number in numbers]
    number, step = place or (None, 1)
    with st.container(horizontal=True):
        usual = 0 if number is None else number + 2
        at = st.selectbox(
            "Opens at", range(len(titles)), usual, key=_key("at"), format_func=titles.__getitem__
        )
        if at < 3:
            return titles[at].lower(), None, 1
        count, key = lessons.at(at - 2).count, _key(f"step{at - 2}")
        step = st.number_input("Step", 1, count, min(step, count), key=key, width=120)
    return "learn", at - 2, step


def _network(chosen, network):
    if chosen == PRESENT:
        return network
    return None if chosen == OPEN else zoo.network(chosen)


def _fixed():
    """The settings that the link fixes, by name."""
    names = st.multiselect(
        "Fixed settings of training",
        [*SETTINGS],
        USUAL,
        key=_key("settings"),
        format_func=lambda name: SETTINGS[name].metadata["label"],
        help="The Train page shows them as text; every run gets these values",
    )
    for name in names:
        st.session_state.setdefault(_key(f"fixed_{name}"), SETTINGS[name].default)
    with st.grid(3, min_column_width=150, vertical_alignment="top"):
        return {name: train_form.widget(SETTINGS[name], _key(f"fixed_{name}")) for name in names}


def _hidden():
    return st.pills(
        "Hidden controls",
        [*HIDES],
        selection_mode="multi",
        key=_key("hide"),
        format_func=HIDES.__getitem__,
    )


def _key(name):
    return f"{KEY}{name}"
