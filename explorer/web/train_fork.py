"""A form for a run that starts from the weights of another one, with other settings."""

import streamlit as st

from explorer import Network
from explorer.assembly import AssemblyError
from explorer.runs import SettingsError
from explorer.specs import SpecError
from explorer.web import routes, train_control, train_form, train_run, train_words

_FILLED = "train_forked"


def show(id):
    """Show the form for a fork of the run of this id."""
    job = train_run.find(id)
    if job is None or not train_control.has_weights(id):
        st.error(
            "There is no run with weights to start from here. It may have been deleted, or its"
            " first epoch is not over.",
            icon=":material/search_off:",
        )
        return
    try:
        network = Network.from_dict(job.network)
        _fill_in(job)
        _card(job)
        st.fragment(train_form.show)(network, job.id)
    except (SpecError, SettingsError, AssemblyError) as error:
        st.error(f"This run is of another version: {error}", icon=":material/error:")


def _card(job):
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.subheader(train_words.plain(job.name), anchor=False, width="content")
        st.badge("From learned weights", icon=":material/fork_right:", color="violet")
        st.page_link(
            routes.TRAIN,
            label="The run",
            icon=":material/show_chart:",
            query_params={"run": job.id},
        )
    st.caption("The epochs and the schedule of the learning rate begin anew.")


def _fill_in(job):
    if st.session_state.get(_FILLED) != job.id:
        st.session_state[_FILLED] = job.id
        train_form.use(job.settings)
