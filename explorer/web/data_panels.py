"""The parts of the Data page: counts, samples, balance, and what augmentation makes of an image."""

import numpy as np
import streamlit as st

from explorer import data
from explorer.runs import Settings
from explorer.web import data_images, routes, train_words
from explorer.web.data_choice import KEY

CLASSES = 10  # shown at once, until a person asks for others
COPIES = 11
BALANCE_HEIGHT = 320
TRAINING, TEST = "#3b82f6", "#e8590c"


def counts(dataset):
    """How many images there are for what."""
    train, validation = data.split(dataset.y_train, 0)
    height, width, _ = dataset.x_train.shape[1:]
    figures = {
        "Training": f"{len(train):,}",
        "Validation": f"{len(validation):,}",
        "Test": f"{len(dataset.y_test):,}",
        "Classes": f"{len(dataset.class_names):,}",
        "Pixels": f"{width} × {height}",
    }
    with st.grid(5, min_column_width=110):
        for label, figure in figures.items():
            st.metric(label, figure)
    st.caption(
        "Validation is a tenth of the training images, drawn by a run's seed. The test set is "
        f"scored once, at the end. Source: {train_words.plain(dataset.source)}"
    )


def left_out(dataset):
    """Which files are no part of the dataset, and why."""
    found = dataset.left_out
    if not found.count:
        return
    files = "file is" if found.count == 1 else "files are"
    with st.expander(f"{found.count:,} {files} left out", icon=":material/warning:"):
        st.code("\n".join(found.named), language=None, wrap_lines=True)
        if found.count > len(found.named):
            st.caption(f"The first {len(found.named)} are named.")


@st.fragment
def samples(dataset):
    """Images by class, drawn anew on demand."""
    st.subheader("Samples by class", anchor=False)
    names, turn = dataset.class_names, f"{KEY}turn"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shown = _classes(names)
        if st.button("Others", icon=":material/shuffle:", key=f"{KEY}others"):
            st.session_state[turn] = st.session_state.get(turn, 0) + 1
    seed = st.session_state.get(turn, 0)
    count = 8 if dataset.x_train.shape[2] <= data_images.WIDTH else 4
    data_images.rows(
        (names[label], dataset.x_train[data_images.sample(dataset.y_train, label, count, seed)])
        for label in shown
    )


def _classes(names):
    if len(names) <= CLASSES:
        return range(len(names))
    return st.multiselect(
        "Classes",
        range(len(names)),
        default=range(CLASSES),
        format_func=names.__getitem__,
        key=f"{KEY}classes_{len(names)}",
    )


def balance(dataset):
    """How many images each class has."""
    st.subheader("Class balance", anchor=False)
    st.plotly_chart(
        balance_figure(dataset),
        config={"displayModeBar": False, "showSendToCloud": False},
        key=f"{KEY}balance",
    )


def balance_figure(dataset):
    """A bar for each class, as Plotly's `data` and `layout`."""
    size = len(dataset.class_names)
    parts = (("Training", dataset.y_train, TRAINING), ("Test", dataset.y_test, TEST))
    bars = [
        {
            "type": "bar",
            "name": name,
            "x": list(range(size)),
            "y": np.bincount(labels, minlength=size).tolist(),
            "marker": {"color": color},
            "customdata": list(dataset.class_names),
            "hovertemplate": "%{customdata}: %{y:,}",
        }
        for name, labels, color in parts
    ]
    few = size <= 20
    ticks = {"tickvals": list(range(size)), "ticktext": list(dataset.class_names)} if few else {}
    layout = {
        "barmode": "stack",
        "height": BALANCE_HEIGHT,
        "margin": {"l": 48, "r": 8, "t": 8, "b": 8},
        "legend": {"orientation": "h", "y": 1.12, "traceorder": "normal"},
        "xaxis": {"showticklabels": few, "automargin": True, **ticks},
        "yaxis": {"title": {"text": "Images"}},
    }
    return {"data": bars, "layout": layout}


@st.fragment
def augmentation(dataset):
    """What the settings of a run would make of one image."""
    # This module imports no Keras; the package it is in is for the worker all the same.
    from explorer.training.feed import augment

    st.subheader("Augmentation", anchor=False)
    with st.grid(4, min_column_width=130, vertical_alignment="bottom"):
        flip = st.toggle("Flip", value=True, key=f"{KEY}flip")
        crop = st.number_input("Crop", 0, 32, 4, key=f"{KEY}crop")
        cutout = st.number_input("Cutout", 0, 64, 8, key=f"{KEY}cutout")
        again = st.button("Another image", icon=":material/shuffle:", key=f"{KEY}another")
    place = f"{KEY}image"
    st.session_state[place] = st.session_state.get(place, 0) + again
    index = np.random.default_rng(st.session_state[place]).integers(len(dataset.x_train))
    image = np.asarray(dataset.x_train[index : index + 1])
    settings = Settings(flip=flip, crop=int(crop), cutout=int(cutout))
    copies = augment(image.repeat(COPIES, axis=0), settings, np.random.RandomState(0))
    name = dataset.class_names[dataset.y_train[index]]
    data_images.rows([(f"{name}: the image, and what a run sees of it", [image[0], *copies])])


def train_on(name, place):
    """A button that takes the choice to the Train page."""
    if st.button("Train on it", icon=":material/show_chart:", type="primary", key=f"{KEY}train"):
        st.session_state["train_dataset"] = name
        st.session_state["train_data_dir"] = place
        st.switch_page(routes.TRAIN)
