"""Which network the Why page asks about: the present design, a named one, or that of a run."""

import streamlit as st

from explorer import Network, zoo
from explorer.picture.facts import compact
from explorer.specs import SpecError
from explorer.web import computed, design, routes, state, train_words, why_place, why_runs
from explorer.web.app_store import store

_OTHER = "why_other"
_PROBLEM = "why_problem"


def choose():
    """Show the network; it, or None where it cannot be built."""
    network = design.current()
    if message := design.error() or st.session_state.pop(_PROBLEM, ""):
        st.error(message, icon=":material/link_off:")
    problem = computed.problem(network.to_json(None))
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{train_words.plain(network.name)}**")
            st.caption("It cannot be built." if problem else _figures(network))
        query = state.share_query(network)
        icon = ":material/account_tree:"
        st.page_link(routes.BUILD, label="Change it", icon=icon, query_params=query)
        _others()
    if problem:
        st.error(f"This network cannot be built. {problem['message']}.", icon=":material/error:")
        return None
    return network


def _figures(network):
    summary = computed.summary(network.to_json(None))
    return (
        f"{compact(summary.params)} parameters, {summary.depth} weighted layers deep,"
        f" {compact(summary.macs)} multiply-accumulates an image"
    )


def _others():
    """The named networks and the runs, to be taken instead."""
    key = design.key(_OTHER)
    runs = {job.id: job for job in why_runs.newest()}
    st.selectbox(
        "Another network",
        [*runs, *zoo.names()],
        index=None,
        key=key,
        placeholder="Another network or run…",
        format_func=lambda each: _label(runs.get(each), each),
        on_change=_take,
        args=(key,),
        label_visibility="collapsed",
        width=280,
    )


def _label(job, name):
    if job is None:
        return f"{name} · {zoo.ENTRIES[name].about}"
    about = train_words.headline(job) or train_words.ago(job.created)
    return f"Run: {job.name} · {about}"


def _take(key):
    chosen = st.session_state[key]
    if chosen is None:
        return
    named = chosen in zoo.ENTRIES
    try:
        network = zoo.network(chosen) if named else Network.from_dict(store().job(chosen).network)
    except SpecError as error:
        st.session_state[_PROBLEM] = f"This run is of another version: {error}"
        return
    design.start_from(network)
    why_place.look_at(None if named else chosen)
