"""Options with their defaults filled in, so that one left out equals the same one written down."""

from explorer import blocks


def of_choice(choice):
    """A stem's or head's options by name; none of kind "none"."""
    return (
        {}
        if choice.kind == "none"
        else _filled(blocks.find(choice.role, choice.kind).parameters, choice.options)
    )


def of_stage(stage):
    """A stage's own options by name; one value where all blocks share it, else a tuple."""
    return {key: _one(value) for key, value in _filled(stage.part.options, stage.options).items()}


def of_call(call):
    """The arguments of a call by name."""
    return _filled(call.part.parameters, call.arguments)


def is_usual(part, key, value):
    """Whether an option has its default."""
    return part.parameters[key].default == value


def strides(stage):
    """The strides of a stage's blocks, in order; of a block that takes none, all 1."""
    return [stage.arguments(index).get("strides", 1) for index in range(stage.blocks)]


def skips(stage):
    """Whether the skip of each block is on, in order; none where blocks take no toggle."""
    if "skip" not in stage.part.parameters:
        return []
    return [stage.arguments(index)["skip"] for index in range(stage.blocks)]


def _filled(parameters, given):
    return {name: given.get(name, option.default) for name, option in parameters.items()}


def _one(value):
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value
