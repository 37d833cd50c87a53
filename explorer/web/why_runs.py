"""The runs whose weights an experiment can look at."""

import streamlit as st

from explorer.web import routes, state, train_words
from explorer.web.app_store import store
from explorer.web.train_control import has_weights

LOOKED_THROUGH, MOST = 300, 20
FRESH = "Fresh weights only"


def newest():
    """The newest training runs that have left weights."""
    return [job for job in _all()[: 2 * MOST] if has_weights(job.id)][:MOST]


def of(network):
    """The runs of this network (its name apart) that have left weights, the newest first."""
    wanted = _nameless(network.to_dict())
    same = [job for job in _all() if _nameless(job.network) == wanted]
    return [job for job in same[: 2 * MOST] if has_weights(job.id)][:MOST]


def choose(label, network, first, needed, key):
    """Show the choice of a run of a network; its id, or None.

    Args:
        first: the id that is chosen at first, if it is there.
        needed: whether one must be chosen; the newest is, at first.
    """
    jobs = {job.id: job for job in of(network)}
    if not jobs:
        _none(network, needed)
        return None
    ids = [*jobs] if needed else [None, *jobs]
    return st.selectbox(
        label,
        ids,
        index=ids.index(first) if first in ids else 0,
        key=key,
        format_func=lambda id: _words(jobs[id]) if id else FRESH,
        width=360,
    )


def _none(network, needed):
    if not needed:
        return
    name = train_words.plain(network.name)
    st.info(f"There is no run of {name} with weights yet.", icon=":material/model_training:")
    st.page_link(
        routes.TRAIN,
        label=f"Train {name}",
        icon=":material/play_arrow:",
        query_params=state.share_query(network),
    )


def _words(job):
    parts = (job.name, train_words.headline(job), train_words.ago(job.created))
    return " · ".join(filter(None, parts))


def _all():
    return store().jobs("train", limit=LOOKED_THROUGH)


def _nameless(network):
    return {key: value for key, value in network.items() if key != "name"}
