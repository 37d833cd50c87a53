"""The curves of several runs, one over the other, and what their scores show.

Runs that differ in nothing but their seed are one band, unless a person wants every run.
"""

import streamlit as st

from explorer import charts
from explorer.runs.groups import groups, verdicts
from explorer.web import runs_points, train_curves, train_words
from explorer.web.live_chart import live_chart

MOST = 12  # beyond, no eye tells them apart
FEW = 3  # sentences that need no folding
VIEWS = {**train_curves.VIEWS, charts.TIME: "Training time"}
SAYS = {
    charts.STEP: "Training, step by step.",
    charts.EPOCH: "Validation, epoch by epoch.",
    charts.TIME: "Validation over the time spent in training: pauses and restarts are left out.",
}
BANDS = (
    "Runs of one network with the same settings, each with another seed: the line is their mean,"
    " the band reaches from the lowest to the highest."
)


def show(jobs):
    """Lay the curves of these runs over each other, and say what differs by more than chance."""
    found = groups(jobs)
    view, *looks = train_curves.controls("runs", charts.EPOCH, VIEWS)
    seeds = any(len(group.jobs) > 1 for group in found) and st.toggle(
        "Seeds as one band", value=True, key="runs_bands", help=BANDS, persist_state="session"
    )
    drawn = _bands(found, view) if seeds else _runs(jobs, view)
    _left_out(len(drawn) - MOST, seeds and len(jobs) - sum(len(each.jobs) for each in found))
    _figures(charts.banded(drawn[:MOST], view, *looks), jobs, view)
    _say(verdicts(found))


def _left_out(too_many, repeats):
    """Say which of the chosen runs are not drawn."""
    if too_many > 0:
        st.caption(f"The first {MOST} are drawn.")
    if repeats:
        runs = "1 run repeats" if repeats == 1 else f"{repeats} runs repeat"
        st.caption(f"{runs} a seed of another one, which stands for both.")


def _bands(found, view):
    return [
        (group.id, group.name, [runs_points.trails_for(job, view) for job in group.jobs])
        for group in found
    ]


def _runs(jobs, view):
    names = _names(jobs)
    return [(job.id, names[job.id], [runs_points.trails_for(job, view)]) for job in jobs[:MOST]]


def _figures(figures, jobs, view):
    st.caption(SAYS[view] if figures else "The curves begin with the first epoch.")
    with st.grid(2, min_column_width=340):
        for measure, figure in figures.items():
            label = f"{charts.label(measure)} of {len(jobs)} runs"
            live_chart(figure, label, key=f"compare_{measure}")


def _say(sentences):
    mark = "- " if len(sentences) > 1 else ""
    lines = "\n".join(mark + train_words.plain(text) for text in sentences)
    if len(sentences) > FEW:
        with st.expander("What the differences show", icon=":material/balance:"):
            st.markdown(lines)
    elif sentences:
        st.markdown(lines)


def _names(jobs):
    """A name for each; those that are not alone get the start of their ids."""
    names = [job.name for job in jobs]
    return {
        job.id: job.name if names.count(job.name) == 1 else f"{job.name} {job.id[:4]}"
        for job in jobs
    }
