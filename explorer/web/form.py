"""The form of the Build page: start, stem, stages, long skips, head."""

import streamlit as st

from explorer import blocks, edits, zoo
from explorer.checks import LIMITS
from explorer.specs import SpecError
from explorer.web import design
from explorer.web.options import options

NARROW = 76  # pixels: three numbers stay side by side in a narrow column
STAGE_MENU = {
    "Add a stage below": (edits.add_stage, 1),
    "Move up": (edits.move_stage, -1),
    "Move down": (edits.move_stage, 1),
    "Remove": (edits.remove_stage, None),
}


def form(network):
    """Every choice that makes a network, each with a widget."""
    _basics(network)
    _choice(network, "stem", "Stem")
    for index, stage in enumerate(network.stages):
        _stage(index, stage)
    st.button(
        "Add a stage",
        icon=":material/add:",
        on_click=_and_renew,
        args=(edits.add_stage, len(network.stages)),
        width="stretch",
    )
    _long_skips(network)
    _choice(network, "head", "Head")


def start():
    """The named networks to start from."""
    key = design.key("start")
    st.selectbox(
        "Start from",
        zoo.names(),
        index=None,
        key=key,
        placeholder="A named network…",
        format_func=lambda name: f"{name} · {zoo.ENTRIES[name].about}",
        on_change=_load,
        args=(key,),
        label_visibility="collapsed",
    )


def _basics(network):
    name, size = design.key("name"), design.key("input_shape")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Name", network.name, key=name, on_change=design.edit_from, args=(name, _rename, ...)
        )
        st.text_input(
            "Image",
            " × ".join(map(str, network.input_shape)),
            key=size,
            help="Height × width × channels, as in 32 × 32 × 3",
            on_change=design.edit_from,
            args=(size, _resize, ...),
            width=150,
        )


def _choice(network, role, label):
    given = getattr(network, role)
    kinds = [*blocks.names(role), "none"]
    key = design.key(f"{role}/kind")
    with (
        st.container(border=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.selectbox(
            label,
            kinds,
            index=kinds.index(given.kind),
            key=key,
            format_func=lambda kind: "None" if kind == "none" else blocks.find(role, kind).label,
            on_change=_choose,
            args=(key, role),
        )
        if given.kind != "none":
            with _tune(f"Options of the {role}"):
                specs = blocks.find(role, given.kind).parameters
                options(specs, given.options, role, _set_choice, role)


def _stage(index, stage):
    with st.container(border=True, key=f"stage{index + 1}"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            key = design.key(f"stage{index}/block")
            names = blocks.names("block")
            st.selectbox(
                f"Stage {index + 1}",
                names,
                index=names.index(stage.block),
                key=key,
                format_func=lambda name: blocks.find("block", name).label,
                help=_about(stage.part),
                on_change=_and_renew_from,
                args=(key, edits.set_block_type, index, ...),
            )
            if stage.part.options:
                with _tune(f"Options of stage {index + 1}"):
                    given = stage.options
                    options(stage.part.options, given, f"stage{index}", edits.set_stage, index)
            _stage_menu(index)
        _numbers(index, stage)
        _skip(index, stage)


def _tune(help):
    return st.popover("", icon=":material/tune:", type="tertiary", help=help)


def _numbers(index, stage):
    takes = stage.part.parameters
    shown = {"filters": "Filters", "blocks": "Blocks", "strides": "Stride"}
    with st.container(horizontal=True):
        for field, label in shown.items():
            if field != "strides" or field in takes:
                _number(index, stage, field, label)


def _number(index, stage, field, label):
    value, (low, high) = getattr(stage, field), LIMITS[field]
    if isinstance(value, tuple):
        st.text_input(label, ", ".join(map(str, value)), disabled=True, width=NARROW)
        return
    key = design.key(f"stage{index}/{field}")
    st.number_input(
        label,
        low,
        high,
        value,
        key=key,
        on_change=design.edit_from,
        args=(key, edits.set_stage, index),
        kwargs={field: ...},
        width=NARROW,
    )


def _skip(index, stage):
    if "skip" not in stage.part.parameters:
        st.caption("This block has no skip")
        return
    values = stage.skip if isinstance(stage.skip, tuple) else (stage.skip,) * stage.blocks
    key = design.key(f"stage{index}/skip/{sum(values)}of{len(values)}")
    st.toggle(
        "Skips" if all(values) or not any(values) else f"Skips ({sum(values)} of {len(values)})",
        value=all(values),
        key=key,
        on_change=design.edit,
        args=(edits.toggle_skips, index),
        help="All blocks of the stage; touch an arc in the picture for one of them",
    )


def _stage_menu(index):
    key = f"menu{index}"
    st.menu_button(
        "",
        list(STAGE_MENU),
        key=key,
        icon=":material/more_vert:",
        type="tertiary",
        on_click=_stage_action,
        args=(key, index),
    )


def _long_skips(network):
    with st.container(border=True):
        st.markdown("Long skips", help="From the output of one stage to that of a later one")
        for skip in network.skips:
            with st.container(horizontal=True, vertical_alignment="center"):
                merged = "added" if skip.merge == "add" else "concatenated"
                st.markdown(f"{skip.source} → {skip.target}, {merged}")
                st.button(
                    "",
                    icon=":material/close:",
                    key=f"drop/{skip.source}/{skip.target}/{skip.merge}",
                    type="tertiary",
                    help="Remove this long skip",
                    on_click=design.edit,
                    args=(edits.remove_long_skip, skip.source, skip.target),
                )
        _new_skip(network.places)


def _new_skip(places):
    with st.popover("Add a long skip", icon=":material/add:", type="tertiary"):
        source = st.selectbox("From", places[:-1], key=design.key("skip/source"))
        later = places[places.index(source) + 1 :] if source else []
        target = st.selectbox("To", later, key=design.key(f"skip/target/{source}"))
        merge = st.segmented_control(
            "Merge", blocks.names("merge"), default="add", required=True, key="skip/merge"
        )
        if target:
            st.button(
                "Add",
                type="primary",
                on_click=_and_renew,
                args=(edits.add_long_skip, source, target, merge),
            )


def _load(key):
    name = st.session_state[key]
    if name:
        design.start_from(zoo.network(name))


def _stage_action(key, index):
    change, by = STAGE_MENU[st.session_state[key]]
    if change is edits.add_stage:
        _and_renew(change, index + by)
    else:
        _and_renew(change, index, *([] if by is None else [by]))


def _choose(key, role):
    _and_renew(edits.set_choice, role, st.session_state[key])


def _set_choice(network, role, **changes):
    kept = getattr(network, role)
    return edits.set_choice(network, role, kept.kind, **{**kept.options, **changes})


def _rename(network, name):
    return network.with_(name=name.strip())


def _resize(network, text):
    try:
        sizes = [int(size) for size in text.lower().replace("×", "x").replace(",", "x").split("x")]
    except ValueError:
        raise SpecError(
            f"the image's size is height × width × channels, as in 32 × 32 × 3, got {text!r}"
        ) from None
    return network.with_(input_shape=sizes)


def _and_renew(change, *args):
    design.edit(change, *args)
    design.renew()


def _and_renew_from(key, change, *args):
    design.edit_from(key, change, *args)
    design.renew()


def _about(part):
    return f"{part.function.__doc__.splitlines()[0]} {part.paper} {part.link}".strip()
