"""How stages, blocks and options are named in the words of a comparison."""

from explorer import blocks
from explorer.comparison import options

LONGEST_LIST = 6  # values of an option that differs from block to block


def stages(numbers):
    """Stages by their numbers (from 1): "stage 2", "stages 1 and 3", "stages 1 to 4"."""
    return _numbered("stage", numbers)


def in_blocks(numbers):
    """Blocks by their numbers (from 1): "block 2", "blocks 2 and 4", "blocks 1 to 3"."""
    return _numbered("block", numbers)


def place(name):
    """A place as people write it: "stage1" is "stage 1", "input" is "the image"."""
    if name == "input":
        return "the image"
    return f"stage {name.removeprefix('stage')}" if name.startswith("stage") else f"the {name}"


def size(shape):
    """A shape as `32 × 32 × 3`."""
    return " × ".join(map(str, shape))


def part(name):
    """A part's name as its card in a picture has it."""
    return name.replace("_", " ")


def value(given, most=LONGEST_LIST):
    """The value of an option: true is "on", a list shows its first values."""
    if isinstance(given, bool):
        return "on" if given else "off"
    if isinstance(given, tuple):
        shown = [value(each) for each in given[:most]]
        return ", ".join([*shown, *(["..."] if len(given) > most else [])])
    return f"{given:g}" if isinstance(given, float) else part(str(given))


def values(one, two):
    """Two values of one option; lists that begin alike are shown whole."""
    told = value(one), value(two)
    if told[0] == told[1]:
        return tuple(value(each, most=len(str(each))) for each in (one, two))
    return told


def option(key, given):
    """An option with its value: "shortcut pad", "norm off"."""
    return f"{part(key)} {value(given)}"


def choice(chosen):
    """A stem or head in short, with what is not usual of it: "conv (filters 64)"."""
    if chosen.kind == "none":
        return "none"
    usual = blocks.find(chosen.role, chosen.kind)
    about = [
        option(key, given)
        for key, given in options.of_choice(chosen).items()
        if not options.is_usual(usual, key, given)
    ]
    return part(chosen.kind) + _in_brackets(about)


def counted(stage, other=None, noun="block"):
    """A stage in short: "5 basic blocks (shortcut pad)".

    Args:
        other: the stage beside it: what both have alike is left out, and of equal blocks all.
    """
    theirs = options.of_stage(other) if other else {}
    about = [
        option(key, given)
        for key, given in options.of_stage(stage).items()
        if given != theirs.get(key, stage.part.parameters[key].default)
        and not (other and other.block == stage.block)
    ]
    if skips(stage) and skips(stage) != "skips on" and not (other and skips(other)):
        about = [skips(stage), *about]
    noun += "s" if stage.blocks > 1 else ""
    return f"{stage.blocks} {part(stage.block)} {noun}{_in_brackets(about)}"


def skips(stage):
    """Which skips are on: "skips on", "skips off in blocks 2 and 4"; "" where there are none."""
    toggles = options.skips(stage)
    off = [number for number, on in enumerate(toggles, 1) if not on]
    if not off or len(off) == len(toggles):
        return ("skips off" if off else "skips on") if toggles else ""
    return f"skips off in {in_blocks(off)}"


def strides(stage):
    """The strides of the blocks: "2" where only the first has one, else "2 in block 3"."""
    first, *later = all_ = options.strides(stage)
    if set(later) <= {1}:
        return str(first)
    moving = [(number, stride) for number, stride in enumerate(all_, 1) if stride != 1]
    return ", ".join(f"{stride} in block {number}" for number, stride in moving)


def _in_brackets(words):
    return f" ({', '.join(words)})" if words else ""


def _numbered(noun, numbers):
    if len(numbers) == 1:
        return f"{noun} {numbers[0]}"
    if len(numbers) > 2 and list(numbers) == list(range(numbers[0], numbers[-1] + 1)):
        return f"{noun}s {numbers[0]} to {numbers[-1]}"
    return f"{noun}s {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
