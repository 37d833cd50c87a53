"""What an experiment is to the person who chooses it: words, options, and what it needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches

USUAL_LAYERS, USUAL_SEEDS = 72, 2  # of ResNet-20, for which experiments state their time


class ExperimentError(ValueError):
    """An experiment cannot be asked for like this; the text says what to change."""


@dataclass(frozen=True)
class Option:
    """One choice of an experiment.

    Attributes:
        default: its type (bool, int, float or str) is the option's.
        choices: the values allowed, or () for any number from `low` to `high`.
    """

    name: str
    label: str
    default: bool | int | float | str
    low: float | None = None
    high: float | None = None
    choices: tuple = ()
    help: str = ""

    def check(self, value):
        """Return the value, or raise ExperimentError."""
        whole = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(self.default, float) and whole:
            value = float(value)
        if type(value) is not type(self.default):
            kind = type(self.default).__name__
            raise ExperimentError(f"{self.name} must be of type {kind}; got {value!r}")
        if self.choices and value not in self.choices:
            raise ExperimentError(f"{self.name} is one of {_list(self.choices)}; got {value!r}")
        if self.low is not None and not self.low <= value <= self.high:
            raise ExperimentError(f"{self.name} goes from {self.low} to {self.high}; got {value}")
        return value


def by_layers(layers, settings):
    """The work beside that for ResNet-20: more layers, seeds and networks are more of it."""
    seeds = settings.get("seeds", USUAL_SEEDS) / USUAL_SEEDS
    networks = 2 if settings.get("other") else 1
    return max(layers / USUAL_LAYERS, 0.5) * seeds * networks


@dataclass(frozen=True)
class Experiment:
    """One experiment in words.

    Attributes:
        question: what it answers, one sentence.
        method: what is done, with the protocol, Markdown.
        look_for: what to look for in the chart, Markdown.
        limits: what it does not show.
        paper, link: the source.
        run: whether it is about the weights of a trained run: "no", "may" or "must".
        beside: whether a second run, as a rule the plain twin's, can be looked at beside it.
        picture: whether it can look at one's own picture.
        classifier: whether it needs a network that ends in classes.
        seconds: about how long it takes for ResNet-20 alone, as a rule, on two cores.
        work: (layers, settings) -> how many times as much there is to do.
    """

    name: str
    title: str
    question: str
    method: str
    look_for: str
    limits: str
    paper: str
    link: str
    options: tuple = ()
    run: str = "no"
    beside: bool = False
    picture: bool = False
    classifier: bool = True
    seconds: int = 5
    # A page that is reloaded makes its functions anew.
    work: Callable = field(default=by_layers, compare=False)

    def expected(self, layers, **given):
        """About how many seconds it takes for a network of so many layers, on two cores."""
        return max(self.seconds * self.work(layers, self.settings(**given)), 1)

    def settings(self, **given):
        """The settings of a job: every option, checked, and those of `COMMON` that are given."""
        known = {option.name: option for option in self.options}
        wrong = [name for name in given if name not in (*known, *COMMON)]
        if wrong:
            near = get_close_matches(wrong[0], (*known, *COMMON), n=1)
            ask = f": did you mean {near[0]}?" if near else ""
            raise ExperimentError(f"{self.name} has no option {wrong[0]!r}{ask}")
        if self.run == "must" and not given.get("run"):
            raise ExperimentError(f"{self.title} looks at trained weights: choose a run")
        options = {name: o.check(given.get(name, o.default)) for name, o in known.items()}
        common = {name: given[name] for name in COMMON if given.get(name) is not None}
        return {"experiment": self.name} | options | common


# `run`: the id of a trained run of this network; `other`: of another one, as a rule its twin's;
# `image`: the path of a picture.
COMMON = ("run", "other", "image")

EXPERIMENTS = {}


def register(experiment):
    """Add an experiment to the catalogue; the same one twice is fine, since pages are reloaded."""
    known = EXPERIMENTS.setdefault(experiment.name, experiment)
    if known != experiment:
        raise ValueError(f"two experiments are called {experiment.name}")
    return experiment


def find(name):
    """The experiment of a name; the error names the nearest."""
    if name not in EXPERIMENTS:
        near = get_close_matches(str(name), EXPERIMENTS, n=1) or list(EXPERIMENTS)
        raise ExperimentError(f"there is no experiment {name!r}; did you mean {_list(near)}?")
    return EXPERIMENTS[name]


def _list(values):
    return ", ".join(map(str, values))
