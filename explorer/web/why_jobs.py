"""Experiments as jobs of the store: asked for, found again, stopped, and what they have found.

A job answers a question again where network (its name apart) and settings are the same.
"""

import json

import streamlit as st

from explorer.experiments import find
from explorer.runs import RunError
from explorer.web.app_store import store
from explorer.workers import submit

KIND, ARTEFACT = "experiment", "result"
NEWEST = 300  # of the experiments, through which an answer is looked for


def ask(network, name, options=None):
    """Queue the experiment, unless the very same one is under way; the job's id.

    Raises:
        ExperimentError: it cannot be asked for with these options.
    """
    experiment, settings = find(name), find(name).settings(**(options or {}))
    before = next((job for job in alike(network, name, options) if not job.over), None)
    if before:
        return before.id
    title = f"{experiment.title}, {network.name}"
    return submit(store(), KIND, title, network.to_dict(), settings, parent=settings.get("run"))


def newest(network, name, options=None):
    """The newest finished job that asked the same of the same network, or None."""
    finished = (job for job in alike(network, name, options) if job.state == "finished")
    return next(finished, None)


def alike(network, name, options=None):
    """The jobs that ask the same of the same network, the newest first.

    Raises:
        ExperimentError: it cannot be asked for with these options.
    """
    settings, wanted = find(name).settings(**(options or {})), _nameless(network.to_dict())
    asked = store().jobs(KIND, limit=NEWEST)
    return [job for job in asked if job.settings == settings and _nameless(job.network) == wanted]


def result(job):
    """What the job has found so far: plain data, or None."""
    path = store().artefacts(job.id).get(ARTEFACT)
    try:
        return _read(str(path), path.stat().st_mtime_ns) if path else None
    except FileNotFoundError:
        # Its folder was emptied.
        return None


def stop(id):
    """Take the job out of the queue, or ask its worker to stop."""
    try:
        store().request(id, "stop")
    except RunError:
        # It ended at the same moment, which the next look at it shows.
        return


def _nameless(network):
    return {key: value for key, value in network.items() if key != "name"}


@st.cache_data(max_entries=100, show_spinner=False)
def _read(path, written):
    with open(path, encoding="utf-8") as file:
        return json.load(file)
