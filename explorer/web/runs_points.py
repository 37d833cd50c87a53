"""The points of many runs as trails, read once for all sessions of the server."""

import threading
from collections import OrderedDict

import streamlit as st

from explorer import charts
from explorer.web.app_store import store

KEPT = 300  # runs
EPOCHS, STEPS, LOSSES = "epoch/", "train/", "train/loss"


def trails_for(job, view):
    """The trails that a chart needs in a view: `charts.STEP`, `charts.EPOCH` or `charts.TIME`."""
    if view != charts.TIME:
        return trails(job, STEPS if view == charts.STEP else EPOCHS)
    # The steps say when the first epoch began.
    both = trails(job, LOSSES) | trails(job, EPOCHS)
    return charts.on_clock(both, _begins(job))


def prepare(jobs):
    """Read what the table of these runs shows by one query, instead of one for each of them."""
    cache, lock = _cache()
    with lock:
        new = {job.id: job for job in jobs if _key(job, EPOCHS) not in cache}
        for id, points in store().points_of(new, EPOCHS).items() if new else ():
            kept = cache[_key(new[id], EPOCHS)] = {"after": 0, "trails": {}}
            _take_in(kept, points, new[id].over)


def trails(job, which=EPOCHS):
    """The trails of a job's series whose names begin with `which`: EPOCHS, STEPS or LOSSES.

    What is there already is not read again; a new attempt may have changed it.
    """
    cache, lock = _cache()
    key = _key(job, which)
    with lock:
        kept = cache.setdefault(key, {"after": 0, "trails": {}})
        cache.move_to_end(key)
        if not kept.get("over"):
            # Read after the job was seen to be over: no more of this attempt can come.
            _take_in(kept, _new(job.id, kept["after"], which), job.over)
        while len(cache) > KEPT:
            cache.popitem(last=False)
        # A copy, because another session may add to it while this one draws.
        return {
            name: charts.Trail(*(list(column) for column in each))
            for name, each in kept["trails"].items()
        }


def _new(id, after, which):
    return store().points(id, after, which) if after else store().outline(id, which)


def _take_in(kept, new, over):
    charts.collect(new, kept["trails"])
    kept["after"] = new[-1].number if new else kept["after"]
    kept["over"] = over


def _key(job, which):
    return store().url, job.id, job.attempt, which


def _begins(job):
    """When each attempt of a job began to run."""
    events = store().events(job.id)
    return [each.time for each in events if each.kind == "state" and each.text == "running"]


@st.cache_resource(show_spinner=False)
def _cache():
    return OrderedDict(), threading.Lock()
