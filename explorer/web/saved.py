"""Designs kept under a name: save this one, open another, bring one from a file."""

import streamlit as st

from explorer.specs import Network, SpecError
from explorer.web import design
from explorer.web.app_store import store


def menu(network):
    """A popover with the saved designs."""
    with st.popover("Designs", icon=":material/folder_open:"):
        designs = store().designs()
        over = any(kept.name == network.name for kept in designs)
        st.button(
            f"Save {'over' if over else 'as'} {network.name}",
            icon=":material/save:",
            help="A design of this name is kept already; this replaces it" if over else None,
            key="save",
            on_click=_save,
            args=(network,),
            width="stretch",
        )
        for kept in designs:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(
                    kept.name,
                    key=f"open/{kept.name}",
                    on_click=_open,
                    args=(kept.name,),
                    type="tertiary",
                )
                st.button(
                    "",
                    key=f"delete/{kept.name}",
                    icon=":material/delete:",
                    type="tertiary",
                    help=f"Delete {kept.name}",
                    on_click=_delete,
                    args=(kept.name,),
                )
        key = design.key("upload")
        st.file_uploader("From a JSON file", "json", key=key, on_change=_upload, args=(key,))


def _save(network):
    store().save_design(network.name, network.to_dict())
    st.toast(f"Saved as {network.name}", icon=":material/check:")


def _open(name):
    design.start_from(Network.from_dict(store().design(name).network))


def _delete(name):
    store().delete_design(name)


def _upload(key):
    file = st.session_state[key]
    if file is None:
        return
    try:
        design.start_from(Network.from_json(file.getvalue().decode(errors="replace")))
    except SpecError as error:
        st.session_state["edit_error"] = f"{file.name}: {error}"
