"""Where a person is on the Why page, as the address says: an experiment, and a run to look at.

https://host/why?experiment=gradient_flow&run=ID&a=DESIGN
"""

import streamlit as st

from explorer.experiments import EXPERIMENTS

EXPERIMENT, RUN = "experiment", "run"
DEPTH = "depth"  # the sweep, which is no job of its own but a queue of runs
DEPTH_TITLE = "Depth and degradation"
ELSEWHERE = ("disagree", "predict", "timing")  # asked for from the pages of runs and of comparisons
# From what needs no training to what does; others of the catalogue come after these.
FIRST = ("gradient_flow", "shattered", "paths", "identity", "response", "lesion", "loss_slice")


def names():
    """The experiments of this page, in the order in which they are best met."""
    others = [name for name in EXPERIMENTS if name not in (*FIRST, *ELSEWHERE)]
    return [*FIRST, *others]


def chosen():
    """The experiment that the address names, or None; it may be one that does not exist."""
    return st.query_params.get(EXPERIMENT)


def title(name):
    """The heading of the page that shows an experiment, or with None the list of them."""
    known = {each: words.title for each, words in EXPERIMENTS.items()} | {DEPTH: DEPTH_TITLE}
    return known.get(name, "Why do shortcuts help?")


def go(name=None):
    """Show an experiment, or with None the list of them."""
    if name is None:
        st.query_params.pop(EXPERIMENT, None)
    else:
        st.query_params[EXPERIMENT] = name


def run():
    """The id of the run that the address names, or None."""
    return st.query_params.get(RUN)


def look_at(id):
    """Name a run in the address, or none."""
    if id is None:
        st.query_params.pop(RUN, None)
    else:
        st.query_params[RUN] = id
