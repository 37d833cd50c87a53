"""Depth and degradation: a sweep of training runs is queued, followed and judged."""

import secrets

import streamlit as st

from explorer.assembly import AssemblyError
from explorer.runs import ACTIVE, RESUMABLE, RunError, Settings, SettingsError, sweeps
from explorer.source import to_source
from explorer.specs import SpecError
from explorer.web import train_form, train_words, why_sweep_view, why_words
from explorer.web.app_store import store
from explorer.web.train_network import problem
from explorer.workers import ensure_runner, submit

QUESTION = "Does a deeper network learn better, with skips and without?"
HONEST = (
    "**A short run does not show it.** 5,000 images, 3 epochs, one seed: 8 layers came to 69.2 and"
    " 68.7 % error, 20 layers to 68.9 and 63.1 %. 56 layers are near chance after 2 epochs either"
    " way.",
    "After 40 epochs on all of CIFAR-10: 90.4 % accuracy against 87.9 % without skips at 20 layers,"
    " 90.9 % against 78.8 % at 56.",
    "What lies within the spread of the seeds is no difference.",
)
PAPER = "[He et al. 2015, figures 1 and 6](https://arxiv.org/abs/1512.03385)"
BLOCKS = (1, 2, 3, 5, 7, 9, 18)
USUAL_BLOCKS = (1, 3, 9)
DATASETS = ("cifar10", "cifar100", "shapes10")
LOOKED_THROUGH = 500
POLL_SECONDS = 2
KEY = "why_sweep"


def show(network):
    """Show the sweeps, the newest first, and a form for another one."""
    st.markdown(QUESTION)
    left, right = st.columns([5, 2], gap="large")
    with left:
        tag = _choose()
        if tag:
            st.fragment(_follow, run_every=POLL_SECONDS if _is_live(tag) else None)(tag)
        with st.expander("A new sweep", icon=":material/add:", expanded=not tag):
            _form(network)
    with right:
        st.markdown("**What it does not show**")
        st.markdown("\n\n".join(HONEST))
        st.markdown(PAPER)


def runs_of(tag):
    """The runs of a sweep."""
    return store().jobs("train", tag=tag, limit=LOOKED_THROUGH)


def queue(runs, tag):
    """Queue the runs of a sweep, in their order."""
    for network, settings in runs:
        given = (network.name, network.to_dict(), settings.to_dict(), to_source(network))
        store().set_tags(submit(store(), "train", *given), [tag])


def pause(tag):
    """Pause what trains, and take what waits out of the queue: all of it can go on."""
    _ask(tag, "pause")


def cancel(tag):
    """Stop what trains and what waits."""
    _ask(tag, "stop")


def resume(tag):
    """Queue again whatever has not come to its end, in its old order."""
    for job in reversed(runs_of(tag)):
        try:
            if job.state in RESUMABLE:
                store().resume(job.id)
        except RunError:
            continue
    ensure_runner(store().url)


def _ask(tag, word):
    for job in runs_of(tag):
        if job.over:
            continue
        try:
            store().request(job.id, word if job.state in ACTIVE else "stop")
        except RunError:
            # It ended at the same moment.
            continue


def _choose():
    found = sweeps.tags(store().jobs("train", tag=None, limit=LOOKED_THROUGH))
    if len(found) > 1:
        return st.selectbox("Sweep", found, key=f"{KEY}_tag", width=280)
    return found[0] if found else None


def _is_live(tag):
    return any(not job.over for job in runs_of(tag))


def _follow(tag):
    jobs = runs_of(tag)
    live = any(not job.over for job in jobs)
    if live:
        ensure_runner(store().url)
    why_sweep_view.show(jobs, key=KEY)
    with st.container(horizontal=True):
        if live:
            _button("Pause all", "pause", pause, tag)
            _button("Cancel all", "close", cancel, tag)
        elif any(job.state in RESUMABLE for job in jobs):
            _button("Go on with all", "play_arrow", resume, tag)


def _button(label, icon, call, tag):
    key = f"{KEY}_{label.split()[0].lower()}"
    # The whole page runs again: what follows the runs begins or ends.
    if st.button(label, icon=f":material/{icon}:", key=key):
        call(tag)
        st.rerun()


def _form(network):
    with st.grid(4, min_column_width=150, vertical_alignment="bottom"):
        dataset = st.selectbox(
            "Dataset", DATASETS, key=f"{KEY}_dataset", format_func=train_form.WORDS.get
        )
        epochs = st.number_input("Epochs", 1, 1000, 3, key=f"{KEY}_epochs")
        limit = st.number_input("Images", 100, 50_000, 5000, 500, key=f"{KEY}_images")
        seeds = st.number_input("Seeds", 1, 10, 2, key=f"{KEY}_seeds")
    blocks = st.pills(
        "Blocks in each stage",
        BLOCKS,
        selection_mode="multi",
        default=USUAL_BLOCKS,
        key=f"{KEY}_blocks",
    )
    if not blocks:
        st.caption("Choose at least one number of blocks.")
        return
    _start(network, blocks, seeds, {"dataset": dataset, "epochs": epochs, "limit": limit})


def _start(network, blocks, seeds, given):
    try:
        runs = sweeps.plan(network, blocks, seeds, Settings(**given))
    except (SpecError, AssemblyError, SettingsError) as error:
        st.error(train_words.sentence(str(error)), icon=":material/error:")
        return
    if wrong := problem(runs[-1].network, runs[-1].settings):
        st.error(wrong, icon=":material/error:")
    depths = sorted({sweeps.depth_of(run.network) for run in runs})
    pace = sweeps.pace(store().jobs("train", ["finished"], limit=5))
    time = why_words.about(sweeps.seconds(runs, pace))
    st.caption(
        f"{len(runs)} runs at {', '.join(map(str, depths))} layers, one after the other: {time}."
    )
    pressed = st.button(
        "Queue the sweep",
        type="primary",
        icon=":material/playlist_play:",
        disabled=bool(wrong),
        key=f"{KEY}_start",
    )
    if pressed:
        tag = f"{sweeps.TAG}{secrets.token_hex(2)}"
        queue(runs, tag)
        st.session_state[f"{KEY}_tag"] = tag
        st.rerun()
