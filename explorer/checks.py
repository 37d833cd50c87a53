"""Checks of the values in a description: each returns what it accepts or raises SpecError."""

import json
import re
import reprlib

from explorer import blocks

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")  # it names files too
LIMITS = {"filters": (1, 16384), "blocks": (1, 1000), "strides": (1, 16), "size": (1, 4096)}


class SpecError(ValueError):
    """A description that cannot be: the message says where, the value, and what to do."""


def show(value):
    """A value for a message: short, whatever it is."""
    try:
        return _SHORT.repr(value)
    except ValueError:  # Python does not print whole numbers of more than 4,300 digits
        return f"a {type(value).__name__} too large to print"


def read_json(text):
    """The data of a JSON text; NaN and infinities are no JSON."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except SpecError:
        raise
    except (ValueError, TypeError, RecursionError) as error:
        raise SpecError(f"this is not JSON: {error}") from None


def name_of_network(value):
    if not isinstance(value, str) or not NAME.fullmatch(value):
        rule = "name must be letters, digits and _, a letter first, at most 100 in all"
        raise SpecError(f"{rule}, got {show(value)}")
    return value


def part(role, name, where=""):
    """The registered part of this role and name."""
    if isinstance(name, str) and name in blocks.names(role):
        return blocks.find(role, name)
    near = nearest(name, blocks.names(role))
    raise SpecError(f"{where and f'{where}: '}unknown {role} {show(name)}{near}")


def nearest(value, known):
    """The end of a message: the known word nearest to a mistaken one, or all of them."""
    return blocks.nearest(value if isinstance(value, str) else "", known)


def keys(data, known, where):
    """Refuse what is no object, and unknown keys, with the nearest known one."""
    if not isinstance(data, dict):
        raise SpecError(f"{where} must be an object, got {show(data)}")
    for key in data:
        if key not in known:
            raise SpecError(f"{where}: unknown key {show(key)}{nearest(key, known)}")


def needed(data, names, where):
    for name in names:
        if name not in data:
            raise SpecError(f"{where} has no {name!r}")


def sequence(value, where):
    if not isinstance(value, list | tuple):
        raise SpecError(f"{where} must be a list, got {show(value)}")
    return value


def whole(value, key):
    low, high = LIMITS[key]
    if type(value) is not int or not low <= value <= high:
        raise SpecError(f"{key} must be a whole number from {low} to {high}, got {show(value)}")


def toggle(value, key):
    if not isinstance(value, bool):
        raise SpecError(f"{key} must be true or false, got {show(value)}")


def image(value):
    """(height, width, channels)."""
    if not isinstance(value, list | tuple) or len(value) != 3:
        raise SpecError(f"input_shape must be [height, width, channels], got {show(value)}")
    low, high = LIMITS["size"]
    for size in value:
        if type(size) is not int or not low <= size <= high:
            raise SpecError(
                f"input_shape: sizes are whole numbers from {low} to {high}, got {show(value)}"
            )
    return tuple(value)


def options(known, given, where, lists=False):
    """A part's options, by name; with `lists` each may be a tuple, a value for each block."""
    checked = {}
    for key, value in given.items():
        if key not in known:
            near = nearest(key, known)
            raise SpecError(f"{where} has no option {show(key)}{near}")
        value = frozen(value)
        many = lists and isinstance(value, tuple)
        values = [_option(known[key], each, where) for each in (value if many else (value,))]
        checked[key] = tuple(values) if many else values[0]
    return checked


def frozen(value):
    return tuple(value) if isinstance(value, list) else value


def thawed(values):
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def _option(option, value, where):
    if option.choices:
        if value not in option.choices:
            allowed = ", ".join(map(repr, option.choices))
            raise SpecError(f"{where}: {option.name} must be one of {allowed}, got {show(value)}")
        return value
    given = value
    if option.type is float and type(value) is int and abs(value) < 2**53:
        value = float(value)
    if type(value) is not option.type:
        kind = {int: "a whole number", float: "a number", bool: "true or false"}
        wanted = kind.get(option.type, "a text")
        raise SpecError(f"{where}: {option.name} must be {wanted}, got {show(given)}")
    if option.range and not option.range[0] <= value <= option.range[1]:
        low, high = option.range
        raise SpecError(f"{where}: {option.name} must be from {low} to {high}, got {show(given)}")
    return value


def _no_constant(text):
    raise SpecError(f"this is not JSON: {text} is no number")


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 80
