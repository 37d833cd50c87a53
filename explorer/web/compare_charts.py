"""What the compared networks cost, where, and how far they see, as charts."""

import streamlit as st

from explorer import Network, comparison
from explorer.charts import comparing
from explorer.web import computed
from explorer.web.live_chart import live_chart

HEIGHT = 300  # pixels
TITLES = {
    "costs": "Parameters against MACs",
    "params": "Parameters by stage",
    "macs": "MACs by stage",
    "fields": "Receptive field along the depth",
}


def show(columns):
    """Show the charts of those that can be built."""
    good = [column for column in columns if not column.problem]
    if not good:
        return
    names = ", ".join(column.name for column in good)
    places = tuple(columns.index(column) for column in good)
    found = figures(tuple((column.name, column.text) for column in good), places)
    with st.grid(2, min_column_width=340, gap="medium"):
        for key, title in TITLES.items():
            with st.container(gap="xxsmall"):
                st.markdown(f"**{title}**")
                live_chart(found[key], f"{title}: {names}", key=f"compare_{key}", height=HEIGHT)


@computed.cached
def figures(named, places):
    """The figures of (name, text) pairs, by the keys of `TITLES`; `places` are theirs among all."""
    networks = [(name, Network.from_json(text)) for name, text in named]
    costs = [(name, comparison.cost(network)) for name, network in networks]
    stages = [(name, comparison.stage_costs(network)) for name, network in networks]
    fields = [(name, comparison.fields(network)) for name, network in networks]
    return {
        "costs": comparing.costs(costs, places),
        **comparing.by_stage(stages, places),
        "fields": comparing.receptive_fields(fields, places),
    }
