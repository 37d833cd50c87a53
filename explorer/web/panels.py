"""What the Build page shows beside the form: figures, errors, summary, code, downloads."""

import shutil
from functools import partial

import streamlit as st

from explorer import edits
from explorer.picture.facts import compact
from explorer.specs import Network
from explorer.web import (
    compare_entries,
    compare_place,
    computed,
    design,
    graph_panel,
    keras_file,
    learn_class_dialog,
    routes,
    state,
)
from explorer.web.options import options

BATCH = 128
PICTURES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "dot": "text/plain",
}


def history():
    """Undo and redo."""
    for label, name, step, icon, keys in (
        ("Undo", "past", design.undo, ":material/undo:", "Ctrl+Z"),
        ("Redo", "future", design.redo, ":material/redo:", "Ctrl+Shift+Z"),
    ):
        st.button(
            label, key=label, icon=icon, on_click=step, disabled=not design.can(name), shortcut=keys
        )


def train(network, problem):
    """The way to the Train page, with this design."""
    if st.button("Train", type="primary", icon=":material/play_arrow:", disabled=bool(problem)):
        st.switch_page(routes.TRAIN, query_params=state.share_query(network))


def compare(network):
    """The way to the Compare page, with this design and its plain twin."""
    twin = compare_entries.twin_token(network)
    tokens = [token for token in (compare_entries.token_of(network), twin) if token]
    st.page_link(
        routes.COMPARE,
        label="Compare",
        icon=":material/compare_arrows:",
        help="With its plain twin" if twin else "With other networks",
        query_params=compare_place.query(tokens),
    )


def errors(problem):
    """What the last edit could not do, and what keeps the network from being built."""
    message = design.error()
    if message:
        st.warning(message, icon=":material/undo:")
    if problem:
        st.error(f"This network cannot be built. {problem['message']}.", icon=":material/error:")
        with st.container(horizontal=True):
            for words, text in problem["ways"]:
                way = Network.from_json(text)
                st.button(words.capitalize(), on_click=design.start_from, args=(way,))


def figures(text):
    """The headline figures."""
    summary = computed.summary(text)
    memory = summary.training_bytes(BATCH)
    shown = {
        "Params": (f"{summary.params:,}", f"{summary.trainable_params:,} of them trainable"),
        "MACs": (compact(summary.macs), "Multiply-accumulates for one image; flops = 2 × MACs"),
        "Layers": (
            f"{summary.layers:,}",
            f"Depth {summary.depth}: weighted layers on the longest path, projections not counted",
        ),
        "Receptive field": (f"{summary.receptive_field:,} px", "What an output pixel sees"),
        "Memory": (f"{memory / 2**30:.2f} GiB", f"Estimate for training with batches of {BATCH}"),
    }
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for label, (value, help) in shown.items():
            st.metric(label, value, help=help, width="content")


def details(text, good, view, color_by):
    """Tabs: the summary, the code, the files.

    Args:
        text: the design; the summary shows it up to an error.
        good: the last design that could be built, which the code and the files are of.
    """
    tabs = st.tabs(["Summary", "Code", "Download and share"])
    with tabs[0]:
        _summary(text, view, text == good)
    with tabs[1]:
        if good:
            st.code(computed.code(good), language="python", height=420)
    with tabs[2]:
        if good:
            _downloads(good, view, color_by)


def _summary(text, view, works):
    every = st.toggle("Every layer", key="every_layer", disabled=not works) and works
    table = computed.table(text, view, every)
    picked = graph_panel.picked()
    key = f"summary/{picked}/{every}"
    rows = table.index[table["node"] == picked].tolist()
    st.dataframe(
        table,
        hide_index=True,
        on_select=lambda: graph_panel.light(_chosen(table, key)),
        selection_mode="single-row",
        selection_default={"selection": {"rows": rows[:1]}},
        key=key,
        height=min(38 + 35 * len(table), 420),
        column_order=[column for column in table.columns if column != "node"],
        column_config={
            "Params": st.column_config.NumberColumn(format="localized"),
            "MACs": st.column_config.NumberColumn(format="localized"),
        },
    )


def _chosen(table, key):
    """The node of the row that was selected, or "" where none is."""
    rows = st.session_state[key].selection.rows
    return table["node"][rows[0]] if rows else ""


def selected_block(network):
    """The options of the block that is selected in the picture, beneath it."""
    chosen = graph_panel.selected()
    if chosen is None or chosen[0] >= len(network.stages):
        return
    with st.container(border=True):
        _selected(network, *chosen)


def _selected(network, index, block):
    stage = network.stages[index]
    where = f"stage {index + 1}" + (f", block {block + 1}" if block is not None else "")
    paper = f" [{stage.part.paper}]({stage.part.link})" if stage.part.link else ""
    about = stage.part.function.__doc__.splitlines()[0]
    st.markdown(f"**{stage.part.label}**, {where}. {about}{paper}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if "skip" in stage.part.parameters and block is not None and block < stage.blocks:
            on = stage.skip[block] if isinstance(stage.skip, tuple) else stage.skip
            st.toggle(
                "Skip of this block",
                value=on,
                key=design.key(f"selected/{index}/{block}/{on}"),
                on_change=design.edit,
                args=(edits.toggle_skips, index, [block]),
            )
        options(stage.part.options, stage.options, f"selected{index}", edits.set_stage, index)


def _downloads(text, view, color_by):
    network = Network.from_json(text)
    name = network.name
    with st.container(horizontal=True):
        _file("Python code", computed.code(text), f"{name}.py", "text/x-python")
        _file("Description", network.to_json(), f"{name}.json", "application/json")
        drawable = shutil.which("dot") is not None
        for kind, mime in PICTURES.items():
            drawn = partial(computed.file, text, view, kind, color_by)
            possible = drawable or kind == "dot"
            _file(kind.upper(), drawn, f"{name}.{kind}", mime, possible)
    keras_file.download(network, text)
    address = (st.context.url or "").split("?")[0]
    link = f"{address}?{state.PARAMETER}={state.encode(network)}"
    st.caption("A link to this design")
    st.code(link, language=None, wrap_lines=True)
    learn_class_dialog.button(network)


def _file(label, data, name, mime, possible=True):
    st.download_button(
        label,
        data,
        name,
        mime,
        key=f"file/{name}",
        icon=":material/download:",
        on_click="ignore",
        disabled=not possible,
        help=None if possible else "Pictures are drawn by Graphviz's dot: install graphviz",
    )
