"""One run, while it works and afterwards; everything shown is read from the store."""

import streamlit as st

from explorer import Network, charts
from explorer.runs import ACTIVE, Job, RunError
from explorer.specs import SpecError
from explorer.web import (
    routes,
    state,
    train_control,
    train_curves,
    train_files,
    train_form,
    train_try,
    train_words,
)
from explorer.web.app_store import store
from explorer.workers import ensure_runner

POLL_SECONDS = 0.5
_SHOWN = "train_shown"


def show(id):
    """Show the training run of this id, and follow it for as long as it is not over."""
    job = find(id)
    if job is None:
        st.error(
            f"There is no training run {id!r} here. The link may be cut short, or made for another"
            " server. Your runs are listed below.",
            icon=":material/search_off:",
        )
        _new_run()
        return
    live = not job.over
    if live:
        ensure_runner(store().url)
    _follow(job, live)
    if not live:
        _afterwards(job)


def follow_address(id):
    """Tell the browser that this run, or with None the form, is shown now.

    A link to another run on the same page changes what is shown, but not the browser's address.
    """
    if st.session_state.get(_SHOWN, id) != id:
        st.query_params.from_dict(st.query_params.to_dict())
    st.session_state[_SHOWN] = id


def find(id) -> Job | None:
    """The training run of this id, or None."""
    try:
        job = store().job(id)
    except RunError:
        return None
    return job if job.kind == "train" else None


def _follow(job, live):
    # With no interval the fragment is drawn once: a run that is over is not asked after.
    st.fragment(_live, run_every=POLL_SECONDS if live else None)(job.id, live)


def _live(id, live):
    job = store().job(id)
    if live == job.over:
        # It has ended, or was resumed: only a new fragment can begin or end asking after it.
        st.rerun()
    _heading(job)
    if live:
        _progress(job)
    else:
        _ending(job)
        train_files.show(job)
        _ways_on(job)
    train_curves.show(job)


def _heading(job):
    badge = train_words.badge(job)
    with st.container(horizontal=True, vertical_alignment="center"):
        _dot(job.id)
        st.subheader(train_words.plain(job.name), anchor=False, width="content")
        st.badge(badge.word, icon=badge.icon, color=badge.color)
        st.space("stretch")
        train_control.buttons(job)
        if job.over:
            _new_run()


def _dot(id):
    # The colour that this run has on the Runs page too.
    color, _ = charts.run_style(id)
    style = f"width:.8rem;height:.8rem;border-radius:50%;background:{color}"
    st.html(f'<div style="{style}"></div>', width="content")


def _progress(job):
    ahead = _ahead(job) if job.state == "queued" else 0
    text = train_words.place(job.progress) or train_words.phase(job, ahead)
    st.progress(train_words.done(job.progress) or 0.0, text=text)
    st.caption(train_words.pace(job.progress))


def _ahead(job):
    waiting = [each.id for each in store().queue()]
    return len(store().jobs(states=ACTIVE)) + (waiting.index(job.id) if job.id in waiting else 0)


def _ending(job):
    kinds = {"finished": st.success, "stopped": st.info, "failed": st.error}
    kinds |= {} if job.error else {"paused": st.info}
    text = train_words.verdict(job.summary)
    if job.error:
        text = "  \n".join(
            filter(None, (train_words.sentence(job.error), train_words.advice(job), text))
        )
    icon = train_words.badge(job).icon
    nothing = "It was stopped before its first step."
    if job.state == "paused":
        nothing = f"{train_words.place(job.progress) or 'Before its first step'}: it can go on."
        text = text if job.error else nothing
    kinds.get(job.state, st.warning)(text or nothing, icon=icon)


def _ways_on(job):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Change the settings and train again",
            icon=":material/replay:",
            key="train_again",
            on_click=_again,
            args=(job,),
        )
        if train_control.has_weights(job.id):
            train_control.fork_link(job)


def _afterwards(job):
    train_try.show(job)
    with st.expander("Settings of this run", icon=":material/tune:"):
        st.dataframe(
            _settings_table(job.settings), hide_index=True, width="content", height="content"
        )


def _settings_table(settings):
    labels = {name: setting.metadata["label"] for name, setting in train_form.FIELDS.items()}
    return {
        "Setting": [labels.get(name, name) for name in settings],
        "Value": ["–" if value is None else str(value) for value in settings.values()],
    }


def _again(job):
    try:
        train_form.use(job.settings)
        network = Network.from_dict(job.network)
    except (SpecError, ValueError):
        # A run of another version of the app: its settings or blocks may be gone.
        st.toast("This run's settings are of another version and could not be taken over.")
        return
    st.query_params.clear()
    state.store_design(network)


def _new_run():
    st.page_link(routes.TRAIN, label="New run", icon=":material/add:")
