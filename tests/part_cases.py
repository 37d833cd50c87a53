"""Small networks that show every registered part, with every choice of every option."""

from explorer import Network, Skip, Stage, blocks

NONE = {"kind": "none"}
CHANGED = {int: 2, float: 0.25}  # a value that differs from the default, by type


def block_cases():
    """Pairs of an id and a network: each block by itself, then each option changed alone."""
    for name in blocks.names("block"):
        part = blocks.find("block", name)
        yield name, _of_block(name)
        if "strides" in part.parameters:
            yield f"{name}-strides", _of_block(name, strides=2)
        if "skip" in part.parameters:
            yield f"{name}-plain", _of_block(name, skip=False)
            yield f"{name}-second_plain", _of_block(name, skip=[True, False])
        for option, value in _changes(part.options):
            strides = 2 if option == "shortcut" and value != "identity" else 1
            strides = 2 if option == "compression" else strides
            yield f"{name}-{option}={value}", _of_block(name, strides, **{option: value})


def stem_cases():
    for name in blocks.names("stem"):
        part = blocks.find("stem", name)
        for key, value in [("", None), *_changes(part.parameters)]:
            stem = {"kind": name, **({key: value} if key else {})}
            yield f"{name}_stem-{key}={value}", Network("net", [Stage("plain", 8)], stem=stem)


def head_cases():
    for name in blocks.names("head"):
        part = blocks.find("head", name)
        for key, value in [("", None), *_changes(part.parameters)]:
            head = {"kind": name, **({key: value} if key else {})}
            yield f"{name}_head-{key}={value}", Network("net", [Stage("plain", 8, 1, 2)], head=head)


def merge_cases():
    """Long skips to equal, smaller and larger images, of equal and of other widths."""
    widths = ((8, 1), (8, 1), (16, 2), (16, 2))
    stages = [Stage("plain", width, strides=strides) for width, strides in widths]
    stages.append(Stage("upsample", 8, factor=4))
    ends = (("stage1", "stage2"), ("stem", "stage3"), ("stage3", "stage5"), ("stage4", "stage5"))
    for merge in blocks.names("merge"):
        for source, target in (*ends, ("input", "stem")):
            skips = [Skip(source, target, merge)]
            yield f"{merge}-{source}-{target}", Network("net", stages, skips=skips)
        yield f"{merge}-all", Network("net", stages, skips=[Skip(*each, merge) for each in ends])


def cases():
    return [*block_cases(), *stem_cases(), *head_cases(), *merge_cases()]


def _changes(options):
    for name, option in options.items():
        if option.choices:
            yield from ((name, choice) for choice in option.choices if choice != option.default)
        elif option.type is bool:
            yield name, not option.default
        elif name != "strides":
            value = CHANGED[option.type]
            yield name, value if value != option.default else option.default + 1


def _of_block(name, strides=1, **options):
    """Two blocks of 16 filters after a stem of 16, so that bare shortcuts fit."""
    known = blocks.find("block", name).options
    if strides != 1 and "shortcut" in known and known["shortcut"].default == "identity":
        options.setdefault("shortcut", "projection")
    if options.get("shortcut") == "identity":
        options |= {key: 1 for key in ("expansion", "widen") if key in known}
    stages = [Stage(name, 16, 2, strides, **options)]
    return Network("net", stages, (16, 16, 3), head={"kind": "classifier", "classes": 4})
