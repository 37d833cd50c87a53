"""Runs: every training run at a glance, to be found, compared, named, taken up and thrown away."""

import streamlit as st

from explorer.web import runs_page

st.markdown("#### Runs")
runs_page.show()
