"""The experiments of the Why page as cards: a question each."""

import streamlit as st

from explorer.experiments import find
from explorer.web import why_place, why_sweep

NEEDS = {"must": "A trained run", "may": "Fresh or trained weights", "no": "Fresh weights"}


def show():
    """Show a card for each experiment, and one for the sweep."""
    with st.grid(3, min_column_width=280):
        for name in why_place.names():
            words = find(name)
            _card(name, words.title, words.question, NEEDS[words.run])
        sweep = (why_place.DEPTH_TITLE, why_sweep.QUESTION, "A queue of training runs")
        _card(why_place.DEPTH, *sweep)


def _card(name, title, question, needs):
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{title}**")
        st.markdown(question)
        st.space("stretch")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(needs, width="stretch")
            st.button(
                "Open",
                key=f"why_open_{name}",
                icon=":material/science:",
                on_click=why_place.go,
                args=(name,),
            )
