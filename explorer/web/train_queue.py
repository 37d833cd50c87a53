"""The queue: what waits for its turn, in order, to be put in another order or taken out."""

import streamlit as st

from explorer.runs import RunError
from explorer.web import routes, train_words
from explorer.web.app_store import store

POLL_SECONDS = 2
WIDTH = 560  # pixels
FIRST, UP, DOWN, LAST = "first", "up", "down", "last"
# Where to: the button's icon, what it says, and whether it has somewhere to go.
WAYS = {
    FIRST: ("vertical_align_top", "Before all others"),
    UP: ("arrow_upward", "One place up"),
    DOWN: ("arrow_downward", "One place down"),
    LAST: ("vertical_align_bottom", "After all others"),
}
KINDS = {"train": "", "build": "A .keras file: ", "experiment": "An experiment: "}


def show(current=None):
    """Show what waits, unless that is nothing but the `current` run, which the page shows."""
    waiting = [job.id for job in store().queue()]
    if waiting not in ([], [current]):
        st.subheader("Queue", anchor=False)
        _follow(len(waiting))


def show_folded():
    """Show what waits behind one line, for a page that is about something else."""
    if waiting := store().queue():
        with st.expander("Queue", icon=":material/low_priority:"):
            _follow(len(waiting))


def move(id, where):
    """Give a job that waits another place: FIRST, LAST, or one place UP or DOWN."""
    order = [job.id for job in store().queue()]
    if id not in order:
        return  # it has just left the queue
    others, place = [each for each in order if each != id], order.index(id)
    place = {FIRST: 0, UP: max(place - 1, 0), DOWN: place + 1, LAST: len(order)}[where]
    try:
        store().move(id, others[place] if place < len(others) else None)
    except RunError:
        # It, or the one it was put before, has left the queue meanwhile.
        return


def cancel(id):
    """Take a job out of the queue."""
    try:
        store().request(id, "stop")
    except RunError:
        return


def _follow(count):
    st.fragment(_rows, run_every=POLL_SECONDS)(count)


def _rows(count):
    waiting = store().queue()
    if len(waiting) != count:
        # What has left it is shown elsewhere on the page.
        st.rerun()
    # Narrow, so that the eye finds the buttons that belong to a name.
    with st.container(gap=None, width=WIDTH):
        for place, job in enumerate(waiting):
            _row(job, place, place == len(waiting) - 1)


def _row(job, place, is_last):
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _name(job, place)
        for where, (icon, help) in WAYS.items():
            ends = is_last if where in (DOWN, LAST) else place == 0
            _button(icon, help, f"{where}_{job.id}", move, job.id, where, disabled=ends)
        _button("close", "Take it out of the queue", f"cancel_{job.id}", cancel, job.id)


def _name(job, place):
    text = f"{place + 1}. {KINDS[job.kind]}{train_words.plain(job.name)}"
    with st.container(width="stretch"):
        if job.kind == "train":
            st.page_link(routes.TRAIN, label=text, query_params={"run": job.id})
        else:
            st.markdown(text)


def _button(icon, help, key, call, *args, **options):
    given = {"icon": f":material/{icon}:", "help": help, "type": "tertiary"}
    st.button("", key=f"queue_{key}", on_click=call, args=args, **given, **options)
