"""What the pages show of a description, computed once for each text of it.

The cache keeps plain data: graphs hold their layers in both directions and are never pickled.
"""

import pandas as pd
import streamlit as st

from explorer import picture
from explorer.analysis import Summary, analyse
from explorer.assembly import AssemblyError, trace
from explorer.picture import Scene, View
from explorer.source import recursion_limit, to_source
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
def table(text, view: View, every):
    """The summary: Keras's columns, MACs and receptive field, a row for each node of the picture.

    With `every`, a row for each layer of a network that can be built, whatever the view.
    """
    rows = _layers(text, view) if every else picture.outline(Network.from_json(text), view)
    return pd.DataFrame(
        {
            "node": [row["node"] for row in rows],
            "Layer": [_name(row) for row in rows],
            "Type": [row["type"] for row in rows],
            "Output shape": [_shape(row["output_shape"]) for row in rows],
            "Params": [row["params"] for row in rows],
            "MACs": [row["macs"] for row in rows],
            "Receptive field": [row["receptive_field"] for row in rows],
            "Connected to": [", ".join(row["inputs"]) for row in rows],
        }
    )


def _layers(text, view):
    homes = {name: node.id for node in scene(text, view).nodes for name in node.layers}
    return [
        {
            "node": homes.get(row.name, ""),
            "name": row.name,
            "type": row.layer,
            "count": 1,
            "output_shape": row.output_shape,
            "params": row.params,
            "macs": row.macs,
            "receptive_field": max(row.receptive_field),
            "inputs": row.inputs,
        }
        for row in summary(text).rows
    ]


def _name(row):
    return row["name"] + (f" × {row['count']}" if row["count"] > 1 else "")


def _shape(shape):
    return " × ".join(map(str, shape[1:])) if shape else "cannot be built"


@cached
def code(text):
    """The exported Python code, checked by running it."""
    return to_source(Network.from_json(text))


@cached
def limit(text):
    """The recursion limit that Keras needs to load the network's file, or 0 for the usual one."""
    return recursion_limit(trace(Network.from_json(text)))


@cached
def scene(text, view: View) -> Scene:
    """The picture; raises PictureError where Graphviz is missing and layers are to be shown."""
    return picture.draw(Network.from_json(text), view)


@cached
def plain_dot(text, view: View):
    """The picture as DOT for the browser to lay out, where Graphviz is missing."""
    return picture.plain_dot(Network.from_json(text), view)


@cached
def file(text, view: View, kind, color_by):
    """The picture as the bytes of a file."""
    return picture.render(scene(text, view), kind, color_by)
