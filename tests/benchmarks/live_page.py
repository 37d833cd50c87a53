"""The losses of all runs of the store in one live chart, looked at four times a second."""

import streamlit as st

from explorer import charts
from explorer.web.app_store import store
from explorer.web.live_chart import live_chart

POLL_SECONDS = 0.25
SMOOTHING = 0.6


@st.fragment(run_every=POLL_SECONDS)
def live():
    """Read what is new of each run, and draw all of them."""
    seen = st.session_state.setdefault("seen", {})
    figures = [follow(seen.setdefault(job.id, {"after": 0}), job) for job in store().jobs()]
    lines = [line for figure in figures for line in figure["data"]]
    live_chart(figures[0] | {"data": lines}, f"{len(figures)} runs", key="live")


def follow(run, job):
    """A run's figure, drawn again where it has new points."""
    if new := store().points(job.id, run["after"]):
        run["after"] = new[-1].number
        run["trails"] = charts.collect(new, run.get("trails"))
        drawn = charts.compared([(job.id, job.name, run["trails"])], charts.STEP, SMOOTHING)
        run["figure"] = drawn["loss"]
    return run["figure"]


live()
