"""One experiment of the Why page: its options, its charts, and its words beside them."""

import streamlit as st

from explorer.experiments import ExperimentError, find
from explorer.twins import twin
from explorer.web import train_words, why_blocks, why_panel, why_picture, why_place, why_runs

KEY = "why"
BLOCK = "block"  # the option that is a block's name


def show(network, name):
    """Show an experiment of the catalogue, for this network."""
    try:
        words = find(name)
    except ExperimentError as error:
        st.error(train_words.sentence(str(error)), icon=":material/link_off:")
        return
    st.markdown(words.question)
    charts, text = st.columns([5, 2], gap="large")
    with charts:
        if (options := _options(network, words)) is not None:
            why_panel.show(network, name, options, key=f"{KEY}_{name}")
    with text:
        _explain(words)


def _options(network, words):
    """The options as widgets; their values, or None where a run is missing."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        given = {each.name: _option(network, each, words.name) for each in words.options}
        runs = _runs(network, words) if words.run != "no" else {}
    if BLOCK in given:
        why_blocks.picture(network, f"{KEY}_{words.name}_{BLOCK}")
    if runs is not None and words.picture:
        image = why_picture.choose(network, f"{KEY}_{words.name}_image")
        given |= {"image": image} if image else {}
    return None if runs is None else given | runs


def _runs(network, words):
    """The run to look at, and that of its twin where the experiment compares two."""
    needed = words.run == "must"
    key = f"{KEY}_run_of_{words.name}"
    run = why_runs.choose("Run", network, why_place.run(), needed, key)
    if run is None:
        return None if needed else {}
    if not words.beside:
        return {"run": run}
    beside = why_runs.beside(twin(network), f"{KEY}_other_of_{words.name}")
    return {"run": run} | ({"other": beside} if beside else {})


def _option(network, option, name):
    if option.name == BLOCK:
        return why_blocks.choose(network, option, f"{KEY}_{name}_{BLOCK}")
    return _widget(option, name)


def _widget(option, name):
    about = {
        "label": option.label,
        "key": f"{KEY}_{name}_{option.name}",
        "help": option.help or None,
    }
    about["persist_state"] = "session"
    if option.choices:
        show = st.segmented_control if len(option.choices) <= 4 else st.selectbox
        fixed = {"required": True, "default": option.default}
        if show is st.selectbox:
            fixed = {"index": option.choices.index(option.default)}
        return show(options=option.choices, format_func=_words, **fixed, **about)
    if isinstance(option.default, bool):
        return st.toggle(value=option.default, **about)
    if isinstance(option.default, str):
        return st.text_input(value=option.default, **about)
    step = 1 if isinstance(option.default, int) else 0.05
    limits = {"min_value": option.low, "max_value": option.high, "step": step}
    return st.number_input(value=option.default, width=150, **limits, **about)


def _words(choice):
    return choice.replace("_", " ").capitalize() if isinstance(choice, str) else str(choice)


def _explain(words):
    st.markdown("**What to look for**")
    st.markdown(words.look_for)
    st.markdown("**What it does not show**")
    st.markdown(words.limits)
    with st.expander("How it is measured", icon=":material/straighten:"):
        st.markdown(words.method)
    st.markdown(f"[{words.paper}]({words.link})" if words.link else words.paper)
