"""The description of a network: data that checks itself, and its JSON.

    {"name": "my_net", "input_shape": [32, 32, 3],
     "stem":   {"kind": "conv", "filters": 16},
     "stages": [{"block": "basic", "filters": 16, "blocks": 3, "strides": 1, "skip": true}],
     "skips":  [{"source": "stage1", "target": "stage2", "merge": "add"}],
     "head":   {"kind": "classifier", "classes": 10}}

A block's own options stand beside `block`. `skip` and every option take one value for the
stage or a list, one for each block; `strides` takes a number, used by the first block, or a list.
"""

import json
import re
from dataclasses import dataclass, replace

from explorer import blocks

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
LIMITS = {"filters": (1, 16384), "blocks": (1, 1000), "strides": (1, 16), "size": (1, 4096)}
STAGE_KEYS = ("block", "filters", "blocks", "strides", "skip")
MAX_STAGES = 32


class SpecError(ValueError):
    """A description that cannot be: the message says where, the value, and what to do."""


@dataclass(frozen=True)
class Choice:
    """A stem or a head: a kind and its options; kind "none" leaves it out."""

    role: str
    kind: str
    options: dict

    def __post_init__(self):
        if self.kind != "none":
            part = _find(self.role, self.kind, self.role)
            object.__setattr__(self, "options", _options(part.parameters, self.options, self.role))
        elif self.options:
            raise SpecError(f"{self.role} of kind 'none' has no options: {_listed(self.options)}")

    @classmethod
    def of(cls, role, value):
        """From a dict with `kind`, or from another Choice."""
        if isinstance(value, Choice):
            return value
        if not isinstance(value, dict) or "kind" not in value:
            raise SpecError(f'{role} must be an object with a "kind", got {value!r}')
        return cls(role, value["kind"], {k: v for k, v in value.items() if k != "kind"})

    def to_dict(self):
        return {"kind": self.kind, **_thawed(self.options)}


@dataclass(frozen=True, init=False)
class Stage:
    """A run of blocks of one type.

    Attributes:
        filters: the width before a block's own expansion.
        strides: the first block's, or one for each block.
        skip: the toggle of the stage, or one for each block.
        options: the block's own options, each a value or one for each block.
    """

    block: str
    filters: int
    blocks: int
    strides: int | tuple
    skip: bool | tuple
    options: dict

    def __init__(self, block, filters, blocks=1, strides=1, skip=True, **options):
        part = _find("block", block, "block")
        _whole(filters, "filters"), _whole(blocks, "blocks")
        strides, skip = _frozen(strides), _frozen(skip)
        for value in strides if isinstance(strides, tuple) else (strides,):
            _whole(value, "strides")
        for value in skip if isinstance(skip, tuple) else (skip,):
            if not isinstance(value, bool):
                raise SpecError(f"skip must be true or false, got {value!r}")
        for key, value, usual in (("strides", strides, 1), ("skip", skip, True)):
            if key not in part.parameters and value != usual:
                raise SpecError(f"block {block!r} has no {key}: leave it out, got {value!r}")
        options = _options(part.options, options, f"block {block!r}", lists=True)
        for key, value in {"strides": strides, "skip": skip, **options}.items():
            if isinstance(value, tuple) and len(value) != blocks:
                raise SpecError(f"{key} has {len(value)} values for {blocks} blocks")
        given = (block, filters, blocks, strides, skip, options)
        for key, value in zip((*STAGE_KEYS, "options"), given, strict=True):
            object.__setattr__(self, key, value)

    @property
    def part(self):
        """The registered block."""
        return blocks.find("block", self.block)

    def arguments(self, index):
        """What the block of this index (from 0) is called with, as far as it takes it."""
        given = {key: _at(value, index) for key, value in self.options.items()}
        strides = self.strides if index == 0 or isinstance(self.strides, tuple) else 1
        laid_out = {"filters": self.filters, "strides": _at(strides, index)}
        laid_out["skip"] = _at(self.skip, index)
        takes = self.part.parameters
        return {**{k: v for k, v in laid_out.items() if k in takes}, **given}

    def with_(self, **changes):
        """A copy with some fields or options changed."""
        return Stage(**{**self._plain(), **changes})

    def to_dict(self):
        """The JSON form, without strides and skip where the block has none."""
        takes = self.part.parameters
        known = {k: v for k, v in self._plain().items() if k not in ("strides", "skip")}
        laid_out = {k: getattr(self, k) for k in ("strides", "skip") if k in takes}
        return _thawed({**{k: known[k] for k in STAGE_KEYS[:3]}, **laid_out, **self.options})

    def _plain(self):
        return {**{key: getattr(self, key) for key in STAGE_KEYS}, **self.options}


@dataclass(frozen=True)
class Skip:
    """A long skip: the output of `source` joined to the output of `target`."""

    source: str
    target: str
    merge: str = "add"

    def __post_init__(self):
        _find("merge", self.merge, f"skip from {self.source!r} to {self.target!r}")

    def to_dict(self):
        return {"source": self.source, "target": self.target, "merge": self.merge}


@dataclass(frozen=True)
class Network:
    """A whole network; `input_shape` is (height, width, channels), images floats in [0, 1]."""

    name: str
    stages: tuple
    input_shape: tuple = (32, 32, 3)
    stem: Choice | dict = None
    skips: tuple = ()
    head: Choice | dict = None

    def __post_init__(self):
        if not isinstance(self.name, str) or not NAME.fullmatch(self.name):
            raise SpecError(
                f"name must be letters, digits and _, a letter first, got {self.name!r}"
            )
        kinds = {"stem": {"kind": "conv"}, "head": {"kind": "classifier"}}
        checked = {role: Choice.of(role, getattr(self, role) or kinds[role]) for role in kinds}
        checked["input_shape"] = _image(self.input_shape)
        checked["stages"] = tuple(
            _at_stage(i, stage) for i, stage in enumerate(_list(self.stages, "stages"), 1)
        )
        checked["skips"] = tuple(_skip(each) for each in _list(self.skips, "skips"))
        for key, value in checked.items():
            object.__setattr__(self, key, value)
        if len(self.stages) > MAX_STAGES:
            raise SpecError(f"{len(self.stages)} stages; at most {MAX_STAGES} are laid out")
        for skip in self.skips:
            self._check_skip(skip)

    @property
    def places(self):
        """The names that a long skip may join, in order."""
        stem = () if self.stem.kind == "none" else ("stem",)
        return ("input", *stem, *[f"stage{i + 1}" for i in range(len(self.stages))])

    def with_(self, **changes):
        """A copy with some fields changed."""
        return replace(self, **changes)

    def to_dict(self):
        return {
            "name": self.name,
            "input_shape": list(self.input_shape),
            "stem": self.stem.to_dict(),
            "stages": [stage.to_dict() for stage in self.stages],
            "skips": [skip.to_dict() for skip in self.skips],
            "head": self.head.to_dict(),
        }

    def to_json(self, indent=2):
        return json.dumps(self.to_dict(), indent=indent)

    @classmethod
    def from_dict(cls, data):
        """Raises SpecError; an unknown key names the nearest known one."""
        _keys(data, ("name", "input_shape", "stem", "stages", "skips", "head"), "the network")
        for key in ("name", "stages"):
            if key not in data:
                raise SpecError(f"the network has no {key!r}")
        return cls(**data)

    @classmethod
    def from_json(cls, text):
        try:
            data = json.loads(text, parse_constant=_no_constant)
        except (json.JSONDecodeError, RecursionError) as error:
            raise SpecError(f"this is not JSON: {error}") from None
        return cls.from_dict(data)

    def _check_skip(self, skip):
        for end, name in (("source", skip.source), ("target", skip.target)):
            if name not in self.places:
                near = blocks.nearest(str(name), self.places)
                raise SpecError(f"skips: unknown {end} {name!r}{near}")
        if self.places.index(skip.source) >= self.places.index(skip.target):
            raise SpecError(
                f"skips: from {skip.source!r} to {skip.target!r} runs backwards; swap them"
            )
        if self.skips.count(skip) > 1:
            raise SpecError(f"skips: {skip.source!r} to {skip.target!r} stands twice; remove one")


def _at_stage(index, value):
    try:
        if isinstance(value, Stage):
            return value
        if not isinstance(value, dict):
            raise SpecError(f"must be an object, got {value!r}")
        if "block" not in value:
            raise SpecError("has no 'block'")
        known = _find("block", value["block"], "block").options
        _keys(value, (*STAGE_KEYS, *known), f"block {value['block']!r}")
        if "filters" not in value:
            raise SpecError("has no 'filters'")
        return Stage(**value)
    except SpecError as error:
        raise SpecError(f"stage{index}: {error}") from None


def _skip(value):
    if isinstance(value, Skip):
        return value
    _keys(value, ("source", "target", "merge"), "skips")
    for key in ("source", "target"):
        if key not in value:
            raise SpecError(f"skips: {value!r} has no {key!r}")
    return Skip(**value)


def _options(known, given, where, lists=False):
    checked = {}
    for key, value in given.items():
        if key not in known:
            raise SpecError(f"{where} has no option {key!r}{blocks.nearest(key, known)}")
        value = _frozen(value)
        values = value if lists and isinstance(value, tuple) else (value,)
        checks = [_option(known[key], each, where) for each in values]
        checked[key] = tuple(checks) if lists and isinstance(value, tuple) else checks[0]
    return checked


def _option(option, value, where):
    if option.choices:
        if value not in option.choices:
            allowed = ", ".join(map(repr, option.choices))
            raise SpecError(f"{where}: {option.name} must be one of {allowed}, got {value!r}")
        return value
    if option.type is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not option.type:
        kind = {int: "a whole number", float: "a number", bool: "true or false"}
        wanted = kind.get(option.type, "a text")
        raise SpecError(f"{where}: {option.name} must be {wanted}, got {value!r}")
    if option.range and not option.range[0] <= value <= option.range[1]:
        low, high = option.range
        raise SpecError(f"{where}: {option.name} must be from {low} to {high}, got {value!r}")
    return value


def _find(role, name, where):
    try:
        return blocks.find(role, name)
    except blocks.UnknownPartError as error:
        raise SpecError(f"{where}: {error}" if where != role else str(error)) from None


def _whole(value, key):
    low, high = LIMITS[key]
    if type(value) is not int or not low <= value <= high:
        raise SpecError(f"{key} must be a whole number from {low} to {high}, got {value!r}")


def _image(value):
    if not isinstance(value, list | tuple) or len(value) != 3:
        raise SpecError(f"input_shape must be [height, width, channels], got {value!r}")
    for size in value:
        if type(size) is not int or not LIMITS["size"][0] <= size <= LIMITS["size"][1]:
            raise SpecError(f"input_shape: sizes are whole numbers from 1 to 4096, got {value!r}")
    return tuple(value)


def _list(value, key):
    if not isinstance(value, list | tuple):
        raise SpecError(f"{key} must be a list, got {value!r}")
    return value


def _keys(data, known, where):
    if not isinstance(data, dict):
        raise SpecError(f"{where} must be an object, got {data!r}")
    for key in data:
        if key not in known:
            raise SpecError(f"{where}: unknown key {key!r}{blocks.nearest(str(key), known)}")


def _at(value, index):
    return value[index] if isinstance(value, tuple) else value


def _frozen(value):
    return tuple(value) if isinstance(value, list) else value


def _thawed(values):
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def _listed(values):
    return ", ".join(map(repr, values))


def _no_constant(text):
    raise SpecError(f"this is not JSON: {text} is no number")
