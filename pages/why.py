"""Why: experiments that show what a shortcut does, on any network.

The network and the experiment are in the address; results are in the store.
"""

import streamlit as st

from explorer.web import why_list, why_network, why_page, why_place, why_sweep

chosen = why_place.chosen()
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.markdown(f"#### {why_place.title(chosen)}", width="content")
    if chosen:
        st.button("All experiments", icon=":material/list:", type="tertiary", on_click=why_place.go)

network = why_network.choose()
if chosen is None:
    why_list.show()
elif network and chosen == why_place.DEPTH:
    why_sweep.show(network)
elif network:
    why_page.show(network, chosen)
