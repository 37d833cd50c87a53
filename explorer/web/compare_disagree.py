"""The images that two runs name differently, found by a worker."""

import streamlit as st

from explorer import Network
from explorer.experiments import find
from explorer.report import disagreement
from explorer.web import train_insight, train_words, why_jobs
from explorer.web.app_store import store
from explorer.workers import ensure_runner

POLL_SECONDS = 0.5


def show(groups):
    """Let a person choose two of the runs, and show where they disagree."""
    jobs = {job.id: job for group in groups for job in group.jobs if _can_answer(job)}
    if len(jobs) < 2:
        return
    with st.expander("Where two runs disagree", icon=":material/alt_route:"):
        pair = _choose(jobs, groups)
        if pair[0].id == pair[1].id:
            st.caption("Choose two different runs.")
            return
        live = any(not job.over for job in _asked(pair))
        if live:
            ensure_runner(store().url)
        st.fragment(_follow, run_every=POLL_SECONDS if live else None)(pair, live)


def _can_answer(job):
    best = store().artefacts(job.id).get("best")
    return job.summary.get("metric") == "accuracy" and best is not None and best.exists()


def _choose(jobs, groups):
    names = {id: f"{job.name}, seed {job.settings.get('seed', 0)}" for id, job in jobs.items()}
    ids = list(jobs)
    # Of two networks, where there are two: seeds of one disagree for no reason.
    firsts = [next((j.id for j in group.jobs if j.id in jobs), None) for group in groups]
    firsts = [id for id in firsts if id]
    second = firsts[1] if len(firsts) > 1 else ids[1]
    with st.container(horizontal=True):
        chosen = [
            st.selectbox(
                label, ids, index=ids.index(id), format_func=names.get, key=f"compare_{key}"
            )
            for label, id, key in (("One run", ids[0], "one"), ("The other", second, "other"))
        ]
    return jobs[chosen[0]], jobs[chosen[1]]


def _follow(pair, live):
    asked = _asked(pair)
    if live != any(not job.over for job in asked):
        # It has begun or ended: only a new fragment can begin or end asking after it.
        st.rerun()
    newest = asked[0] if asked else None
    if newest is None or (newest.over and newest.state != "finished"):
        _offer(pair, newest)
    elif live:
        st.caption(f"{train_words.phase(newest)}…")
    elif result := why_jobs.result(newest):
        _answer(pair, result)


def _offer(pair, failed):
    if failed:
        st.error(train_words.sentence(failed.error) or "It was stopped.", icon=":material/error:")
    experiment = find("disagree")
    st.caption(f"{experiment.method} {experiment.limits}")
    st.button(
        "Find the images",
        icon=":material/image_search:",
        key="compare_disagree",
        on_click=_ask,
        args=(pair,),
    )


def _ask(pair):
    why_jobs.ask(Network.from_dict(pair[0].network), "disagree", _options(pair))


def _asked(pair):
    return why_jobs.alike(Network.from_dict(pair[0].network), "disagree", _options(pair))


def _options(pair):
    return {"run": pair[0].id, "other": pair[1].id}


def _answer(pair, result):
    names = [train_words.plain(job.name) for job in pair]
    if names[0] == names[1]:
        names = ["the one", "the other"]
    counts = [f"- {text}" for text in disagreement.counts(result, names)]
    st.markdown("\n".join([disagreement.headline(result), "", *counts]))
    if not result["shown"]:
        st.caption(disagreement.ALIKE)
        return
    st.caption(disagreement.order(names))
    st.html(_pictures(pair[0], result["shown"]))


def _pictures(job, shown):
    images = train_insight.images_of(job)
    count = 1 + max(max(s["label"], s["first"][0], s["second"][0]) for s in shown)
    numbers = [s["image"] for s in shown if images is not None and s["image"] < len(images)]
    pictures = {number: images[number] for number in numbers}
    return disagreement.cards(shown, _names(job, count), pictures)


def _names(job, least):
    """The names of the classes; numbers where they are not known any more."""
    line = train_insight.newest(job.id)
    count = len(line["confusion"]) if line and "confusion" in line else least
    names = train_insight.class_names(job, count)
    return names if len(names) >= least else [str(number) for number in range(least)]
