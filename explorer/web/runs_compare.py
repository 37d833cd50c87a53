"""The curves of several runs, one over the other, each in the run's own colour."""

import streamlit as st

from explorer import charts
from explorer.web import runs_points, train_curves
from explorer.web.live_chart import live_chart

MOST = 12  # beyond, no eye tells them apart


def show(jobs):
    """Lay the curves of these runs over each other."""
    names = _names(jobs[:MOST])
    if len(jobs) > MOST:
        st.caption(f"The first {MOST} of the chosen runs are drawn.")
    view, *looks = train_curves.controls("runs", charts.EPOCH)
    st.caption("Validation, epoch by epoch." if view == charts.EPOCH else "Training, step by step.")
    which = runs_points.EPOCHS if view == charts.EPOCH else runs_points.ALL
    runs = [(job.id, names[job.id], runs_points.trails(job, which)) for job in jobs[:MOST]]
    figures = charts.compared(runs, view, *looks)
    if not figures:
        st.caption("The curves begin with the first epoch.")
    with st.grid(2, min_column_width=340):
        for measure, figure in figures.items():
            label = f"{charts.label(measure)} of {len(jobs)} runs"
            live_chart(figure, label, key=f"compare_{measure}")


def _names(jobs):
    """A name for each; those that are not alone get the start of their ids."""
    names = [job.name for job in jobs]
    return {
        job.id: job.name if names.count(job.name) == 1 else f"{job.name} {job.id[:4]}"
        for job in jobs
    }
