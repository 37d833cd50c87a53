"""What a run has left, to take home."""

import json
import zipfile
from functools import partial

import streamlit as st

from explorer.web.app_store import store

# Kind of artefact: what the button says, and the end of the file's name.
FILES = {
    "best": ("Best weights, .keras", "-best.keras"),
    "last": ("Last weights, .keras", "-last.keras"),
    "weights": ("Weights only, .h5", ".weights.h5"),
    "source": ("Code, .py", ".py"),
    "network": ("Network, .json", ".json"),
    "settings": ("Settings, .json", "-settings.json"),
    "curves": ("Curves, .csv", "-curves.csv"),
    "points": ("Curves, .json", "-curves.json"),
    "log": ("Log, .txt", "-log.txt"),
}


def show(job):
    """Show a download button for each file of a run; what is not there any more is left out."""
    contents = _contents(job)
    if not contents:
        return
    with st.container(horizontal=True):
        for kind in FILES:
            if kind in contents:
                _button(kind, contents[kind], job.name)


def weights_only(path):
    """The weights within a `.keras` file, as Keras's `load_weights` takes them."""
    with zipfile.ZipFile(path) as archive:
        return archive.read("model.weights.h5")


def points_json(id):
    """The metrics of a run: `{series: {"steps": [...], "values": [...], "times": [...]}}`."""
    series = {name: each._asdict() for name, each in store().series(id).items()}
    return json.dumps(_finite(series)).encode()


def _contents(job):
    """What to call for the bytes of each kind of file."""
    paths = store().artefacts(job.id)
    if job.state == "failed":
        # The log has the details that the one line of an error leaves out.
        paths["log"] = store().folder(job.id) / f"worker-{job.attempt}.log"
    there = {kind: path for kind, path in paths.items() if path.exists()}
    contents = {kind: path.read_bytes for kind, path in there.items()}
    if "best" in there:
        contents["weights"] = partial(weights_only, there["best"])
    if "curves" in there:
        contents["points"] = partial(points_json, job.id)
    return contents


def _button(kind, content, name):
    label, ending = FILES[kind]
    st.download_button(
        label,
        # Read when the button is pressed, not at every rerun.
        data=content,
        file_name=f"{name}{ending}",
        mime="application/octet-stream",
        icon=":material/download:",
        type="primary" if kind == "best" else "secondary",
        on_click="ignore",
        key=f"train_file_{kind}",
    )


def _finite(value):
    # NaN is no JSON.
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_finite(each) for each in value]
    return value if abs(value) < float("inf") else None
