"""The runs whose weights an experiment can look at."""

import streamlit as st

from explorer.web import routes, state, train_words
from explorer.web.app_store import store
from explorer.web.train_control import has_weights

LOOKED_THROUGH, MOST = 300, 20
FRESH = "Fresh weights only"
_TRAIN = ":material/model_training:"


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
    if jobs := of(network):
        return _choice(label, jobs, FRESH if not needed else "", first, key)
    if needed:
        st.info(f"There is no run of {_name(network)} with weights yet.", icon=_TRAIN)
        _way(network)
    return None


def beside(network, key):
    """Show the choice of a run of the plain twin, or the way to one; its id, or None."""
    if jobs := of(network):
        return _choice("Plain twin's run", jobs, "Without the twin", jobs[0].id, key)
    _way(network)
    return None


def _choice(label, jobs, none, first, key):
    """The ids of the jobs; with a text for none of them, None stands first."""
    known = {job.id: job for job in jobs}
    ids = [None, *known] if none else [*known]
    return st.selectbox(
        label,
        ids,
        index=ids.index(first) if first in ids else 0,
        key=key,
        format_func=lambda id: _words(known[id]) if id else none,
        width=360,
    )


def _way(network):
    query = state.share_query(network)
    label = f"Train {_name(network)}"
    st.page_link(routes.TRAIN, label=label, icon=":material/play_arrow:", query_params=query)


def _name(network):
    return train_words.plain(network.name)


def _words(job):
    parts = (job.name, train_words.headline(job), train_words.ago(job.created))
    return " · ".join(filter(None, parts))


def _all():
    return store().jobs("train", limit=LOOKED_THROUGH)


def _nameless(network):
    return {key: value for key, value in network.items() if key != "name"}
