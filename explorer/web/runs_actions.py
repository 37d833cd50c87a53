"""What people do with the runs they have chosen: open, name, resume, stop, delete, take home."""

import streamlit as st

from explorer.runs import ACTIVE, RESUMABLE, RunError
from explorer.web import compare_place, routes, train_control, train_files, train_words
from explorer.web.app_store import store

_DELETED, _PROBLEM, _CHANGED = "runs_deleted", "runs_problem", "runs_changed"


def show(jobs):
    """Show the actions for these runs."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(jobs) == 1:
            _one(jobs[0])
        else:
            _several(jobs)
        _many(jobs)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(problem, icon=":material/error:")


def changed():
    """Whether an action has changed what the rest of the page shows; asked once."""
    return st.session_state.pop(_CHANGED, False)


def undo():
    """Offer to bring back what was deleted last."""
    gone = st.session_state.get(_DELETED, [])
    if not gone:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        one = f"**{train_words.plain(gone[0][1])}** was"
        what = one if len(gone) == 1 else f"{len(gone)} runs were"
        st.markdown(f"{what} deleted, and can be brought back for a week.", width="content")
        _button("Undo", "undo", _restore, [id for id, _ in gone], type="primary")
        _button("Dismiss", "close", _dismiss, type="tertiary")


def deleted():
    """Show the runs of the last week that can still be brought back."""
    if not (gone := store().jobs("train", deleted=True)):
        return
    with st.expander(f"Deleted ({len(gone)})", icon=":material/delete:"):
        names = {job.id: f"{job.name} ({job.id[:6]})" for job in gone}
        chosen = st.multiselect("Bring back", list(names), format_func=names.get, key="runs_gone")
        if chosen:
            _button("Restore", "restore_from_trash", _restore, chosen)


def _one(job):
    st.page_link(
        routes.TRAIN, label="Open", icon=":material/open_in_new:", query_params={"run": job.id}
    )
    with st.popover("Name, tags, note", icon=":material/edit:"):
        _words(job)
    if train_control.has_weights(job.id):
        st.page_link(
            routes.TRAIN,
            label="Fork",
            icon=":material/fork_right:",
            query_params={"fork": job.id},
            help="Train again from these weights with other settings",
        )
    with st.popover("Export", icon=":material/download:"):
        train_files.show(job)


def _several(jobs):
    st.markdown(f"**{len(jobs)} runs**", width="content")
    st.page_link(
        routes.COMPARE,
        label="Compare",
        icon=":material/compare_arrows:",
        query_params=compare_place.query(job.id for job in jobs),
        help="Networks, figures and curves side by side",
    )
    with st.popover("Add tags", icon=":material/sell:"), st.form("runs_tags", border=False):
        tags = st.text_input("Tags", help="Separated by commas; they join those that are there")
        if st.form_submit_button("Add", type="primary"):
            for job in jobs:
                _try(store().set_tags, job.id, [*job.tags, *tags.split(",")])
            st.rerun()


def _words(job):
    # The form's own keys: another run's words must not stay in it.
    with st.form(f"runs_words_{job.id}", border=False):
        name = st.text_input("Name", job.name, max_chars=200)
        tags = st.text_input("Tags", ", ".join(job.tags), help="Separated by commas")
        note = st.text_area("Note", job.note)
        if st.form_submit_button("Save", type="primary"):
            _try(_save, job.id, name, tags, note)
            st.rerun()


def _save(id, name, tags, note):
    store().rename(id, name)
    store().set_tags(id, tags.split(","))
    store().set_note(id, note)


def _many(jobs):
    able = {
        "Pause": [job.id for job in jobs if job.state == "running" and not job.control],
        "Resume": [job.id for job in jobs if job.state in RESUMABLE],
        "Stop": [job.id for job in jobs if job.state in (*ACTIVE, "queued", "paused")],
        "Delete": [job.id for job in jobs if job.state not in ACTIVE],
    }
    calls = {"Pause": _pause, "Resume": _resume, "Stop": _stop, "Delete": _delete}
    icons = {"Pause": "pause", "Resume": "play_arrow", "Stop": "stop", "Delete": "delete"}
    for word, ids in able.items():
        if ids:
            some = f" {len(ids)}" if len(jobs) > len(ids) else ""
            _button(f"{word}{some}", icons[word], calls[word], ids)


def _pause(ids):
    for id in ids:
        train_control.ask(id, "pause")


def _stop(ids):
    for id in ids:
        train_control.ask(id, "stop")


def _resume(ids):
    for id in ids:
        train_control.resume(id)


def _delete(ids):
    names = {job.id: job.name for job in store().jobs("train")}
    st.session_state[_DELETED] = [(id, names.get(id, id)) for id in ids if _try(store().delete, id)]


def _restore(ids):
    for id in ids:
        _try(store().restore, id)
    _dismiss()


def _dismiss():
    st.session_state.pop(_DELETED, None)


def _act(call, *args):
    st.session_state[_CHANGED] = True
    call(*args)


def _try(call, *args):
    """Whether a call succeeded; what was wrong is shown with the next drawing."""
    try:
        call(*args)
    except RunError as error:
        st.session_state[_PROBLEM] = str(error)
        return False
    return True


def _button(label, icon, call, *args, **options):
    key = f"runs_{label.split()[0].lower()}"
    icon = f":material/{icon}:"
    st.button(label, icon=icon, on_click=_act, args=(call, *args), key=key, **options)
