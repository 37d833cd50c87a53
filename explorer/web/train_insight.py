"""What the newest epoch shows: a classifier's confusion matrix and some predictions, or what an
encoder-decoder makes of some images."""

import html
from pathlib import Path

import numpy as np
import streamlit as st

from explorer import data
from explorer.charts import maps
from explorer.report import thumbnails
from explorer.web import train_words
from explorer.web.app_store import store
from explorer.web.live_chart import live_chart


def show(job, _trails):
    """Show the newest line of the run's diary."""
    line = newest(job.id)
    if line is None:
        st.caption("They come with the end of the first epoch, from the validation images.")
        return
    st.caption(f"On the validation images, after epoch {line['epoch']:,}.")
    if "confusion" in line:
        _classes(job, line)
    else:
        st.markdown("**The image, and what the network makes of it**")
        st.html(_pairs(job, line["samples"]))


def _classes(job, line):
    names = class_names(job, len(line["confusion"]))
    with st.grid(2, min_column_width=340, gap="medium"):
        with st.container():
            figure, height = maps.confusion(line["confusion"], names)
            label = f"Confusion matrix of {job.name} after epoch {line['epoch']}"
            st.markdown("**What is taken for what**")
            live_chart(figure, label, key=f"confusion_{job.id}", height=height)
        with st.container():
            st.markdown("**Some predictions**")
            st.html(_pictures(job, line["samples"], names))


def class_names(job, count):
    """The names of the run's classes; numbers where they are not known any more."""
    settings, size = job.settings, tuple(job.network["input_shape"][:2])
    return data.class_names(settings.get("dataset"), settings.get("data_dir"), size, count)


def newest(id):
    """The newest line of a run's diary, or None."""
    path = store().artefacts(id).get("epochs")
    if path is None or not path.exists():
        return None
    return _read(str(path.parent), path.stat().st_mtime_ns)


@st.cache_data(show_spinner=False, max_entries=8)
def _read(folder, changed_at):  # the time is part of the key
    # This module imports no Keras; the package it is in is for the worker all the same.
    from explorer.training import diary

    return diary.newest(Path(folder))


def _pictures(job, samples, names):
    images = images_of(job)
    cards = [_card(each, names, images) for each in samples]
    return f'{thumbnails.STYLE}<div class="guesses">{"".join(cards)}</div>'


def _card(sample, names, images):
    said = int(np.argmax(sample["probabilities"]))
    chance = sample["probabilities"][said]
    right = said == sample["label"]
    truth = "" if right else f"<br>is {html.escape(names[sample['label']])}"
    words = f"{'✓' if right else '✗'} {html.escape(names[said])} {chance:.0%}{truth}"
    there = images is not None and sample["image"] < len(images)
    picture = thumbnails.tag(images[sample["image"]], names[said]) if there else ""
    return f"<figure>{picture}<figcaption>{words}</figcaption></figure>"


def _pairs(job, samples):
    """Each image beside its reconstruction, with how near that comes."""
    images = images_of(job)
    cards = [_pair(each, images) for each in samples]
    return f'{thumbnails.STYLE}<div class="guesses pairs">{"".join(cards)}</div>'


def _pair(sample, images):
    there = images is not None and sample["image"] < len(images)
    image = images[sample["image"]] if there else None
    before = thumbnails.tag(image, "The image") if there else ""
    width = thumbnails.width_of(image) if there else thumbnails.WIDTH
    after = thumbnails.kept(sample["picture"], "Its reconstruction", width)
    words = train_words.value("psnr", sample["psnr"])
    return f"<figure>{before} {after}<figcaption>{words}</figcaption></figure>"


def images_of(job):
    """The run's images, which its worker has made ready; None where they are gone."""
    try:
        size = tuple(job.network["input_shape"][:2])
        return _mapped(job.settings["dataset"], job.settings.get("data_dir"), size)
    except (data.DataError, KeyError):
        return None


@st.cache_resource(show_spinner=False, max_entries=4)
def _mapped(name, folder, size):
    return data.prepare(name, folder, size=size).x_train
