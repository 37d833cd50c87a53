"""Widgets made from a part's signature: one for each option, by its type."""

import streamlit as st

from explorer.web import design


def option(spec, value, name, change, *args):
    """A widget for one option; touching it calls `change(network, *args, **{option: value})`."""
    key = design.key(name)
    about = {
        "label": spec.label,
        "key": key,
        "on_change": design.edit_from,
        "args": (key, change, *args),
        "kwargs": {spec.name: ...},
    }
    if spec.choices:
        st.selectbox(
            options=spec.choices,
            index=spec.choices.index(value),
            format_func=lambda choice: choice.replace("_", " "),
            **about,
        )
    elif spec.type is bool:
        st.toggle(value=value, **about)
    else:
        low, high = spec.range
        step = 0.05 if spec.type is float else 1
        st.number_input(min_value=low, max_value=high, value=value, step=step, width=150, **about)


def options(specs, given, name, change, *args):
    """Widgets for all options; one that has a list, one value a block, says so instead."""
    for spec in specs.values():
        value = given.get(spec.name, spec.default)
        if isinstance(value, tuple):
            st.caption(f"{spec.label}: one for each block, {', '.join(map(str, value))}")
        else:
            option(spec, value, f"{name}/{spec.name}", change, *args)
