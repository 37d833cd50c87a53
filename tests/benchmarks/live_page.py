"""The losses of all runs of the store in one live chart, looked at four times a second."""

import streamlit as st

from explorer import charts
from explorer.web.app_store import store
from explorer.web.live_chart import live_chart

POLL_SECONDS = 0.25
SMOOTHING = 0.6  # so that each run has two lines, as on the page of a run


@st.fragment(run_every=POLL_SECONDS)
def live():
    """Read what is new of each run, and draw all of them."""
    seen = st.session_state.setdefault("seen", {})
    for job in store().jobs():
        follow(seen.setdefault(job.id, {"after": 0, "trails": {}, "lines": []}), job)
    lines = [line for one in seen.values() for line in one["lines"]]
    layout = charts.curves(one_of(seen)["trails"])["loss"]["layout"]
    live_chart({"data": lines, "layout": layout}, f"{len(seen)} runs", key="live")


def follow(run, job):
    """Draw a run's lines again where it has new points."""
    new = store().points(job.id, run["after"])
    if not new:
        return
    run["after"] = new[-1].number
    figure = charts.curves(charts.collect(new, run["trails"]), smoothing=SMOOTHING)["loss"]
    run["lines"] = [line | {"name": f"{job.name}: {line['name']}"} for line in figure["data"]]


def one_of(seen):
    return next(iter(seen.values()))


live()
