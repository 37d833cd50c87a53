"""The head of a compared network: its name, its twins, its place in the row."""

import streamlit as st

from explorer.assembly import AssemblyError
from explorer.comparison import MOST
from explorer.twins import matched_twin
from explorer.web import compare_pick, compare_place, routes, state, train_words
from explorer.web.compare_entries import token_of, twin_token


def show(column, columns):
    """The head of one network: its name, its twins, its place."""
    at = columns.index(column)
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
        st.markdown(f"**{train_words.plain(column.name)}**", width="content")
        if column.jobs:
            some = f"{len(column.jobs)} runs" if len(column.jobs) > 1 else "1 run"
            st.badge(some, icon=":material/show_chart:", color="blue")
        _twins(column, full=len(columns) >= MOST)
        st.page_link(
            routes.BUILD,
            label="Build",
            icon=":material/account_tree:",
            query_params=state.share_query(column.network),
        )
        with st.container(horizontal=True, gap="xxsmall", width="content"):
            if len(columns) > 1:
                _button(at, "arrow_back", "Move left", _move, columns, at, -1, disabled=not at)
                last = at == len(columns) - 1
                _button(at, "arrow_forward", "Move right", _move, columns, at, 1, disabled=last)
            _button(at, "close", f"Remove {column.name}", compare_place.drop, *column.tokens)


def _twins(column, full):
    plain = twin_token(column.network)
    if plain is None:
        return  # it has no skips
    st.button(
        "Plain twin",
        key=f"compare_twin_{column.tokens[0]}",
        icon=":material/add:",
        type="tertiary",
        help="The same network with every skip off",
        disabled=full,
        on_click=compare_place.add,
        args=(plain,),
    )
    st.button(
        "Equal-size twin",
        key=f"compare_matched_{column.tokens[0]}",
        icon=":material/add:",
        type="tertiary",
        help="Every skip off, and as wide as it takes to have as many parameters",
        disabled=full or bool(column.problem),
        on_click=_add_matched,
        args=(column.network,),
    )


def _add_matched(network):
    try:
        matched = matched_twin(network)
    except AssemblyError as error:
        compare_pick.say(
            "error", f"{network.name} cannot be built, so no twin can be as large: {error}."
        )
        return
    compare_place.add(token_of(matched.network))
    name = train_words.plain(matched.network.name)
    compare_pick.say("info", f"{name} was added. {_apart(matched.difference)}")


def _apart(difference):
    if not difference:
        return "It has exactly as many parameters."
    more = "more" if difference > 0 else "fewer"
    return f"It has {abs(difference):,} parameters {more}: no width comes nearer."


def _button(at, icon, help, call, *args, disabled=False):
    key = f"compare_{icon}_{at}"
    st.button(
        "",
        key=key,
        icon=f":material/{icon}:",
        type="tertiary",
        help=help,
        disabled=disabled,
        on_click=call,
        args=args,
    )


def _move(columns, at, by):
    order = list(columns)
    order.insert(at + by, order.pop(at))
    compare_place.put(token for column in order for token in column.tokens)
