"""The comparison as one file that opens anywhere, made when it is asked for."""

from functools import partial

import streamlit as st

from explorer import report
from explorer.web import compare_runs, compare_table
from explorer.web.app_store import store

EPOCHS = "epoch/"


def button(columns):
    """The button that downloads it."""
    st.download_button(
        "Report",
        partial(_report, columns),
        "comparison.html",
        "text/html",
        key="compare_report",
        icon=":material/download:",
        on_click="ignore",
        help="One HTML file with pictures, figures, curves, settings and code; it opens offline",
    )


def _report(columns):
    runs = [
        report.TrainedRun.of(job, store().points(job.id, 0, EPOCHS))
        for job in compare_runs.runs_of(columns)
    ]
    networks = [column.network for column in columns]
    return report.html(networks, runs, compare_table.measured(columns)).encode()
