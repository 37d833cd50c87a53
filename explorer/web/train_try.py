"""A trained classifier is tried on a person's own picture, in a worker."""

import hashlib
import io

import numpy as np
import streamlit as st
from PIL import Image

from explorer import experiments
from explorer.charts import maps
from explorer.data.pictures import ENDINGS, PictureError, read_picture
from explorer.report import thumbnails
from explorer.web import train_insight, train_words
from explorer.web.app_store import store
from explorer.web.live_chart import live_chart
from explorer.workers import ensure_runner, submit

POLL_SECONDS = 0.5
WIDTH = 224  # pixels on the screen
_PROBLEM = "train_try_problem"


def show(job):
    """Offer to try this run, if it is a classifier that has left weights."""
    best = store().artefacts(job.id).get("best")
    if best is None or not best.exists() or job.summary.get("metric") != "accuracy":
        return
    with st.expander("Try it on your own image", icon=":material/image_search:"):
        key = f"train_try_{job.id}"
        st.file_uploader(
            "A picture: its middle is cut out and brought to the size the network takes",
            type=[ending[1:] for ending in ENDINGS],
            key=key,
            on_change=_take,
            args=(job, key),
        )
        if problem := st.session_state.get(_PROBLEM):
            st.error(problem, icon=":material/error:")
        if asked := _newest(job):
            live = not asked.over
            if live:
                ensure_runner(store().url)
            st.fragment(_answer, run_every=POLL_SECONDS if live else None)(job, live)


def _take(job, key):
    """Keep the picture that was uploaded, as the network sees it, and queue the question."""
    st.session_state[_PROBLEM] = None
    file = st.session_state[key]
    if file is None:
        return
    try:
        image = read_picture(file.getvalue(), job.network["input_shape"][:2])
        path = _keep(job, image)
    except (PictureError, OSError) as error:
        st.session_state[_PROBLEM] = f"The file {error}."
        return
    settings = experiments.find("predict").settings(run=job.id, image=str(path))
    given = ("experiment", job.name, job.network, settings)
    submit(store(), *given, owner=job.owner, parent=job.id)


def _keep(job, image):
    content = io.BytesIO()
    Image.fromarray(image).save(content, "PNG")
    name = hashlib.sha256(content.getvalue()).hexdigest()[:16]
    path = store().folder(job.id) / f"tried-{name}.png"
    path.write_bytes(content.getvalue())
    return path.absolute()


def _newest(job):
    asked = store().jobs("experiment", parent=job.id)
    return next((each for each in asked if each.settings.get("experiment") == "predict"), None)


def _answer(job, live):
    asked = _newest(job)
    if live == asked.over:
        # It has ended: only a new fragment can end asking after it.
        st.rerun()
    with st.container(horizontal=True, gap="large"):
        _picture(asked)
        with st.container(width="stretch"):
            if chances := asked.summary.get("probabilities"):
                _bars(job, chances)
            elif asked.over:
                st.error(
                    train_words.sentence(asked.error) or "It was stopped.", icon=":material/error:"
                )
            else:
                st.caption(f"{train_words.phase(asked)}…")


def _picture(asked):
    try:
        with Image.open(asked.settings["image"]) as file:
            image = np.asarray(file.convert("RGB"))
    except OSError:
        # The run's folder was emptied; the answer is still known.
        return
    height, width, _ = image.shape
    with st.container(width=WIDTH):
        st.html(thumbnails.tag(image, "Your picture", WIDTH))
        st.caption(f"What the network sees: {width} × {height} pixels")


def _bars(job, chances):
    names = train_insight.class_names(job, len(chances))
    figure, height = maps.probabilities(names, chances)
    best = max(range(len(chances)), key=chances.__getitem__)
    label = f"Probabilities of the classes; the likeliest is {names[best]}, {chances[best]:.0%}"
    live_chart(figure, label, key=f"tried_{job.id}", height=height)
