"""The settings of a training run: one definition for the page, the command line and the worker.

Each field carries in its metadata what a widget or a flag needs: `kind` (int, float, bool, str),
`label`, `help`, `optional` (None is a value), and `choices`, or `min`, `max` and `step`.

The defaults suit any network of a few hundred thousand weights on two cores: five short epochs over
5,000 images show curves that move within a minute. Adam at 0.001 learns with and without batch
normalisation, where the 0.1 of the papers' SGD diverges without it. Batches of 32 give the moving
averages of batch normalisation, of which a step renews a hundredth, enough steps: with 128
validation lags far behind (ResNet-20, CIFAR-10: 26 % instead of 54 % after the five epochs).
"""

import difflib
from dataclasses import asdict, dataclass, field, fields

_TYPES = {"int": int, "float": (int, float), "bool": bool, "str": str}
_NOUNS = {"int": "a whole number", "float": "a number", "bool": "true or false", "str": "a text"}


class SettingsError(ValueError):
    """A setting is unknown, or its value is not allowed."""


def _define(default, kind, label, help, optional=False, **limits):
    about = {"kind": kind, "label": label, "help": help, "optional": optional}
    return field(default=default, metadata=about | limits)


def _choice(default, label, help, *choices):
    return _define(default, "str", label, help, choices=choices)


def _whole(default, label, help, low, high, step=1, optional=False):
    return _define(default, "int", label, help, optional, min=low, max=high, step=step)


def _real(default, label, help, low, high, step):
    return _define(default, "float", label, help, min=low, max=high, step=step)


@dataclass(frozen=True)
class Settings:
    """How a network is trained.

    Raises:
        SettingsError: a value is of the wrong type or out of its range.
    """

    dataset: str = _choice(
        "cifar10",
        *("Dataset", "The images to learn", "cifar10", "cifar100", "shapes10", "images"),
    )
    data_dir: str | None = _define(
        None,
        "str",
        "Data folder",
        "Folder with CIFAR-10 or CIFAR-100 in the official Python layout, or of your own images:"
        " a folder or zip with a folder for each class",
        True,
    )
    epochs: int = _whole(5, "Epochs", "Passes over the training images", 1, 10_000)
    batch_size: int = _whole(32, "Batch size", "Images in a step", 1, 8192)
    limit: int | None = _whole(
        5000, "Images", "Training images in all; empty for all there are", 10, 10_000_000, 100, True
    )
    per_class: int | None = _whole(
        None, "Images per class", "If given, counts instead of the total", 1, 1_000_000, 10, True
    )
    optimizer: str = _choice(
        "adam", "Optimiser", "How weights follow gradients", *("sgd", "adam", "adamw")
    )
    momentum: float = _real(
        0.9, "Momentum", "Share of the last step that is kept (SGD)", 0, 0.999, 0.01
    )
    nesterov: bool = _define(True, "bool", "Nesterov", "Look ahead along the momentum (SGD)")
    learning_rate: float = _real(0.001, "Learning rate", "The schedule's highest", 1e-7, 10, 1e-4)
    schedule: str = _choice(
        "cosine",
        "Schedule",
        "The learning rate over the run: constant; falling to 0 as a cosine; a tenth after half and"
        " again after three quarters; or one cycle up and down",
        *("constant", "cosine", "steps", "one_cycle"),
    )
    weight_decay: float = _real(
        0.0,
        "Weight decay",
        "Share of a weight taken off in a step, times the learning rate: Keras's decoupled decay,"
        " not on batch normalisation or biases",
        *(0, 1, 1e-4),
    )
    flip: bool = _define(True, "bool", "Flip", "Mirror half of the training images left to right")
    crop: int = _whole(0, "Crop", "Pixels of padding before a random crop; 0 for none", 0, 32)
    cutout: int = _whole(0, "Cutout", "Pixels across of a blanked square; 0 for none", 0, 64)
    label_smoothing: float = _real(
        0.0, "Label smoothing", "Share of a label spread over all classes", 0, 0.9, 0.05
    )
    seed: int = _whole(0, "Seed", "Fixes weights, split, order and augmentation", 0, 2**31 - 1)
    precision: str = _choice(
        "float32",
        "Precision",
        "Of the computation; bfloat16 keeps weights in float32 and needs a processor that has it;"
        " auto tries both for a few steps and keeps the faster that stays accurate",
        *("float32", "bfloat16", "auto"),
    )

    def __post_init__(self):
        for setting in fields(self):
            value = getattr(self, setting.name)
            _check(setting.name, value, setting.metadata)
            if setting.metadata["kind"] == "float":
                object.__setattr__(self, setting.name, float(value))

    @classmethod
    def from_dict(cls, values):
        """Make settings of a JSON object; what it leaves out keeps its default."""
        names = [setting.name for setting in fields(cls)]
        for name in values:
            if name not in names:
                raise SettingsError(f"No setting {name!r}{_nearest(name, names)}")
        return cls(**values)

    def to_dict(self):
        """The settings as a JSON object."""
        return asdict(self)


def _nearest(name, names):
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f": did you mean {near[0]!r}?" if near else f": there are {', '.join(names)}."


def _check(name, value, about):
    if value is None and about["optional"]:
        return
    kind = about["kind"]
    # True is an int to Python, never to a person.
    fits = isinstance(value, _TYPES[kind]) and isinstance(value, bool) == (kind == "bool")
    if "choices" in about:
        fits = fits and value in about["choices"]
    if "min" in about:
        fits = fits and about["min"] <= value <= about["max"]
    if not fits:
        raise SettingsError(f"{name} is {value!r}: it must be {_wanted(about)}.")


def _wanted(about):
    """The allowed values in words: "a whole number from 1 to 8192, or none"."""
    words = _NOUNS[about["kind"]]
    if "choices" in about:
        words = "one of " + ", ".join(about["choices"])
    if "min" in about:
        words += f" from {about['min']:g} to {about['max']:.10g}"
    return words + (", or none" if about["optional"] else "")
