"""Every figure of the compared networks: the best marked, differences as ratios, times measured."""

import html

import streamlit as st

from explorer import Network, comparison
from explorer.runs import ACTIVE
from explorer.web import computed, train_words, why_jobs
from explorer.web.app_store import store
from explorer.workers import ensure_runner

POLL_SECONDS = 0.5
BATCH = 64
TIMES = ("forward_ms", "training_ms", "batch_size")
STYLE = """<style>
.figures { overflow-x: auto; }
.figures table { border-collapse: collapse; font-size: 0.9rem; width: 100%; }
.figures th, .figures td { padding: 5px 14px 5px 0; text-align: right; white-space: nowrap;
  border-bottom: 1px solid rgb(128 128 128 / .22); font-variant-numeric: tabular-nums; }
.figures th:first-child { text-align: left; font-weight: 400; white-space: normal; }
.figures thead th { font-weight: 600; }
.figures .best { font-weight: 700; }
.figures .ratio { opacity: .65; font-size: 0.82rem; display: inline-block; min-width: 4.2em; }
.figures abbr { text-decoration: underline dotted; cursor: help; text-underline-offset: 3px; }
</style>"""
_WAITING = "compare_to_measure"
KEY = "★ is the best of a row; × is how many times the first network's figure it is."


def show(columns):
    """Show the table; while something is measured it is drawn anew as results come."""
    live = _is_busy(columns)
    if live:
        ensure_runner(store().url)
    st.fragment(_follow, run_every=POLL_SECONDS if live else None)(columns, live)


def measured(columns):
    """What was measured of these networks, by their names."""
    found = {
        column.name: why_jobs.newest(column.network, "timing", _options()) for column in columns
    }
    results = {name: why_jobs.result(job) for name, job in found.items() if job}
    return {name: {key: r[key] for key in TIMES} for name, r in results.items() if r}


@computed.cached
def table(texts, times=None):
    """The table of networks, given as texts."""
    return comparison.table([Network.from_json(text) for text in texts], times)


def as_html(found):
    """The table in HTML; names come from people."""
    heads = "".join(_head(name, number) for number, name in enumerate(found.names))
    rows = "".join(_row(row) for row in found.rows)
    return (
        f'<div class="figures"><table><thead><tr><th scope="col">Figure</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _follow(columns, live):
    _ask_next(columns)
    jobs = _asked(columns)
    if live != _is_busy(columns):
        # It has begun or ended: only a new fragment can begin or end asking after it.
        st.rerun()
    texts = tuple(column.text for column in columns)
    st.html(STYLE + as_html(table(texts, measured(columns))))
    st.caption(KEY)
    for column in columns:
        if column.problem:
            words = f"{column.name} cannot be built, so it has no figures."
            st.caption(train_words.plain(words))
    _measure(columns, jobs, live)


def _head(name, number):
    room = '<span class="ratio"></span>' if number else ""
    return f'<th scope="col">{html.escape(name)} {room}</th>'


def _row(row):
    label = html.escape(row.label[0].upper() + row.label[1:])
    if row.note:
        label = f'<abbr title="{html.escape(row.note)}">{label}</abbr>'
    cells = zip(row.texts, row.ratios, row.best, strict=True)
    told = "".join(_cell(number, *cell) for number, cell in enumerate(cells))
    return f'<tr><th scope="row">{label}</th>{told}</tr>'


def _cell(number, text, ratio, best):
    star = "★ " if best else ""
    apart = "" if ratio is None or ratio == 1 else f"× {ratio:.3g}"
    ratio = f' <span class="ratio">{apart}</span>' if number else ""
    return f'<td class="{"best" if best else ""}">{star}{html.escape(text)}{ratio}</td>'


def _measure(columns, jobs, live):
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            "Batch",
            *(1, 1024, BATCH),
            key="compare_batch",
            width=130,
            disabled=live,
            persist_state="session",
        )
        st.button(
            "Measure on this machine",
            icon=":material/timer:",
            key="compare_measure",
            disabled=live,
            help="The median time of a forward pass and of a training step, in a worker",
            on_click=_ask,
            args=(columns,),
        )
        if at_work := next((job for job in jobs if not job.over), None):
            st.caption(f"{train_words.plain(at_work.name)}: {train_words.phase(at_work)}…")
        elif store().jobs(states=ACTIVE, limit=1):
            st.caption("Something else is at work on this machine: times will be longer.")
    for job in jobs:
        if job.state in ("failed", "interrupted"):
            st.error(train_words.sentence(job.error), icon=":material/error:")


def _ask(columns):
    st.session_state[_WAITING] = [column.text for column in columns if not column.problem]


def _ask_next(columns):
    """Measure the next one that waits: two at a time would slow each other down."""
    waiting = st.session_state.get(_WAITING, [])
    if waiting and all(job.over for job in _asked(columns)):
        text = waiting.pop(0)
        if any(column.text == text for column in columns):
            why_jobs.ask(Network.from_json(text), "timing", _options())


def _is_busy(columns):
    waiting = st.session_state.get(_WAITING)
    return bool(waiting) or any(not job.over for job in _asked(columns))


def _options():
    return {"batch_size": st.session_state.get("compare_batch", BATCH)}


def _asked(columns):
    """The newest job about each network, of those that were asked for."""
    alike = (why_jobs.alike(column.network, "timing", _options()) for column in columns)
    return [jobs[0] for jobs in alike if jobs]
