"""The newest runs, each a link to its own page."""

import streamlit as st

from explorer.web import routes, train_words
from explorer.web.app_store import store

NEWEST = 12
POLL_SECONDS = 2


def show(current=None):
    """List the newest training runs; those at work are followed where no run is shown itself."""
    if not (jobs := _jobs()):
        return
    st.subheader("Recent runs", anchor=False)
    active = any(not job.over for job in jobs)
    polled = POLL_SECONDS if active and current is None else None
    st.fragment(_rows, run_every=polled)(current)


def _jobs():
    return store().jobs(kind="train", limit=NEWEST)


def _rows(current):
    with st.container(gap="xxsmall"):
        for job in _jobs():
            _row(job, job.id == current)


def _row(job, is_current):
    badge = train_words.badge(job)
    parts = (train_words.headline(job), train_words.ago(job.created))
    about = " · ".join(part for part in parts if part)
    st.page_link(
        routes.TRAIN,
        label=f"{job.name} :{badge.color}-badge[{badge.icon} {badge.word}] :gray[{about}]",
        query_params={"run": job.id},
        disabled=is_current,
    )
