"""Before a run: which network it will train, and whether it can."""

from dataclasses import replace

import streamlit as st

from explorer import Network, analyse, trace, zoo
from explorer.assembly import AssemblyError
from explorer.data import DataError, describe
from explorer.web import learn_rules, routes, state

IMAGE = (32, 32, 3)


def choose():
    """Show the network that will be trained; it, or None where there is none that can be built."""
    try:
        network = state.load_design()
    except state.LinkError as error:
        st.error(str(error), icon=":material/link_off:")
        network = state.session_design()
    with st.container(border=True):
        network = _card(network)
        return network if network and _figures(network) else None


def summary_of(network):
    """The figures of a network, without its rows.

    Raises:
        AssemblyError: it cannot be built.
    """
    return _summary(network.to_json(indent=None))


def problem(network, settings):
    """Why these settings cannot train the network, in words; None where they can."""
    # These two modules import no Keras; the package they are in is for the worker all the same.
    from explorer.training.machine import check_size
    from explorer.training.tasks import TrainingError, task_of

    try:
        size = network.input_shape[:2]
        dataset = describe(settings.dataset, settings.data_dir, size)
        task_of(network, trace(network), dataset)
        check_size(summary_of(network), settings.batch_size)
    except (TrainingError, DataError) as error:
        return f"{str(error)[0].upper()}{str(error)[1:]}."
    return None


def _card(network):
    with st.container(horizontal=True, vertical_alignment="center"):
        if network is None and not learn_rules.hides("start"):
            return _named()
        network = network or state.example()
        st.subheader(network.name, anchor=False)
        query = state.share_query(network)
        st.page_link(
            routes.BUILD, label="Change it", icon=":material/account_tree:", query_params=query
        )
        if not learn_rules.hides("start"):
            st.button(
                "Take a named network",
                icon=":material/swap_horiz:",
                type="tertiary",
                on_click=state.forget_design,
            )
    return network


def _named():
    name = st.selectbox(
        "Network",
        _small_names(),
        index=_small_names().index(state.example().name),
        key="train_network",
        persist_state="session",
        width=320,
    )
    network = zoo.network(name)
    query = state.share_query(network)
    st.page_link(
        routes.BUILD, label="Open in Build", icon=":material/account_tree:", query_params=query
    )
    return network


def _figures(network):
    try:
        summary = summary_of(network)
    except AssemblyError as error:
        st.error(str(error), icon=":material/error:")
        return False
    figures = {
        "Parameters": summary.params,
        "MACs an image": summary.macs,
        "Layers": summary.layers,
        "Receptive field": f"{summary.receptive_field} px",
    }
    with st.grid(4, min_column_width=130):
        for label, figure in figures.items():
            st.metric(label, figure, format=None if isinstance(figure, str) else "compact")
    return True


@st.cache_data(show_spinner=False, max_entries=256)
def _summary(text):
    return replace(analyse(trace(Network.from_json(text))), rows=())


@st.cache_data(show_spinner=False)
def _small_names():
    return [name for name in zoo.names() if zoo.network(name).input_shape == IMAGE]
