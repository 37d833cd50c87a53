"""The side of a lesson that is read: the way through it, the step's text, the challenge."""

from html import escape

import streamlit as st

from explorer import lessons
from explorer.web import computed, learn_place, learn_rules

# Backgrounds that can be seen through suit light and dark pages alike.
CODE_STYLE = """<style>
.lesson-code { font-size: 0.72rem; line-height: 1.45; margin: 0; padding: 0.6rem 0;
  overflow-x: auto; border: 1px solid rgba(128, 128, 128, 0.3); border-radius: 0.5rem;
  background: transparent; color: inherit; }
.lesson-code code { display: inline-block; min-width: 100%; background: transparent;
  color: inherit; font-family: "Source Code Pro", monospace; padding: 0; }
.lesson-code span, .lesson-code mark { display: block; padding: 0 0.75rem; min-height: 1.45em;
  color: inherit; background: transparent; border-left: 3px solid transparent; }
.lesson-code mark { background: rgba(99, 102, 241, 0.22); border-color: rgb(99, 102, 241); }
</style>"""


def dots(number, step, lesson):
    """The steps by their numbers; the challenge is the last one."""
    key = f"lesson_step/{number}/{step}"
    st.pagination(
        lesson.count,
        default=step,
        max_visible_pages=None,
        key=key,
        on_change=_turn_from,
        args=(key, number),
    )


def turns(number, step, lesson):
    """Previous and next."""
    with st.container(horizontal=True):
        _turn_to(number, step - 1, lesson, "Previous", "Left")
        _turn_to(number, step + 1, lesson, "Next", "Right")


def text(number, step, lesson):
    """The step's title, its text and its figures."""
    shown = lesson.steps[step - 1]
    body, table = _words(lesson.name, step)
    st.markdown(f"#### {shown.title}")
    st.markdown(body)
    if table:
        st.markdown(table)
    if shown.note:
        st.caption(shown.note)
    if lesson.code:
        code(lesson.code, shown.lines)


def code(source, lit):
    """Lines of code, those of the step in a colour of their own."""
    lines = [
        f"<{tag}>{escape(line) or ' '}</{tag}>"
        for number, line in enumerate(source.splitlines(), start=1)
        for tag in ["mark" if number in lit else "span"]
    ]
    st.html(
        f'{CODE_STYLE}<pre class="lesson-code" tabindex="0"><code>{"".join(lines)}</code></pre>'
    )


def challenge(number, lesson, network):
    """The task, what is still missing, and hints on demand."""
    st.markdown("#### Challenge")
    st.markdown(_task(lesson.name))
    verdict = lesson.challenge.judge(network)
    if verdict.done:
        _met(number)
    else:
        with st.container(border=True, key="missing"):
            st.markdown("**Still missing**")
            st.markdown("\n".join(f"- {words}" for words in verdict.missing))
    if not verdict.done and not learn_rules.hides("hints"):
        _hints(number, lesson.challenge.hints)


def _turn_to(number, step, lesson, label, key):
    is_next = label == "Next"
    st.button(
        label,
        key=f"lesson_{label}",
        icon=":material/arrow_forward:" if is_next else ":material/arrow_back:",
        icon_position="right" if is_next else "left",
        type="primary" if is_next else "secondary",
        disabled=not 1 <= step <= lesson.count,
        shortcut=f"Shift+{key}",
        on_click=learn_place.go,
        args=(number, step),
    )


def _turn_from(key, number):
    learn_place.go(number, st.session_state[key])


def _met(number):
    if learn_place.set_done(number):
        st.toast("Challenge met", icon=":material/check_circle:")
    st.success("Done: your network does all that was asked.", icon=":material/check_circle:")
    following = number + 1
    if following <= len(lessons.names()):
        st.button(
            f"Go on with lesson {following}: {lessons.at(following).title}",
            key="next_lesson",
            on_click=learn_place.go,
            args=(following,),
        )


def _hints(number, hints):
    key = f"hints/{number}"
    shown = st.session_state.get(key, 0)
    for hint in hints[:shown]:
        st.info(hint, icon=":material/lightbulb:")
    if shown < len(hints):
        st.button(
            f"Show a hint ({shown + 1} of {len(hints)})",
            key="hint",
            icon=":material/lightbulb:",
            type="tertiary",
            on_click=st.session_state.update,
            args=({key: shown + 1},),
        )


@computed.cached
def _words(name, step):
    return lessons.find(name).steps[step - 1].words()


@computed.cached
def _task(name):
    return lessons.find(name).challenge.words()
