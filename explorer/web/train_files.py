"""What a run has left, to take home."""

import streamlit as st

# Kind of artefact: what the button says, and the end of the file's name.
FILES = {
    "best": ("Best weights, .keras", "-best.keras"),
    "last": ("Last weights, .keras", "-last.keras"),
    "source": ("Code, .py", ".py"),
    "network": ("Network, .json", ".json"),
    "curves": ("Curves, .csv", "-curves.csv"),
    "log": ("Log, .txt", "-log.txt"),
}


def show(paths, name):
    """Show a download button for each file of a run.

    Args:
        paths: `{kind: Path}`; what is not there any more is left out.
        name: of the run, which begins the names of the files.
    """
    there = {kind: paths[kind] for kind in FILES if kind in paths and paths[kind].exists()}
    if not there:
        return
    with st.container(horizontal=True):
        for kind, path in there.items():
            label, ending = FILES[kind]
            st.download_button(
                label,
                # Read when the button is pressed, not at every rerun.
                data=path.read_bytes,
                file_name=f"{name}{ending}",
                mime="application/octet-stream",
                icon=":material/download:",
                type="primary" if kind == "best" else "secondary",
                on_click="ignore",
                key=f"train_file_{kind}",
            )
