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
from dataclasses import dataclass, replace

from explorer import blocks, checks
from explorer.checks import SpecError, show

STAGE_KEYS = ("block", "filters", "blocks", "strides", "skip")
MAX_STAGES, MAX_BLOCKS = 32, 2000  # a network of so many blocks is traced within a second

__all__ = ["Choice", "Network", "Skip", "SpecError", "Stage"]


@dataclass(frozen=True)
class Choice:
    """A stem or a head: a kind and its options; kind "none" leaves it out."""

    role: str
    kind: str
    options: dict

    def __post_init__(self):
        if self.kind != "none":
            known = checks.part(self.role, self.kind).parameters
            object.__setattr__(self, "options", checks.options(known, self.options, self.role))
        elif self.options:
            raise SpecError(f"{self.role} of kind 'none' has no options: {show([*self.options])}")

    @classmethod
    def of(cls, role, value):
        """From a dict with `kind`, or from another Choice."""
        if isinstance(value, Choice) and value.role == role:
            return value
        if not isinstance(value, dict) or "kind" not in value:
            raise SpecError(f'{role} must be an object with a "kind", got {show(value)}')
        return cls(role, value["kind"], {k: v for k, v in value.items() if k != "kind"})

    def to_dict(self):
        return {"kind": self.kind, **checks.thawed(self.options)}


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
        part = checks.part("block", block)
        checks.whole(filters, "filters"), checks.whole(blocks, "blocks")
        strides, skip = checks.frozen(strides), checks.frozen(skip)
        for value in strides if isinstance(strides, tuple) else (strides,):
            checks.whole(value, "strides")
        for value in skip if isinstance(skip, tuple) else (skip,):
            checks.toggle(value, "skip")
        for key, value, usual in (("strides", strides, 1), ("skip", skip, True)):
            if key not in part.parameters and value != usual:
                raise SpecError(f"block {block!r} has no {key}: leave it out, got {show(value)}")
        options = checks.options(part.options, options, f"block {block!r}", lists=True)
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
        return checks.thawed({**{k: known[k] for k in STAGE_KEYS[:3]}, **laid_out, **self.options})

    def _plain(self):
        return {**{key: getattr(self, key) for key in STAGE_KEYS}, **self.options}


@dataclass(frozen=True)
class Skip:
    """A long skip: the output of `source` joined to the output of `target`."""

    source: str
    target: str
    merge: str = "add"

    def __post_init__(self):
        checks.part("merge", self.merge, f"skip from {show(self.source)} to {show(self.target)}")

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
        checked = {"name": checks.name_of_network(self.name)}
        for role, usual in (("stem", "conv"), ("head", "classifier")):
            value = getattr(self, role)
            checked[role] = Choice.of(role, {"kind": usual} if value is None else value)
        checked["input_shape"] = checks.image(self.input_shape)
        stages = checks.sequence(self.stages, "stages")
        if len(stages) > MAX_STAGES:
            raise SpecError(f"{len(stages)} stages; at most {MAX_STAGES} are laid out")
        checked["stages"] = tuple(_at_stage(i, stage) for i, stage in enumerate(stages, 1))
        checked["skips"] = tuple(_skip(each) for each in checks.sequence(self.skips, "skips"))
        for key, value in checked.items():
            object.__setattr__(self, key, value)
        count = sum(stage.blocks for stage in self.stages)
        if count > MAX_BLOCKS:
            raise SpecError(f"{count} blocks in all; at most {MAX_BLOCKS} are laid out")
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
        known = ("name", "input_shape", "stem", "stages", "skips", "head")
        checks.keys(data, known, "the network")
        checks.needed(data, ("name", "stages"), "the network")
        return cls(**data)

    @classmethod
    def from_json(cls, text):
        """Raises SpecError."""
        return cls.from_dict(checks.read_json(text))

    def _check_skip(self, skip):
        for end, name in (("source", skip.source), ("target", skip.target)):
            if name not in self.places:
                near = checks.nearest(name, self.places)
                raise SpecError(f"skips: unknown {end} {show(name)}{near}")
        if self.places.index(skip.source) >= self.places.index(skip.target):
            raise SpecError(
                f"skips: from {skip.source!r} to {skip.target!r} runs backwards; swap them"
            )
        if self.skips.count(skip) > 1:
            raise SpecError(f"skips: {skip.source!r} to {skip.target!r} stands twice; remove one")


def _at_stage(index, value):
    try:
        return value if isinstance(value, Stage) else _stage(value)
    except SpecError as error:
        raise SpecError(f"stage{index}: {error}") from None


def _stage(value):
    if not isinstance(value, dict):
        raise SpecError(f"must be an object, got {show(value)}")
    checks.needed(value, ("block",), "the stage")
    known = checks.part("block", value["block"]).options
    checks.keys(value, (*STAGE_KEYS, *known), f"block {value['block']!r}")
    checks.needed(value, ("filters",), "the stage")
    return Stage(**value)


def _skip(value):
    if isinstance(value, Skip):
        return value
    checks.keys(value, ("source", "target", "merge"), "skips")
    checks.needed(value, ("source", "target"), f"skips: {show(value)}")
    return Skip(**value)


def _at(value, index):
    return value[index] if isinstance(value, tuple) else value
