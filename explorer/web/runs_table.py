"""The runs as a table: one row each, with a spark line, to be filtered, sorted and chosen from."""

import hashlib
from datetime import UTC, datetime
from urllib.parse import quote

import streamlit as st

from explorer import charts
from explorer.runs import RunError
from explorer.web import runs_choice, runs_points, train_words
from explorer.web.app_store import store

ROWS = 50  # on a page
POLL_SECONDS = 2
COLUMNS = {
    "color": st.column_config.ImageColumn("", width=36, help="In every chart", pinned=True),
    "name": st.column_config.TextColumn("Run", width=130, pinned=True),
    "state": st.column_config.TextColumn("State"),
    "spark": st.column_config.LineChartColumn("Loss", width="small", help="Validation, by epoch"),
    "best": st.column_config.NumberColumn("Best validation", format="%.1f%%"),
    "test": st.column_config.NumberColumn("Test", format="%.1f%%"),
    "psnr": st.column_config.NumberColumn("PSNR, dB", format="%.1f", help="Best validation"),
    "epochs": st.column_config.TextColumn("Epochs"),
    "took": st.column_config.NumberColumn("Seconds", format="%.0f"),
    "when": st.column_config.DatetimeColumn("Started", format="distance"),
    "network": st.column_config.TextColumn("Network"),
    "dataset": st.column_config.TextColumn("Dataset"),
    "tags": st.column_config.ListColumn("Tags"),
    "note": st.column_config.TextColumn("Note"),
}
OPTIONAL = ("best", "test", "psnr", "tags", "note")  # shown where any run has them


NEWEST = "Newest"
# What else the runs can be put in order by, and whether the greatest comes first.
ORDERS = {
    NEWEST: None,
    "Test score": (lambda job: _score(job, "test"), True),
    "Validation score": (lambda job: _score(job, "val"), True),
    "Time taken": (lambda job: job.summary.get("seconds"), True),
    "Name": (lambda job: job.name.lower(), False),
}


def find(states, text, order=NEWEST, page=0):
    """A page of the runs of these states (or all) whose name, note or tags hold the text.

    Returns:
        (jobs, whether there are more of them).
    """
    begin, end = page * ROWS, (page + 1) * ROWS
    found = _search(states, text, end + 1 if order == NEWEST else None)
    found = _ordered(found, *ORDERS[order]) if ORDERS[order] else found
    return found[begin:end], len(found) > end


def _ordered(jobs, value, descending):
    """The jobs in order; those without a value come last."""
    values = [(value(job), job) for job in jobs]
    known = [pair for pair in values if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=descending)
    return [job for _, job in known] + [job for number, job in values if number is None]


def _search(states, text, limit):
    found = store().jobs("train", states or None, limit, text=text or None)
    if text:
        known = {job.id for job in found}
        tagged = store().jobs("train", states or None, limit, tag=text)
        found += [job for job in tagged if job.id not in known]
        found.sort(key=lambda job: -job.created)
    return found


def _score(job, part):
    return job.summary.get(f"{part}_{job.summary.get('metric')}")


def refreshed(jobs):
    """These runs as they are now; those that were over, and are not touched here, still are."""
    return [job if job.over else store().job(job.id) for job in jobs]


def show(jobs):
    """Show these runs, and return those that are chosen, on other pages first."""
    runs_points.prepare(jobs)
    rows = [_row(job) for job in jobs]
    empty = {name for name in OPTIONAL if not any(row[name] for row in rows)}
    ids = [job.id for job in jobs]
    event = st.dataframe(
        {name: [row[name] for row in rows] for name in COLUMNS},
        column_config=COLUMNS,
        column_order=[name for name in COLUMNS if name not in empty],
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        selection_default=runs_choice.begin(key(ids), ids),
        key=key(ids),
        height=min(38 + 35 * len(rows), 420),
        placeholder="",
        alt="Training runs, one a row",
    )
    picked = [jobs[row] for row in event.selection.rows if row < len(jobs)]
    return _elsewhere(runs_choice.keep(ids, [job.id for job in picked])) + picked


def _elsewhere(ids):
    """The runs of these ids that are still there."""
    found = []
    for id in ids:
        try:
            job = store().job(id)
        except RunError:
            continue  # removed for good meanwhile
        found += [] if job.deleted else [job]
    runs_choice.drop(set(ids) - {job.id for job in found})
    return found


def key(ids):
    """The key of the table of these runs.

    With other runs it is another table, for the places chosen in the old one would name others.
    """
    return f"runs_table_{hashlib.sha1(' '.join(ids).encode()).hexdigest()[:10]}"


def _row(job):
    trails = runs_points.trails(job)
    return {
        "color": dot(job.id),
        "name": job.name,
        "state": train_words.badge(job).word,
        "spark": charts.spark(trails),
        "best": _percent(_best(job, trails, "accuracy")),
        "test": _percent(job.summary.get("test_accuracy")),
        "psnr": _best(job, trails, "psnr"),
        "epochs": _epochs(job, trails),
        "took": job.summary.get("seconds"),
        "when": datetime.fromtimestamp(job.started or job.created, UTC),
        "network": job.network.get("name", ""),
        "dataset": job.settings.get("dataset", ""),
        "tags": job.tags,
        "note": job.note.partition("\n")[0],
    }


def dot(id):
    """A picture of a run's colour, as an address that holds it."""
    color, dash = charts.run_style(id)
    lengths = {"solid": "none", "dash": "5 3", "dot": "2 2"}[dash]
    line = f'stroke="{color}" stroke-width="5" stroke-dasharray="{lengths}"'
    start = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    return "data:image/svg+xml," + quote(f'{start}<path d="M1 10H19" {line}/></svg>')


def _best(job, trails, metric):
    """The best validation figure, of a run that is not over the best so far."""
    trail = trails.get(f"epoch/val_{metric}")
    so_far = max(trail.values, default=None) if trail else None
    return job.summary.get(f"val_{metric}", so_far)


def _percent(share):
    return None if share is None else round(100 * share, 2)


def _epochs(job, trails):
    wanted = job.settings.get("epochs", "?")
    seen = trails.get("epoch/loss")
    return f"{len(seen.steps) if seen else 0} of {wanted}"
