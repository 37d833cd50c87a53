"""The comparison as one file that opens anywhere, made when it is asked for."""

from functools import partial

import streamlit as st

from explorer import report
from explorer.web import compare_runs, compare_table
from explorer.web.app_store import store


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
    networks, jobs = [column.network for column in columns], compare_runs.runs_of(columns)
    runs, unlike = report.runs_of(store(), jobs), report.disagreements_of(store(), jobs)
    measured = compare_table.measured(columns)
    return report.html(networks, runs, measured, disagreements=unlike).encode()
