"""Training all compared networks with the same settings and seeds, as a queue."""

import json
from dataclasses import replace

import streamlit as st

from explorer.web import train_form, train_words
from explorer.web.compare_columns import nameless
from explorer.web.train_network import problem, summary_of

MOST_SEEDS = 5
FAILED = ("failed", "interrupted", "stopped")
SEEDS = (
    "Each seed draws weights, images and their order anew. With two or more the comparison tells a"
    " difference of the networks from one of the draw."
)


def show(columns, jobs, others):
    """Offer to train them all.

    Args:
        jobs: the runs that there are: the same ones are not trained again.
        others: the key in the session that shows runs beside those in the address.
    """
    good = [column for column in columns if not column.problem]
    if good:
        every = "it" if len(columns) == 1 else "all of them"
        with st.expander(f"Train {every} with the same settings", icon=":material/play_arrow:"):
            st.fragment(_form)(good, jobs, others)


def _form(columns, jobs, others):
    settings = train_form.choose()
    if settings is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seeds = st.number_input(
            "Seeds", *(1, MOST_SEEDS, 1), key="compare_seeds", width=130, help=SEEDS
        )
        runs = _missing(columns, settings, seeds, jobs)
        wrong = [words for column in columns if (words := _problem(column, settings))]
        pressed = st.button(
            f"Train {len(runs)} run{'' if len(runs) == 1 else 's'}",
            type="primary",
            icon=":material/play_arrow:",
            key="compare_train",
            disabled=bool(wrong) or not runs,
        )
    _say(columns, runs, seeds, settings, wrong)
    if pressed:
        for network, own in runs:
            train_form.queue(network, own)
        st.session_state[others] = True
        st.rerun()


def _missing(columns, settings, seeds, jobs):
    """The runs that are still to be trained: every network before the next seed."""
    there = {_key(job.network, job.settings) for job in jobs if job.state not in FAILED}
    wanted = [
        (column.network, replace(settings, seed=settings.seed + number))
        for number in range(seeds)
        for column in columns
    ]
    return [each for each in wanted if _key(each[0].to_dict(), each[1].to_dict()) not in there]


def _key(network, settings):
    return nameless(network), json.dumps(settings, sort_keys=True)


def _problem(column, settings):
    words = problem(column.network, settings)
    return words and f"{train_words.plain(column.name)}: {train_words.plain(words)}"


def _say(columns, runs, seeds, settings, wrong):
    for words in wrong:
        st.error(words, icon=":material/error:")
    there = seeds * len(columns) - len(runs)
    known = f" {there} more of these are there already." if there else ""
    most = max(summary_of(column.network).training_bytes(settings.batch_size) for column in columns)
    st.caption(
        f"They wait in the queue for one another and for memory (up to {most / 2**30:.1f} GiB"
        f" beside Keras's own).{known}"
    )
