"""Which dataset the Data page shows, and from where."""

from pathlib import Path

import streamlit as st

from explorer import data

KEY = "data_"
FOLDER_HELP = {
    "cifar10": "Folder or archive in the official Python layout; empty for what is found",
    "cifar100": "Folder or archive in the official Python layout; empty for what is found",
    "images": "A zip, or a folder with a folder for each class",
}


def choose():
    """Show the choice; the dataset's name and its folder or zip, or None."""
    name = st.segmented_control(
        "Dataset",
        list(data.DATASETS),
        default="shapes10",
        required=True,
        format_func=lambda name: data.DATASETS[name].label.split(" (")[0],
        key=f"{KEY}set",
        persist_state="session",
    )
    st.caption(data.DATASETS[name].description)
    return name, _place(name)


def _place(name):
    if name not in FOLDER_HELP:
        return None
    if name == "images":
        _upload()
    place = st.text_input(
        "Folder or zip on this machine",
        value=None,
        placeholder=FOLDER_HELP[name],
        key=f"{KEY}dir_{name}",
        persist_state="session",
    )
    return str(Path(place).expanduser().absolute()) if place else None


def _upload():
    key = f"{KEY}upload"
    st.file_uploader(
        "A zip with a folder for each class", type="zip", key=key, on_change=_keep, args=(key,)
    )
    if problem := st.session_state.get(f"{KEY}problem"):
        st.error(problem, icon=":material/error:")


def _keep(key):
    """Keep what was uploaded, and name it as the place of the images."""
    st.session_state[f"{KEY}problem"] = None
    file = st.session_state[key]
    if file is None:
        return
    try:
        st.session_state[f"{KEY}dir_images"] = str(data.keep_upload(file.name, file))
    except data.DataError as error:
        st.session_state[f"{KEY}problem"] = str(error)


def prepare(name, place):
    """The dataset, made ready under a bar where that takes a while; None after a message."""
    if name == "images" and not place:
        st.info("Upload a zip, or name a folder, to see your own images.", icon=":material/info:")
        return None
    bar = st.empty()

    def progress(done, total, message):
        bar.progress(min(done / max(total, 1), 1.0), f"{message} …")

    try:
        return data.prepare(name, place, progress=progress)
    except data.DataError as error:
        st.error(str(error), icon=":material/error:")
        return None
    finally:
        bar.empty()
