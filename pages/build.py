"""Build: choose block types, stage sizes and skips; see graph, figures, summary and code."""

import streamlit as st

from explorer.web import computed, design, learn_rules, panels, saved
from explorer.web.form import form, start
from explorer.web.graph_panel import graph_panel

network = design.current()
text = network.to_json(None)
problem = computed.problem(text)
if not problem:
    st.session_state["last_good"] = text

with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown("#### Build a network")
    panels.history()
    if not learn_rules.hides("start"):
        saved.menu(network)
    panels.compare(network)
    panels.train(network, problem)

if learn_rules.hides("form") and learn_rules.hides("start"):
    shown, choices = st.container(), st.container()
else:
    shown, choices = st.columns([5, 2], gap="medium")
with shown:
    panels.errors(problem)
    good = st.session_state.get("last_good")
    if good:
        panels.figures(good)
    if problem and good:
        st.caption("Figures, code and files are those of the last network that worked.")
    view, color_by = graph_panel(text)
with choices:  # after the picture, which answers a touch the sooner
    if not learn_rules.hides("start"):
        start()
    if not learn_rules.hides("form"):
        form(network)
with shown:
    panels.selected_block(network)
    panels.details(text, good, view, color_by)
