"""Before a run: the settings as widgets, what the run will cost, and the button that starts it."""

import time
from dataclasses import fields
from pathlib import Path

import streamlit as st

from explorer.data import DATASETS
from explorer.runs import Settings, SettingsError
from explorer.source import to_source
from explorer.web import learn_rules
from explorer.web.app_store import store
from explorer.web.train_network import problem, summary_of
from explorer.workers import fork, submit

KEY = "train_"
MAIN = ("epochs", "limit", "batch_size")
GROUPS = {
    "Optimisation": ("optimizer", "momentum", "nesterov", "weight_decay", "label_smoothing"),
    "Schedule": ("learning_rate", "schedule"),
    "Augmentation": ("flip", "crop", "cutout"),
}
MORE = "More"
# Settings that mean something only where another one has one of these values.
ONLY_WITH = {
    "momentum": ("optimizer", "sgd"),
    "nesterov": ("optimizer", "sgd"),
    "data_dir": ("dataset", "cifar10", "cifar100", "images"),
}
WEIGHT_DECAY = (
    "Weight decay is Keras's decoupled one: each step takes its share off the weights, times the "
    "learning rate, and leaves batch normalisation and biases alone."
)
JUDGED = (
    "A tenth of the images, drawn by the seed, is kept for validation and chooses the best weights."
    " The test set is scored once, at the end."
)
WORDS = {"cifar10": "CIFAR-10", "cifar100": "CIFAR-100", "shapes10": "Shapes-10"}
WORDS |= {"images": "Own images", "sgd": "SGD", "adam": "Adam"}
WORDS |= {"adamw": "AdamW", "one_cycle": "One cycle"}
DOUBLE_CLICK_SECONDS = 1.0
FIELDS = {setting.name: setting for setting in fields(Settings)}
_LAST = "train_last"


def show(network, parent=None):
    """Let a person choose the settings for training `network`, and start it.

    Args:
        parent: the id of the run whose weights it starts from, instead of fresh ones.
    """
    st.subheader("Settings")
    if settings := choose():
        _start(network, settings, parent)


def choose():
    """Show the settings as widgets; what they say, or None where that cannot be."""
    _fill_in()
    given = _widgets(("dataset",))
    # Other datasets are found without a folder, which is asked for further down.
    first = ("data_dir",) if given["dataset"] == "images" else ()
    with st.grid(4, min_column_width=200, vertical_alignment="top"):
        given = _widgets((*first, *MAIN), given)
    with st.expander("Optimisation, schedule, augmentation and more", icon=":material/tune:"):
        given |= _grouped(given)
    return _settings(given)


def use(settings):
    """Show these settings, as a run keeps them, in the form."""
    for name, value in Settings.from_dict(settings).to_dict().items():
        st.session_state[KEY + name] = value


def _fill_in():
    for name, setting in FIELDS.items():
        st.session_state.setdefault(KEY + name, setting.default)


def _grouped(given):
    named = {name for names in (given, *GROUPS.values()) for name in names}
    groups = GROUPS | {MORE: [name for name in FIELDS if name not in named]}
    with st.grid(4, min_column_width=200, gap="medium"):
        for title, names in groups.items():
            with st.container():
                st.markdown(f"**{title}**")
                given = given | _widgets(names, given)
                if "weight_decay" in names:
                    st.caption(WEIGHT_DECAY)
    return given


def _widgets(names, given=None):
    """Show the widgets of these settings; their values by name."""
    values = dict(given or {})
    for name in names:
        other, *wanted = ONLY_WITH.get(name, (None, None))
        if values.get(other) in wanted:
            values[name] = learn_rules.setting(FIELDS[name], widget, _words)
    return values


def widget(setting, key=None):
    """The widget of a setting, by default that of the form; its value."""
    about = setting.metadata
    key = key or KEY + setting.name
    common = {"key": key, "help": f"{about['help']}.", "persist_state": "session"}
    if "choices" in about:
        show, choices = st.segmented_control, about["choices"]
        return show(about["label"], choices, required=True, format_func=_words, **common)
    if about["kind"] == "bool":
        return st.toggle(about["label"], **common)
    if about["kind"] == "str":
        return st.text_input(about["label"], value=None, **common) or None
    return _number(about, common)


def _number(about, common):
    kind = {"int": int, "float": float}[about["kind"]]
    limits = {"min_value": about["min"], "max_value": about["max"], "step": about["step"]}
    limits = {name: kind(limit) for name, limit in limits.items()}
    empty = {"value": None, "placeholder": "All"} if about["optional"] else {}
    form = {"format": "%g"} if kind is float else {}
    return st.number_input(about["label"], **limits, **empty, **form, **common)


def _words(choice):
    return WORDS.get(choice, choice.capitalize() if choice.isalpha() else choice)


def _settings(given):
    try:
        settings = Settings(**{**given, **learn_rules.fixed()})
    except SettingsError as error:
        st.error(str(error), icon=":material/error:")
        return None
    folder = settings.data_dir
    if folder and not Path(folder).expanduser().exists():
        st.error(f"There is no data folder {folder!r} on this machine.", icon=":material/error:")
        return None
    return settings


def _start(network, settings, parent):
    wrong = problem(network, settings)
    if wrong:
        st.error(wrong, icon=":material/error:")
    st.caption(f"{_cost(network, settings)} {JUDGED}")
    pressed = st.button(
        "Train",
        type="primary",
        icon=":material/play_arrow:",
        disabled=bool(wrong),
        shortcut="Ctrl+Enter",
        key="train_start",
    )
    if pressed:
        _submit(network, settings, parent)


def _submit(network, settings, parent):
    id, at = st.session_state.get(_LAST, (None, 0.0))
    # The second half of a double click still comes from the form.
    if time.monotonic() - at > DOUBLE_CLICK_SECONDS:
        id = queue(network, settings, parent)
        st.session_state[_LAST] = (id, time.monotonic())
    st.query_params.from_dict({"run": id})
    st.rerun()


def queue(network, settings, parent=None):
    """Put a run into the queue; its id. The other arguments are those of `show`."""
    values = settings.to_dict()
    if folder := settings.data_dir:
        # The process that trains has another working folder.
        values["data_dir"] = str(Path(folder).expanduser().absolute())
    if parent:
        return fork(store(), parent, values)
    given = (network.name, network.to_dict(), values, to_source(network))
    return submit(store(), "train", *given)


def _cost(network, settings):
    """What the run will take, as far as it is known before."""
    memory = summary_of(network).training_bytes(settings.batch_size) / 2**30
    words = [f"It takes up to {memory:.1f} GiB of memory beside Keras's own."]
    if images := _images(settings):
        steps = max(int(0.9 * images) // settings.batch_size, 1)
        words = [f"{steps:,} steps an epoch, {steps * settings.epochs:,} in all.", *words]
    return " ".join(words)


def _images(settings):
    if settings.dataset == "images":
        return None  # not counted before they are read
    if settings.per_class is None:
        return settings.limit
    return settings.per_class * len(DATASETS[settings.dataset].class_names)
