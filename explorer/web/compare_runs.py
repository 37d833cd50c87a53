"""The trained runs of the compared networks: curves, scores against cost, what they confuse."""

import streamlit as st

from explorer import comparison
from explorer.charts import comparing
from explorer.runs import groups
from explorer.web import (
    compare_confusion,
    compare_disagree,
    compare_train,
    runs_compare,
    train_queue,
)
from explorer.web.app_store import store
from explorer.web.compare_columns import nameless
from explorer.web.live_chart import live_chart
from explorer.workers import ensure_runner

POLL_SECONDS = 2
LOOKED_THROUGH = 300  # the newest runs, for those of the same networks
MOST = 24
COSTS = {comparing.PARAMS: "Parameters", comparing.MACS: "MACs"}
OTHERS = "compare_others"


def show(columns):
    """Show the runs, and the form that trains all networks alike."""
    st.subheader("Trained runs", anchor=False)
    jobs = runs_of(columns)
    live = any(not job.over for job in jobs)
    if live:
        ensure_runner(store().url)
    if jobs:
        st.fragment(_follow, run_every=POLL_SECONDS if live else None)(columns, live)
    else:
        st.caption("None of these networks has been trained yet.")
    compare_train.show(columns, jobs, OTHERS)


def runs_of(columns):
    """The runs that are compared: those in the address, and others of the same networks."""
    named, others = _named_and_others(columns)
    shown = others if not named or st.session_state.get(OTHERS) else []
    return [*named, *shown][:MOST]


def _named_and_others(columns):
    """The runs of the address as they are now, and the others in the store."""
    newest = {job.id: job for job in store().jobs("train", limit=LOOKED_THROUGH)}
    named = [newest.pop(job.id, job) for column in columns for job in column.jobs]
    networks = {nameless(column.network.to_dict()) for column in columns}
    return named, [job for job in newest.values() if nameless(job.network) in networks]


def _follow(columns, live):
    jobs = runs_of(columns)
    if live != any(not job.over for job in jobs):
        # All have ended, or one has begun: only a new fragment can end or begin asking.
        st.rerun()
    if all(_named_and_others(columns)):
        st.toggle("Other runs of these networks, too", key=OTHERS, persist_state="session")
    runs_compare.show(jobs)
    found = groups.groups(jobs)
    _scores(columns, found)
    compare_confusion.show(found)
    compare_disagree.show(found)
    if live:
        train_queue.show_folded()


def _scores(columns, found):
    metric = next((group.metric for group in found if group.finals("test")), "")
    scored = [group for group in found if group.metric == metric and group.finals("test")]
    if not metric:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{comparing.SCORES[metric]} against cost**", width="content")
        by = st.segmented_control(
            "Cost",
            list(COSTS),
            default=comparing.PARAMS,
            required=True,
            format_func=COSTS.get,
            key="compare_cost",
            label_visibility="collapsed",
            persist_state="session",
        )
    known = {nameless(column.network.to_dict()): column for column in columns}
    homes = [known[nameless(group.jobs[0].network)] for group in scored]
    points = [
        (group.name, comparison.cost(home.network), group.finals("test"))
        for group, home in zip(scored, homes, strict=True)
    ]
    places = [columns.index(home) for home in homes]
    figure = comparing.score_against_cost(points, by, metric, places)
    live_chart(figure, "Test scores of runs against their cost", key="compare_scores")
