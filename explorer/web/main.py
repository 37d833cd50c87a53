"""The router: what every page shares, and which pages there are."""

from pathlib import Path

import streamlit as st

from explorer.web import learn_desk, learn_rules, routes

ICON = str(Path(__file__).parent / "icon.svg")

st.set_page_config(page_title="Residual Explorer", page_icon=ICON, layout="wide")
st.logo(ICON, size="large")

page = st.navigation(
    [
        st.Page(routes.BUILD, title="Build", icon=":material/account_tree:", default=True),
        st.Page(routes.TRAIN, title="Train", icon=":material/show_chart:"),
        st.Page(routes.RUNS, title="Runs", icon=":material/table_rows:"),
        st.Page(routes.COMPARE, title="Compare", icon=":material/compare_arrows:"),
        st.Page(routes.WHY, title="Why", icon=":material/science:"),
        st.Page(routes.LEARN, title="Learn", icon=":material/school:"),
        st.Page(routes.DATA, title="Data", icon=":material/photo_library:"),
    ],
    position="top",
)
learn_rules.adopt()
learn_desk.turn(to_lesson=page.url_path == "learn")
page.run()
