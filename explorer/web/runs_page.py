"""The Runs page: the filter, the table, and what can be done with the runs that are chosen."""

import streamlit as st

from explorer.web import routes, runs_actions, runs_compare, runs_table, train_queue, train_words
from explorer.web.app_store import store
from explorer.workers import ensure_runner


def show():
    """Show the page; while any run is live, it is drawn anew every other second."""
    runs_actions.undo()
    if not store().jobs("train", limit=1):
        _empty()
        return
    jobs = runs_table.find(*_filter())
    if not jobs:
        st.caption("No run is like that.")
    else:
        live = any(not job.over for job in jobs)
        if live:
            ensure_runner(store().url)
        every = runs_table.POLL_SECONDS if live else None
        st.fragment(_table, run_every=every)([job.id for job in jobs], live)
    train_queue.show_folded()
    runs_actions.deleted()


def _table(ids, live):
    jobs = runs_table.jobs(ids)
    if runs_actions.changed() or (live and all(job.over for job in jobs)):
        # What stands above and below, and whether to ask again, belong to the whole page.
        st.rerun()
    if picked := runs_table.show(jobs):
        runs_actions.show(picked)
        runs_compare.show(picked)
    else:
        st.caption("Choose one run to open, name, resume or export it; several to compare them.")


def _filter():
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        text = st.text_input(
            "Find", placeholder="Name, note or tag", key="runs_text", persist_state="session"
        )
        states = st.pills(
            "State",
            list(train_words.BADGES),
            selection_mode="multi",
            format_func=lambda state: train_words.BADGES[state].word,
            key="runs_states",
            persist_state="session",
        )
    return states, text.strip()


def _empty():
    st.markdown("Nothing has been trained yet. A first run takes a minute or two.")
    st.page_link(routes.TRAIN, label="Train a network", icon=":material/show_chart:")
    runs_actions.deleted()
