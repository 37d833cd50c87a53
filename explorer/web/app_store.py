"""The store of designs and jobs, opened once for all sessions of the server."""

import os

import streamlit as st

from explorer.home import home
from explorer.runs import Store


def store():
    """The store that EXPLORER_DATABASE_URL names, else the one in the home folder."""
    return _open(str(home()), os.environ.get("EXPLORER_DATABASE_URL"))


@st.cache_resource(show_spinner=False)
def _open(folder, url):
    return Store.open(url or f"sqlite:///{folder}/runs.db")
