"""One experiment of one network: the button that starts it, its progress, its charts as they fill.

What is shown is read from the store: an experiment goes on, and its result stays, when the tab is
closed.
"""

import streamlit as st

from explorer.charts.experiments import experiment as figures_of
from explorer.charts.experiments import readings
from explorer.experiments import ExperimentError, find
from explorer.web import train_words, why_jobs, why_known, why_words
from explorer.web.app_store import store
from explorer.web.live_chart import live_chart
from explorer.web.train_network import summary_of
from explorer.workers import ensure_runner

POLL_SECONDS = 0.5
HEIGHT = 360  # pixels


def panel(network, name, options=None, *, key):
    """Show an experiment: what to look for, its button, its progress and its charts.

    Args:
        network: the Network that it is about.
        name: of the catalogue of experiments.
        options: for those that are not given their defaults hold.
        key: makes its widgets different from those of another panel on the page.
    """
    try:
        words = find(name)
    except ExperimentError as error:
        st.error(train_words.sentence(str(error)), icon=":material/error:")
        return
    st.markdown(f"**{words.question}**")
    st.caption(words.look_for)
    show(network, name, options or {}, key=key)


def show(network, name, options, *, key):
    """Show the button, the progress and the charts, without the experiment's words."""
    if wrong := why_words.obstacle(network, name, options):
        st.info(wrong, icon=":material/info:")
        return
    jobs = why_jobs.alike(network, name, options)
    live = bool(jobs) and not jobs[0].over
    if live:
        ensure_runner(store().url)
    interval = POLL_SECONDS if live else None
    st.fragment(_follow, run_every=interval)(network, name, options, live, key)


def _follow(network, name, options, live, key):
    jobs = why_jobs.alike(network, name, options)
    if live != (bool(jobs) and not jobs[0].over):
        # It has begun or ended: only a new fragment can begin or end asking after it.
        st.rerun()
    finished = next((job for job in jobs if job.state == "finished"), None)
    if live:
        _progress(jobs[0], key)
        shown = jobs[0] if why_jobs.result(jobs[0]) else finished
    else:
        _start(network, name, options, jobs, key)
        shown = finished or (jobs[0] if jobs else None)
    found = why_jobs.result(shown) if shown else None
    draw(name, found or why_known.known(network, name), key)


def _start(network, name, options, jobs, key):
    """The button, with the time it will take or has taken."""
    last = jobs[0] if jobs else None
    if last and last.state != "finished":
        look = st.info if last.state == "stopped" else st.error
        look(why_words.ended(last), icon=train_words.badge(last).icon)
    done = bool(last) and last.state == "finished"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Run again" if last else "Run",
            icon=":material/replay:" if last else ":material/play_arrow:",
            type="tertiary" if done else "primary",
            key=f"{key}_run",
            on_click=_ask,
            args=(network, name, options),
        )
        st.caption(why_words.measured(last) if done else _time(network, name, options))


def _ask(network, name, options):
    why_jobs.ask(network, name, options)


def _time(network, name, options):
    seconds = find(name).expected(summary_of(network).layers, **options)
    about = why_words.about(seconds)
    return f"It takes {about} on two idle cores, after a process has started for it."


def _progress(job, key):
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            text = f"{train_words.phase(job, _ahead(job))}…"
            st.progress(min(max(job.progress.get("fraction", 0.0), 0.0), 1.0), text=text)
        st.button(
            "Stop",
            icon=":material/stop:",
            key=f"{key}_stop",
            disabled=job.control == "stop",
            on_click=why_jobs.stop,
            args=(job.id,),
        )


def _ahead(job):
    if job.state != "queued":
        return 0
    waiting = [each.id for each in store().queue()]
    return waiting.index(job.id) if job.id in waiting else 0


def draw(name, result, key):
    """Draw what an experiment has found so far, each figure with what it says."""
    if not result:
        return
    figures, said = figures_of(name, result), readings(name, result)
    for number, (title, figure) in enumerate(figures.items()):
        st.markdown(f"**{title}**")
        height = figure["layout"].get("height", HEIGHT)
        live_chart(figure, title, key=f"{key}_{name}_{number}", height=height)
        if text := said.get(title):
            st.markdown(train_words.plain(text))
