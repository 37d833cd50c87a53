"""Confusion matrices side by side, of the newest epoch of each network's run."""

import streamlit as st

from explorer.charts import maps
from explorer.web import train_insight, train_words
from explorer.web.live_chart import live_chart

MOST = 6


def show(groups):
    """Show the confusion matrix of one run of each group that has one."""
    lines = [(group.jobs[0], train_insight.newest(group.jobs[0].id)) for group in groups]
    lines = [(job, line) for job, line in lines if line and "confusion" in line][:MOST]
    if not lines:
        return
    folded = st.expander("What is taken for what", icon=":material/grid_on:")
    with folded, st.grid(2, min_column_width=340, gap="medium"):
        for job, line in lines:
            with st.container(gap="xxsmall"):
                _matrix(job, line)


def _matrix(job, line):
    seed = job.settings.get("seed", 0)
    st.markdown(f"**{train_words.plain(job.name)}**, seed {seed}, after epoch {line['epoch']:,}")
    names = train_insight.class_names(job, len(line["confusion"]))
    figure, height = maps.confusion(line["confusion"], names)
    label = f"Confusion matrix of {job.name} after epoch {line['epoch']}"
    live_chart(figure, label, key=f"compare_confusion_{job.id}", height=height)
