"""What to compare is added here: named networks, designs, runs, links and files."""

import streamlit as st

from explorer import Network, zoo
from explorer.comparison import MOST
from explorer.specs import SpecError
from explorer.web import compare_place, state, train_words
from explorer.web.app_store import store
from explorer.web.compare_address import AddressError, tokens_in
from explorer.web.compare_entries import token_of

RUNS = 50  # the newest ones, offered
_SAID = "compare_said"


def picker(columns):
    """The popover that adds networks."""
    full = len(columns) >= MOST
    with st.popover(
        "Add",
        icon=":material/add:",
        type="primary",
        help=f"Up to {MOST} networks",
        disabled=full,
    ):
        _named()
        _own()
        _runs()
        _link()
        _file()


def said():
    """Show what the last choice could not do, or what it left different, once."""
    if words := st.session_state.pop(_SAID, None):
        kind, text = words
        (st.error if kind == "error" else st.info)(text, icon=f":material/{kind}:")


def _named():
    st.selectbox(
        "Named network",
        zoo.names(),
        index=None,
        placeholder="resnet20, densenet_40_12, ...",
        key="compare_named",
        on_change=_take,
        args=("compare_named",),
    )


def _own():
    """The present design and the saved ones."""
    with st.container(horizontal=True):
        if design := state.session_design():
            st.button(
                f"The design on Build: {train_words.plain(design.name)}",
                icon=":material/account_tree:",
                key="compare_design",
                on_click=compare_place.add,
                args=(token_of(design),),
            )
    if kept := {each.name: each for each in store().designs()}:
        st.selectbox(
            "Saved design",
            list(kept),
            index=None,
            key="compare_saved",
            on_change=_take_saved,
            args=(kept,),
        )


def _runs():
    jobs = {job.id: job for job in store().jobs("train", limit=RUNS)}
    if jobs:
        st.multiselect(
            "Trained runs",
            list(jobs),
            format_func=lambda id: _run_words(jobs[id]),
            key="compare_runs",
            placeholder="Their networks, curves and scores",
            on_change=_take_runs,
        )


def _run_words(job):
    seed = f"seed {job.settings.get('seed', 0)}"
    return ", ".join(filter(None, (job.name, seed, train_words.headline(job), job.id[:4])))


def _link():
    st.text_input(
        "Link or name",
        key="compare_link",
        placeholder="A link of Build, Train or Compare",
        on_change=_take_link,
    )


def _file():
    st.file_uploader("JSON file", "json", key="compare_file", on_change=_take_file)


def _take(key):
    if chosen := st.session_state[key]:
        compare_place.add(chosen)
        st.session_state[key] = None


def _take_saved(kept):
    name = st.session_state["compare_saved"]
    if name:
        compare_place.add(token_of(Network.from_dict(kept[name].network)))
        st.session_state["compare_saved"] = None


def _take_runs():
    compare_place.add(*st.session_state["compare_runs"])
    st.session_state["compare_runs"] = []


def _take_link():
    text = st.session_state["compare_link"].strip()
    if not text:
        return
    try:
        compare_place.add(*tokens_in(text))
        st.session_state["compare_link"] = ""
    except AddressError as error:
        say("error", str(error))


def _take_file():
    file = st.session_state["compare_file"]
    if file is None:
        return
    try:
        network = Network.from_json(file.getvalue().decode(errors="replace"))
        compare_place.add(token_of(network))
    except SpecError as error:
        say("error", f"{train_words.plain(file.name)}: {train_words.plain(str(error))}")


def say(kind, text):
    """Keep words for `said`: the kind is "error" or "info"."""
    st.session_state[_SAID] = (kind, text)
