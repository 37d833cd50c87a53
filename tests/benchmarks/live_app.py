"""The page that `tests.benchmarks.live` looks at, with Plotly's JavaScript as the app serves it."""

from pathlib import Path

import streamlit as st
from starlette.routing import Route

from app import lifespan, plotly
from explorer.web.plotly_js import PLOTLY_PATH

PAGE = Path(__file__).with_name("live_page.py")
app = st.App(str(PAGE), routes=[Route(f"/{PLOTLY_PATH}", plotly)], lifespan=lifespan)
