"""The curves of one run, and what moves its weights: learning rate, and gradients by block."""

import streamlit as st

from explorer import charts
from explorer.charts import maps
from explorer.web import train_insight
from explorer.web.app_store import store
from explorer.web.live_chart import live_chart

VIEWS = {charts.STEP: "Each step", charts.EPOCH: "Each epoch"}
AXES = {"x": "x axis", "y": "y axis"}
TABS = ("Curves", "Gradients", "Predictions")
BLOCKS = (
    "The root mean square of the gradients of each block's weights, from the input (top) to the "
    "output. Where blocks far from the output turn dark, hardly anything arrives there to learn by."
)
_SEEN = "train_seen"


def show(job):
    """Show what the run has measured so far; the chosen tab only."""
    trails = points_of(job.id)
    if not trails:
        if not job.over:
            st.caption("The curves begin with the first step.")
        return
    tabs = st.tabs(TABS, on_change="rerun", key=f"train_tab_{job.id}")
    for tab, draw in zip(tabs, (_curves, _gradients, train_insight.show), strict=True):
        if tab.open:
            with tab:
                draw(job, trails)


def points_of(id):
    """The points of the run, as trails; only those that are new are read from the store."""
    seen = st.session_state.get(_SEEN)
    if seen is None or seen["id"] != id:
        seen = st.session_state[_SEEN] = {"id": id, "after": 0, "trails": {}}
    after = seen["after"]
    new = store().points(id, after) if after else store().outline(id)
    charts.collect(new, seen["trails"])
    seen["after"] = new[-1].number if new else seen["after"]
    return seen["trails"]


def controls(key, view=charts.STEP, views=VIEWS):
    """Show how curves can be looked at; the last three arguments of `charts.curves`.

    Args:
        view: the one of the `views` that is shown first.
    """
    with st.container(horizontal=True, gap="medium"):
        view = st.segmented_control(
            "Points",
            list(views),
            default=view,
            required=True,
            format_func=views.get,
            key=f"{key}_view",
            persist_state="session",
        )
        log = _log(key)
        return view, _smoothing(key) if view == charts.STEP else 0.0, log


def _log(key):
    chosen = st.pills(
        "Log scale",
        list(AXES),
        selection_mode="multi",
        format_func=AXES.get,
        key=f"{key}_log",
        persist_state="session",
    )
    return tuple(chosen)


def _smoothing(key):
    return st.slider(
        "Smoothing",
        *(0.0, 0.99, 0.6, 0.01),
        key=f"{key}_smoothing",
        help="Share of the average before it that each point keeps",
        persist_state="session",
        width=220,
    )


def _curves(job, trails):
    figures = charts.curves(trails, *controls("train"))
    _grid({name: each for name, each in figures.items() if not _of_the_way(name)}, job)


def _gradients(job, trails):
    figures = charts.curves(trails, log=_log("train_way"))
    _grid({name: each for name, each in figures.items() if _of_the_way(name)}, job, height=260)
    if drawn := maps.gradients(trails):
        figure, height = drawn
        st.markdown("**Gradients by block**", help=BLOCKS)
        label = f"Gradient RMS of each block of {job.name} over training"
        live_chart(figure, label, key=f"heat_{job.id}", height=height)


def _of_the_way(measure):
    return measure in (charts.GRADIENT, charts.RATE)


def _grid(figures, job, height=320):
    with st.grid(2, min_column_width=340):
        for measure, figure in figures.items():
            label = f"{charts.label(measure)} of {job.name} over training"
            live_chart(figure, label, key=f"curve_{measure}_{job.id}", height=height)
