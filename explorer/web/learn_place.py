"""Which lesson and step the Learn page shows: the address says it, `?lesson=2&step=3`."""

import time

import streamlit as st

from explorer import lessons
from explorer.lessons import LessonError
from explorer.web import learn_desk, state
from explorer.web.learn_class import PARAMETER
from explorer.web.learn_rules import link_text

LAG_SECONDS = 0.4  # the Back button is not pressed sooner
_AT, _LEFT, _SEEN, _DONE = "learn_at", "learn_left", "learn_seen", "learn_done"


def place():
    """(lesson, step) from 1 in the address, or None for the list of lessons.

    Raises:
        LessonError: there is no such lesson or step.
    """
    given = [st.query_params.get("lesson"), st.query_params.get("step", "1")]
    left, when = st.session_state.get(_LEFT, (None, 0.0))
    # A browser that is clicked quickly still sends the address from before its last step.
    if given == left and time.monotonic() - when < LAG_SECONDS:
        return st.session_state[_AT]
    if given[0] is None:
        return None
    if not all(word.isascii() and word.isdecimal() for word in given):
        raise LessonError(f"lesson {given[0]!r}, step {given[1]!r}: both must be whole numbers")
    number, step = map(int, given)
    lessons.at(number, step)
    return number, step


def go(number=None, step=1):
    """Open a step of a lesson, or the list of lessons."""
    left = [st.query_params.get("lesson"), st.query_params.get("step", "1")]
    state.forget_design()
    words = {} if number is None else {"lesson": str(number), "step": str(step)}
    kept = {PARAMETER: text} if (text := link_text()) else {}
    st.query_params.from_dict({**kept, **words})
    st.session_state[_LEFT] = (left, time.monotonic())
    _arrive(None if number is None else (number, step))


def arrive(here):
    """Lay the step's network out, where the page has come from elsewhere."""
    if st.session_state.get(_AT) != here:
        _arrive(here)


def start_over():
    """Take back all that was edited in the step."""
    state.forget_design()
    _arrive(st.session_state[_AT])


def first_network(number, step):
    """The network that a step begins with."""
    lesson = lessons.at(number, step)
    if step == lesson.count:
        return lesson.challenge.start()
    return lesson.steps[step - 1].network()


def seen(number):
    """The steps of a lesson that were opened in this session, its challenge left out."""
    count = len(lessons.at(number).steps)
    steps = st.session_state.get(_SEEN, {}).get(number, set())
    return {step for step in steps if step <= count}


def is_done(number):
    """Whether the lesson's challenge was met in this session."""
    return number in st.session_state.get(_DONE, set())


def set_done(number):
    """Keep in mind that the lesson's challenge was met; whether that is news."""
    done = st.session_state.setdefault(_DONE, set())
    news = number not in done
    done.add(number)
    return news


def _arrive(here):
    st.session_state[_AT] = here
    if here is None:
        return
    number, step = here
    st.session_state.setdefault(_SEEN, {}).setdefault(number, set()).add(step)
    lesson = lessons.at(number, step)
    shown = lesson.challenge if step == lesson.count else lesson.steps[step - 1]
    learn_desk.lay(first_network(number, step), shown.view, getattr(shown, "selected", ""))
