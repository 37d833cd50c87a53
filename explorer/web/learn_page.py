"""A step of a lesson: its text beside the live picture of its network."""

import streamlit as st

from explorer import lessons
from explorer.web import (
    computed,
    design,
    form,
    learn_desk,
    learn_place,
    learn_text,
    panels,
    routes,
    why_panel,
)
from explorer.web.graph_panel import graph_panel

TO_BUILD = "learn_to_build"


def leave():
    """Go to the Build page, where a person has taken the lesson's design there."""
    if st.session_state.pop(TO_BUILD, False):
        st.switch_page(routes.BUILD)


def show(number, step):
    """Show a step of a lesson; the last one is its challenge."""
    lesson = lessons.at(number, step)
    learn_place.arrive((number, step))
    network = design.current()
    text = network.to_json(None)
    problem = computed.problem(text)
    if not problem:
        st.session_state["last_good"] = text
    read, seen = st.columns([1, 1] if lesson.code else [2, 3], gap="medium")
    with read:
        if step == lesson.count:
            learn_text.challenge(number, lesson, network)
        else:
            learn_text.text(number, step, lesson)
        learn_text.turns(number, step, lesson)
    with seen:
        _picture(network, text, problem)
        if not problem:
            _experiment(number, step, lesson, network)
    with read:  # after the picture, which answers a touch the sooner
        _tools(number, step, network)


def _picture(network, text, problem):
    panels.errors(problem)
    if not problem:
        panels.figures(text)
    graph_panel(text)
    panels.selected_block(network)


def _experiment(number, step, lesson, network):
    shown = lesson.steps[step - 1] if step < lesson.count else None
    if shown and shown.experiment:
        name, options = shown.experiment
        with st.container(border=True):
            why_panel.panel(network, name, options, key=f"lesson{number}_{step}")


def _tools(number, step, network):
    with st.expander("Change it by form", icon=":material/tune:"):
        form.form(network)
    with st.container(horizontal=True):
        if network != learn_place.first_network(number, step):
            st.button(
                "Start this step over",
                key="start_over",
                icon=":material/restart_alt:",
                on_click=learn_place.start_over,
            )
        if design.can("past") or design.can("future"):
            panels.history()
        st.button(
            "Take to Build",
            key="take_to_build",
            icon=":material/account_tree:",
            type="tertiary",
            help="Make this your design on the Build page; Undo there brings yours back",
            on_click=_take,
            args=(network,),
        )


def _take(network):
    learn_desk.take_out(network)
    st.session_state[TO_BUILD] = True
