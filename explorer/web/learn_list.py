"""The list of lessons: what each one teaches, and how far one has come in it."""

import streamlit as st

from explorer import lessons
from explorer.web import learn_place


def show():
    """All lessons as cards."""
    st.caption(
        "Short texts beside a live picture that you can touch at every step. Each lesson ends with"
        " a small challenge, checked while you edit. Your own design on the Build page stays as it"
        " is."
    )
    with st.grid(3, min_column_width=280):
        for number, name in enumerate(lessons.names(), start=1):
            _card(number, lessons.find(name))


def _card(number, lesson):
    with st.container(border=True, height="stretch", key=f"lesson{number}"):
        st.markdown(f"**{number}. {lesson.title}**")
        st.markdown(lesson.teaches)
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
        ):
            seen = learn_place.seen(number)
            st.button(
                "Go on" if seen else "Begin",
                key=f"open_lesson{number}",
                type="secondary" if learn_place.is_done(number) else "primary",
                on_click=learn_place.go,
                args=(number, _next(lesson, seen)),
            )
            _progress(number, lesson, seen)


def _next(lesson, seen):
    """The first step that was not opened yet, or the challenge."""
    steps = range(1, lesson.count)
    return next((step for step in steps if step not in seen), lesson.count)


def _progress(number, lesson, seen):
    if learn_place.is_done(number):
        st.badge("Challenge met", icon=":material/check:", color="green")
    elif seen:
        st.caption(f"{len(seen)} of {len(lesson.steps)} steps")
    else:
        st.caption(f"{len(lesson.steps)} steps and a challenge")
