"""What people may do with a run, by its state: pause, resume, stop, or move it in the queue."""

import streamlit as st

from explorer.runs import RESUMABLE, RunError
from explorer.web import routes, train_queue
from explorer.web.app_store import store
from explorer.workers import ensure_runner

PAUSE = "Ends within one step; it goes on later as if it had never paused"
STOP = "Ends within one step and keeps what was learned"
RESUME = "Goes on from where it was, on the very same curve"
CANCEL = "Takes it out of the queue"
FIRST = "Before all that wait"


def buttons(job):
    """Show the buttons that suit the job's state."""
    if job.state == "queued":
        _queue_buttons(job)
    elif not job.over:
        asked = job.control in ("stop", "pause")
        _button("Pause", "pause", PAUSE, ask, job, "pause", disabled=asked)
        _button("Stop", "stop", STOP, ask, job, "stop", disabled=job.control == "stop")
    elif job.state in RESUMABLE:
        _resume_buttons(job)


def fork_link(job):
    """Show the link to a form for a run that starts from this one's weights."""
    st.page_link(
        routes.TRAIN,
        label="Train on from these weights with other settings",
        icon=":material/fork_right:",
        query_params={"fork": job.id},
    )


def has_weights(id):
    """Whether a run has left weights that another one could start from."""
    # This module imports no Keras; the package it is in is for the worker all the same.
    from explorer.training.forking import weights_of

    try:
        return bool(weights_of(store(), id))
    except RunError:
        return False


def ask(id, word):
    """Ask the run's worker to stop or pause."""
    try:
        store().request(id, word)
    except RunError:
        # It ended at the same moment, which the next look at it shows.
        return


def resume(id):
    """Queue the run again."""
    try:
        store().resume(id)
    except RunError:
        # Someone else has resumed it already.
        return
    ensure_runner(store().url)


def _queue_buttons(job):
    waiting = [each.id for each in store().queue()]
    if job.id in waiting[1:]:
        way = train_queue.FIRST
        _button("Run it first", "vertical_align_top", FIRST, train_queue.move, job, way)
    _button("Cancel", "close", CANCEL, train_queue.cancel, job)


def _resume_buttons(job):
    # With a reason the pause is a run's that has diverged: it would do so again.
    kind = "secondary" if job.error and job.state == "paused" else "primary"
    _button("Resume", "play_arrow", RESUME, resume, job, type=kind)
    if job.state == "paused":
        _button("Stop", "stop", "Ends it where it is", ask, job, "stop")


def _button(label, icon, help, call, job, *args, **options):
    st.button(
        label,
        icon=f":material/{icon}:",
        help=help,
        key=f"train_{label.lower().replace(' ', '_')}",
        on_click=call,
        args=(job.id, *args),
        **options,
    )
