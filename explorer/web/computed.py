"""What the pages show of a description, computed once for each text of it.

The cache keeps plain data: graphs hold their layers in both directions and are never pickled.
"""

import pandas as pd
import streamlit as st

from explorer import picture
from explorer.analysis import Summary, analyse
from explorer.assembly import AssemblyError, trace
from explorer.picture import Scene, View
from explorer.source import to_source
from explorer.specs import Network

cached = st.cache_data(max_entries=200, show_spinner=False)


@cached
def problem(text):
    """None, or what is wrong: the message and the ways out, as (words, JSON) pairs."""
    try:
        trace(Network.from_json(text))
    except AssemblyError as error:
        ways = [(fix.text, fix.network.to_json(None)) for fix in error.ways_out]
        return {"message": str(error), "ways": ways}
    return None


@cached
def summary(text) -> Summary:
    """The figures and rows of a network that can be built."""
    return analyse(trace(Network.from_json(text)))


@cached
def table(text):
    """The summary as people read it: Keras's columns, and MACs."""
    rows = summary(text).rows
    return pd.DataFrame(
        {
            "Layer": [row.name for row in rows],
            "Type": [row.layer for row in rows],
            "Output shape": [" × ".join(map(str, row.output_shape[1:])) for row in rows],
            "Params": [row.params for row in rows],
            "MACs": [row.macs for row in rows],
            "Receptive field": [max(row.receptive_field) for row in rows],
            "Connected to": [", ".join(row.inputs) for row in rows],
            "Part": [row.block for row in rows],
        }
    )


@cached
def code(text):
    """The exported Python code, checked by running it."""
    return to_source(Network.from_json(text))


@cached
def scene(text, view: View) -> Scene:
    """The picture; raises PictureError where Graphviz is missing and layers are to be shown."""
    return picture.draw(Network.from_json(text), view)


@cached
def file(text, view: View, kind, color_by):
    """The picture as the bytes of a file."""
    return picture.render(scene(text, view), kind, color_by)
