"""The Compare page: what is compared, side by side; pictures, figures, charts, runs."""

import streamlit as st

from explorer.comparison import MOST
from explorer.web import (
    compare_charts,
    compare_examples,
    compare_pick,
    compare_pictures,
    compare_place,
    compare_report,
    compare_runs,
    compare_table,
    train_words,
)
from explorer.web.compare_columns import columns, networks_of


def show():
    """Show the page."""
    entries = compare_place.entries()
    found = columns(entries)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("#### Compare")
        compare_pick.picker(found)
        if found:
            compare_report.button(found)
            _link()
    compare_pick.said()
    _problems(entries)
    if not found:
        compare_examples.show()
        return
    compare_pictures.show(found)
    if len(found) == 1:
        st.caption("One more network makes it a comparison: add one above, or its twin.")
    if networks_of(entries) > MOST:
        st.caption(f"The first {MOST} networks of the link are shown.")
    _sections(found)


def _sections(found):
    st.subheader("Figures", anchor=False)
    compare_table.show(found)
    st.subheader("Costs and reach", anchor=False)
    compare_charts.show(found)
    compare_runs.show(found)


def _link():
    with st.popover("Link", icon=":material/link:"):
        st.caption("A link to this comparison")
        st.code(_address(), language=None, wrap_lines=True)


def _problems(entries):
    for number, entry in enumerate(entries):
        if not entry.problem:
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(train_words.plain(entry.problem), icon=":material/link_off:")
            st.button(
                "Leave it out",
                key=f"compare_drop_{number}",
                on_click=compare_place.drop,
                args=(entry.token,),
            )


def _address():
    base = (st.context.url or "").split("?")[0]
    return f"{base}?{compare_place.written()}"
