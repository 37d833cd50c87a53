"""The registry: every stem, block, head and merge by role and name.

A part is a plain function on tensors, registered by a decorator that leaves it untouched. Its
signature says what a description may set: a parameter's default gives its type, the decorator
the labels, choices and ranges that a default cannot tell.
"""

import difflib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

ROLES = ("stem", "block", "head", "merge")
LAID_OUT = ("filters", "strides", "skip")  # a stage's own fields, not a block's options


@dataclass(frozen=True)
class Option:
    """One parameter of a part that a description may set.

    Attributes:
        default: None where a value must be given.
        choices: the values allowed, or empty.
        range: the smallest and the largest number allowed.
    """

    name: str
    default: object = None
    label: str = ""
    choices: tuple = ()
    range: tuple | None = None

    @property
    def type(self):
        return int if self.default is None else type(self.default)


@dataclass(frozen=True)
class Part:
    """A registered function.

    Attributes:
        role: one of ROLES.
        name: the function's name without its role, as descriptions spell it.
        label: what people read.
        paper: where it comes from, author and year.
        link: the address of the paper or guide.
    """

    role: str
    name: str
    function: Callable
    label: str
    paper: str = ""
    link: str = ""
    choices: Mapping = field(default_factory=dict)
    ranges: Mapping = field(default_factory=dict)

    @cached_property
    def parameters(self):
        """What a description may set, by name: all parameters but the tensors and the name."""
        given = inspect.signature(self.function).parameters.values()
        return {p.name: self._option(p) for p in given if p.name not in ("x", "skip_from", "name")}

    @cached_property
    def options(self):
        """The parameters that stand beside `block` in a stage."""
        return {n: o for n, o in self.parameters.items() if n not in LAID_OUT}

    def _option(self, parameter):
        default = None if parameter.default is parameter.empty else parameter.default
        return Option(
            parameter.name,
            default,
            parameter.name.replace("_", " ").capitalize(),
            tuple(self.choices.get(parameter.name, ())),
            self.ranges.get(parameter.name) or _range(default),
        )


class UnknownPartError(ValueError):
    """No part of that role and name."""


REGISTRY: dict[tuple[str, str], Part] = {}


def register(role, *, label, paper="", link="", choices=None, ranges=None):
    """Register a function `name_role` (or `name`) under its name; returns it untouched."""

    def decorate(function):
        name = function.__name__.removesuffix(f"_{role}").removesuffix("_skip")
        part = Part(role, name, function, label, paper, link, choices or {}, ranges or {})
        known = REGISTRY.get((role, name))
        if known and _origin(known.function) != _origin(function):
            raise ValueError(
                f"two {role}s are called {name!r}: {_origin(known.function)} and "
                f"{_origin(function)}; rename one"
            )
        REGISTRY[role, name] = part
        return function

    return decorate


stem, block, head, merge = (partial(register, role) for role in ROLES)


def find(role, name):
    """The part of this role and name; the error names the nearest one."""
    try:
        return REGISTRY[role, name]
    except (KeyError, TypeError):
        raise UnknownPartError(
            f"unknown {role} {name!r}{nearest(str(name), names(role))}"
        ) from None


def names(role):
    """The names of a role's parts, in the order of registration."""
    return [name for r, name in REGISTRY if r == role]


def nearest(word, known):
    """The end of an error message: the known word nearest to a mistaken one, or all of them."""
    close = difflib.get_close_matches(word, known, 1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"


def _origin(function):
    return f"{function.__module__}.{function.__qualname__}"


def _range(default):
    if isinstance(default, bool):
        return None
    if isinstance(default, float):
        return (0.0, 0.95)
    return (1, 4096) if default is None or isinstance(default, int) else None
