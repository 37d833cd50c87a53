"""Edits of a description: each takes a network and returns a changed copy.

Stages and blocks are counted from 0. What cannot be raises SpecError and changes nothing.
"""

from explorer.specs import Network, Skip, SpecError, Stage


def set_stage(network, index, **changes):
    """Change fields or options of a stage; a value of None drops an option."""
    stage = _stage(network, index)
    if "blocks" in changes:
        changes = {**_refitted(stage, changes["blocks"]), **changes}
    dropped = {key for key, value in changes.items() if value is None}
    kept = {key: value for key, value in stage.to_dict().items() if key not in dropped}
    return _with_stage(network, index, Stage(**{**kept, **_given(changes)}))


def set_block_type(network, index, block):
    """Give a stage another type of block; options of the same name stay, if they still fit."""
    before = _stage(network, index)
    bare = Stage(block, before.filters, before.blocks)
    kept = {}
    for key, value in before.to_dict().items():
        if key in ("block", "filters", "blocks") or key not in bare.part.parameters:
            continue
        try:
            Stage(block, before.filters, before.blocks, **{key: value})
        except SpecError:
            continue
        kept[key] = value
    return _with_stage(network, index, bare.with_(**kept))


def add_stage(network, index):
    """Put a copy of the stage before `index` there, twice as wide and half the size."""
    model = network.stages[index - 1] if index else network.stages[0] if network.stages else None
    if model is None:
        stage = Stage("basic", 16, 3)
    elif "strides" in model.part.parameters and index:
        stage = model.with_(filters=model.filters * 2, strides=2)
    else:
        stage = model
    stages = [*network.stages[:index], stage, *network.stages[index:]]
    return _restaged(network, stages, lambda old: old + 1 if old >= index else old)


def remove_stage(network, index):
    """Take a stage out, and the long skips that join it."""
    _stage(network, index)
    stages = [stage for i, stage in enumerate(network.stages) if i != index]
    if not stages and network.stem.kind == "none" and network.head.kind == "none":
        raise SpecError("the last stage stays: a network needs a stem, a stage or a head")
    return _restaged(network, stages, lambda i: None if i == index else i - (i > index))


def move_stage(network, index, by):
    """Move a stage up (-1) or down (1); long skips that would run backwards go."""
    other = index + by
    if not 0 <= other < len(network.stages):
        raise SpecError(f"stage{index + 1} cannot move {'up' if by < 0 else 'down'} any further")
    stages = list(network.stages)
    stages[index], stages[other] = stages[other], stages[index]
    return _restaged(network, stages, lambda old: {index: other, other: index}.get(old, old))


def deepen(network, blocks):
    """Give every stage of blocks that may skip this number of blocks."""
    for index, stage in enumerate(network.stages):
        if "skip" in stage.part.parameters:
            network = set_stage(network, index, blocks=blocks)
    return network


def toggle_skips(network, index, blocks=None):
    """Switch the skips of some blocks (or of the whole stage): all on, or all off if all are on."""
    stage = _stage(network, index)
    if "skip" not in stage.part.parameters:
        raise SpecError(f"stage{index + 1}: block {stage.block!r} has no skip to switch")
    values = list(stage.skip) if isinstance(stage.skip, tuple) else [stage.skip] * stage.blocks
    chosen = range(stage.blocks) if blocks is None else blocks
    if max(chosen) >= stage.blocks:
        gone = max(chosen) + 1
        raise SpecError(f"stage{index + 1} has no block {gone}: it has {stage.blocks}")
    target = not all(values[block] for block in chosen)
    for block in chosen:
        values[block] = target
    skip = values[0] if len(set(values)) == 1 else values
    return _with_stage(network, index, stage.with_(skip=skip))


def add_long_skip(network, source, target, merge="add"):
    """Join the output of one place to that of a later one; the order of the two is found."""
    places = network.places
    if source in places and target in places and places.index(source) > places.index(target):
        source, target = target, source
    if Skip(source, target, merge) in network.skips:
        raise SpecError(f"there is a skip from {source!r} to {target!r} already")
    return network.with_(skips=(*network.skips, Skip(source, target, merge)))


def remove_long_skip(network, source, target):
    """Take away what joins two places."""
    left = tuple(s for s in network.skips if (s.source, s.target) != (source, target))
    if len(left) == len(network.skips):
        raise SpecError(f"there is no skip from {source!r} to {target!r}")
    return network.with_(skips=left)


def set_choice(network, role, kind, **options):
    """Give the network another stem or head."""
    joined = [skip for skip in network.skips if "stem" in (skip.source, skip.target)]
    if (role, kind) == ("stem", "none") and joined:
        ends = f"from {joined[0].source!r} to {joined[0].target!r}"
        raise SpecError(f"the stem stays: remove the skip {ends} first")
    return network.with_(**{role: {"kind": kind, **options}})


def _stage(network, index):
    count = len(network.stages)
    if not 0 <= index < count:
        raise SpecError(f"there is no stage{index + 1}: the network has {count} stages")
    return network.stages[index]


def _refitted(stage, blocks):
    """Lists with one value a block, cut or continued with their last value."""
    if not isinstance(blocks, int) or blocks < 1:
        return {}
    lists = {key: value for key, value in stage.to_dict().items() if isinstance(value, list)}
    return {k: [*v, *[v[-1]] * (blocks - len(v))][:blocks] for k, v in lists.items()}


def _given(changes):
    return {key: value for key, value in changes.items() if value is not None}


def _with_stage(network, index, stage):
    stages = list(network.stages)
    stages[index] = stage
    return network.with_(stages=tuple(stages))


def _restaged(network, stages, place):
    """The network with other stages, its long skips carried along by `place(old) -> new`."""
    moved = []
    for skip in network.skips:
        source, target = (_moved(end, place) for end in (skip.source, skip.target))
        if source and target:
            moved.append(Skip(source, target, skip.merge))
    bare = network.with_(stages=tuple(stages), skips=())
    order = {name: i for i, name in enumerate(bare.places)}
    forward = tuple(s for s in moved if order[s.source] < order[s.target])
    return Network.from_dict({**bare.to_dict(), "skips": [s.to_dict() for s in forward]})


def _moved(name, place):
    if not name.startswith("stage"):
        return name
    new = place(int(name.removeprefix("stage")) - 1)
    return None if new is None else f"stage{new + 1}"
