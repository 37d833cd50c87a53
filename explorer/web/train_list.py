"""The newest runs, each a link to its own page; those that wait are in the queue."""

import streamlit as st

from explorer.runs import ACTIVE, STATES
from explorer.web import routes, train_words
from explorer.web.app_store import store

NEWEST = 12
POLL_SECONDS = 2
_UNFINISHED = ("queued", *ACTIVE)


def show(current=None):
    """List the newest training runs but the `current` one, which the page shows itself."""
    if not _jobs(current):
        return
    st.subheader("Recent runs", anchor=False)
    live = store().jobs("train", _UNFINISHED, limit=1)
    # Where a run is shown, its own end draws the whole page anew.
    st.fragment(_rows, run_every=POLL_SECONDS if live and current is None else None)(current)


def _jobs(current):
    found = store().jobs("train", [state for state in STATES if state != "queued"], NEWEST)
    return [job for job in found if job.id != current]


def _rows(current):
    with st.container(gap="small"):
        for job in _jobs(current):
            _row(job)


def _row(job):
    name, badge = train_words.plain(job.name), train_words.badge(job)
    parts = (train_words.headline(job), train_words.ago(job.created))
    about = " · ".join(part for part in parts if part)
    st.page_link(
        routes.TRAIN,
        label=f"{name} :{badge.color}-badge[{badge.icon} {badge.word}] :gray[{about}]",
        query_params={"run": job.id},
    )
