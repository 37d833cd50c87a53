"""One block of the network, chosen by its name or touched in the picture."""

import streamlit as st

from explorer.assembly import trace
from explorer.picture import PictureError, View
from explorer.specs import Network
from explorer.web import computed
from explorer.web.graph_view import graph_view

COLUMN, HIGHEST = 720, 260  # pixels


def choose(network, option, key):
    """Show the choice of a block; its name, or "" where the network has none."""
    blocks = _names(network.to_json(None))
    if st.session_state.get(key) not in (None, *blocks):
        # It was chosen in another network.
        del st.session_state[key]
    help = "Or touch it in the picture"
    return st.selectbox(option.label, blocks, key=key, help=help, width=200) or ""


def picture(network, key):
    """Show the picture of the network, in which the block is lit and another can be touched."""
    text = network.to_json(None)
    try:
        scene = computed.scene(text, View("block"))
    except PictureError:
        return  # without Graphviz the name has to do
    graph_view(
        scene.to_dict(),
        key=f"{key}_picture",
        height=int(min(max(COLUMN * scene.height / scene.width, 120), HIGHEST)),
        selected=st.session_state.get(key) or "",
        on_event=lambda event, value: _touched(event, value, text, key),
        editable=False,
    )


def _touched(event, value, text, key):
    if event == "selected" and value in _names(text):
        st.session_state[key] = value


@computed.cached
def _names(text):
    sections = trace(Network.from_json(text)).sections
    in_stages = (s.call for s in sections if s.layers and not s.call.skip_from)
    return [call.name for call in in_stages if call.place.startswith("stage")]
