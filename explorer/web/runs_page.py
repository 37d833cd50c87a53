"""The Runs page: the filter, the table, and what can be done with the runs that are chosen."""

import streamlit as st

from explorer.web import (
    routes,
    runs_actions,
    runs_choice,
    runs_compare,
    runs_table,
    train_queue,
    train_words,
)
from explorer.web.app_store import store
from explorer.workers import ensure_runner

_PAGE = "runs_page"


def show():
    """Show the page; while any run is live, it is drawn anew every other second."""
    runs_actions.undo()
    if not store().jobs("train", limit=1):
        _empty()
        return
    wanted = _filter()
    jobs, more = runs_table.find(*wanted, st.session_state.get(_PAGE, 0))
    if not jobs:
        st.caption("No run is like that.")
    else:
        live = any(not job.over for job in jobs)
        if live:
            ensure_runner(store().url)
        every = runs_table.POLL_SECONDS if live else None
        st.fragment(_table, run_every=every)(jobs, more, live)
    train_queue.show_folded()
    runs_actions.deleted()


def _table(jobs, more, live):
    jobs = runs_table.refreshed(jobs)
    if runs_actions.changed() or (live and all(job.over for job in jobs)):
        # What stands above and below, and whether to ask again, belong to the whole page.
        st.rerun()
    picked = runs_table.show(jobs)
    _pager(len(jobs), more, sum(each not in jobs for each in picked))
    if picked:
        runs_actions.show(picked)
        runs_compare.show(picked)
    else:
        st.caption("Choose one run to open, name, resume or export it; several to compare them.")


def _pager(count, more, elsewhere):
    page = st.session_state.get(_PAGE, 0)
    if not (page or more):
        return
    begin = page * runs_table.ROWS
    with st.container(horizontal=True, vertical_alignment="center"):
        for icon, by, there in (("chevron_left", -1, page > 0), ("chevron_right", 1, more)):
            if st.button("", icon=f":material/{icon}:", disabled=not there, key=f"runs_page_{by}"):
                st.session_state[_PAGE] = page + by
                st.rerun()
        chosen = f", {elsewhere:,} chosen on other pages" if elsewhere else ""
        st.caption(f"Runs {begin + 1:,} to {begin + count:,}{chosen}", width="content")


def _filter():
    """The states, the text and the order that a person has chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        text = st.text_input(
            "Find",
            placeholder="Name, note or tag",
            key="runs_text",
            on_change=_to_first_page,
            persist_state="session",
        )
        order = st.selectbox(
            "Order",
            list(runs_table.ORDERS),
            key="runs_order",
            on_change=_to_first_page,
            persist_state="session",
            width=170,
        )
        states = st.pills(
            "State",
            list(train_words.BADGES),
            selection_mode="multi",
            format_func=lambda state: train_words.BADGES[state].word,
            key="runs_states",
            wrap=True,
            on_change=_to_first_page,
            persist_state="session",
        )
    return states, text.strip(), order


def _to_first_page():
    st.session_state[_PAGE] = 0
    # Nobody sees any more what was chosen among others.
    runs_choice.drop()


def _empty():
    st.markdown("Nothing has been trained yet. A first run takes a minute or two.")
    st.page_link(routes.TRAIN, label="Train a network", icon=":material/show_chart:")
    runs_actions.deleted()
