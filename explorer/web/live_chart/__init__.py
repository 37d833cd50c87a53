"""A Plotly chart that is drawn anew in place: zoom, hover and legend outlive an update.

`st.plotly_chart` mounts a new chart whenever its data change, which loses all three.
"""

import json
from pathlib import Path

import streamlit as st

from explorer.web.plotly_js import PLOTLY_PATH

_HERE = Path(__file__).parent

_mount = st.components.v2.component(
    "explorer_live_chart",
    html='<div class="live-chart" role="img"></div>',
    js=(_HERE / "live_chart.js").read_text(),
    # Plotly puts its style sheet into the document, where a shadow root would not see it.
    isolate_styles=False,
)


def live_chart(figure, label, key, height=320):
    """Show a Plotly figure.

    Args:
        figure: a dict with `data` and `layout`, without colours of text, paper and grid: these
            follow the theme.
        label: what the chart shows, for people who do not see it.
        key: the chart is the same one for as long as its key is.
        height: pixels.
    """
    data = {"figure": figure, "label": label, "height": height, "library": PLOTLY_PATH}
    # Streamlit would write a dict twice, and much slower: for the chart, and for its identity.
    text = json.dumps(data, separators=(",", ":"))
    return _mount(data=text.encode(), key=key, height=height)
