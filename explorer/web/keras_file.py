"""The `.keras` download: built by a worker, since the server has no Keras."""

import hashlib

import streamlit as st

from explorer.runs import ENDED
from explorer.web import computed
from explorer.web.app_store import store
from explorer.workers import submit

WAITING = {"queued": "Waiting for a worker", "starting": "Loading Keras"}


def download(network, text):
    """A button that has the file built, then one that downloads it."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    jobs = st.session_state.setdefault("keras_jobs", {})
    if digest not in jobs:
        st.button(
            "Build the .keras file",
            icon=":material/deployed_code:",
            help="The model with fresh weights, for keras.models.load_model",
            on_click=_submit,
            args=(jobs, digest, network),
        )
        return
    job = store().job(jobs[digest])
    if job.state in ENDED:
        _finished(job, jobs, digest, text)
    else:
        _progress(jobs[digest])


@st.fragment(run_every=0.5)
def _progress(id):
    job = store().job(id)
    if job.state in ENDED:
        st.rerun()
    st.status(f"{WAITING.get(job.state, 'Building the model')}…")


def _finished(job, jobs, digest, text):
    path = store().artefacts(job.id).get("keras")
    if job.state == "finished" and path and path.exists():
        st.download_button(
            f"{job.name}.keras",
            path.read_bytes,
            f"{job.name}.keras",
            "application/octet-stream",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )
        if limit := computed.limit(text):
            st.caption(f"So deep a network loads after `sys.setrecursionlimit({limit})`.")
        return
    st.error(
        f"The .keras file could not be built: {job.error or job.state}", icon=":material/error:"
    )
    st.button("Try again", on_click=jobs.pop, args=(digest, None))


def _submit(jobs, digest, network):
    jobs[digest] = submit(store(), "build", network.name, network.to_dict(), {})
