"""Which stage of a network stands for which of another, and which block for which.

Stages follow each other in both, so it is an edit distance: what two stages differ in is the cost
of putting them together, and one that stands alone costs more than most differences. An inserted
stage therefore moves the later ones and does not change them.
"""

import difflib
import math

from explorer.comparison import options

ALONE = 0.9  # what a stage without a partner costs
BLOCK, FILTERS, STRIDES, COUNT, OPTIONS = 0.6, 0.4, 0.3, 0.2, 0.1  # what pairs may differ in
MOST_PAIRS = 40_000  # of blocks, beyond which the search for equal ones takes seconds


def stages(a, b):
    """Pairs of numbers (from 0) of stages; None stands for no partner."""
    return _aligned(a.stages, b.stages, _distance, ALONE)


def blocks(x, y):
    """Pairs of numbers (from 0) of the blocks of two stages.

    Blocks of equally long stages go by their numbers, as those of very long ones do. Else the
    equal ones come together. What is left over stands alone, as all do where a stage is None.
    """
    if x is None or y is None:
        return list(_side_by_side(range(x.blocks if x else 0), range(y.blocks if y else 0)))
    if x.blocks == y.blocks:
        return [(i, i) for i in range(x.blocks)]
    one, two = _keys(x), _keys(y)
    start = _shared_start(one, two)
    pairs = [(i, i) for i in range(start)]
    if (len(one) - start) * (len(two) - start) > MOST_PAIRS:
        return pairs + list(_side_by_side(range(start, len(one)), range(start, len(two))))
    matcher = difflib.SequenceMatcher(None, one[start:], two[start:], autojunk=False)
    for _, i, i_end, j, j_end in matcher.get_opcodes():
        pairs += _side_by_side(range(start + i, start + i_end), range(start + j, start + j_end))
    return pairs


def long_skips(a, b):
    """Pairs of long skips, in order; None stands for no partner.

    Partners have the same ends and, where there is a choice, merge in the same way.
    """
    ends, taken = _places(a, b), {}
    for is_same in (lambda skip, other: skip.merge == other.merge, lambda *_: True):
        for skip in a.skips:
            here = ends.get(skip.source), ends.get(skip.target)
            for other in b.skips:
                free = skip not in taken and other not in taken.values()
                if free and (other.source, other.target) == here and is_same(skip, other):
                    taken[skip] = other
    alone = [(None, other) for other in b.skips if other not in taken.values()]
    return [(skip, taken.get(skip)) for skip in a.skips] + alone


def parts(a, b):
    """Pairs of the ids of stem, blocks, long skips and head; None stands for no partner."""
    pairs = [_names(network, role) for role in ("stem", "head") for network in (a, b)]
    yield from (pair for pair in (pairs[:2], pairs[2:]) if any(pair))
    for i, j in stages(a, b):
        yield from block_ids(a, b, i, j)
    for skip, other in long_skips(a, b):
        yield merge_id(skip), merge_id(other)


def block_ids(a, b, i, j):
    """Pairs of the ids of the blocks of two stages, by the stages' numbers or None."""
    for k, m in blocks(_at(a.stages, i), _at(b.stages, j)):
        yield _block(i, k), _block(j, m)


def merge_id(skip):
    """The id of the merge where a long skip ends; None where there is none."""
    return skip and f"{skip.merge}_{skip.source}_to_{skip.target}"


def _names(network, role):
    return None if getattr(network, role).kind == "none" else role


def _at(stages_, number):
    return None if number is None else stages_[number]


def _block(stage, block):
    return None if block is None else f"stage{stage + 1}_block{block + 1}"


def _places(a, b):
    """The places of `a` that have a partner in `b`, by name."""
    pairs = [(f"stage{i + 1}", f"stage{j + 1}") for i, j in stages(a, b) if None not in (i, j)]
    return {"input": "input", "stem": "stem", **dict(pairs)}


def _aligned(one, two, distance, alone):
    """The cheapest way through both sequences; of equal ways the one that pairs early."""
    costs = {(len(one), len(two)): (0.0, None)}
    for i in reversed(range(len(one) + 1)):
        for j in reversed(range(len(two) + 1)):
            ways = _ways(i, j, costs, one, two, distance, alone)
            costs[i, j] = min(ways, key=lambda way: way[0], default=costs.get((i, j)))
    return list(_way(costs))


def _ways(i, j, costs, one, two, distance, alone):
    if i < len(one) and j < len(two):
        yield distance(one[i], two[j]) + costs[i + 1, j + 1][0], (i + 1, j + 1)
    if i < len(one):
        yield alone + costs[i + 1, j][0], (i + 1, j)
    if j < len(two):
        yield alone + costs[i, j + 1][0], (i, j + 1)


def _way(costs):
    here = (0, 0)
    while (after := costs[here][1]) is not None:
        yield tuple(old if old != new else None for old, new in zip(here, after, strict=True))
        here = after


def _distance(x, y):
    width = min(1.0, abs(math.log2(x.filters / y.filters)))
    return (
        BLOCK * (x.block != y.block)
        + FILTERS * width
        + STRIDES * (x.strides != y.strides)
        + COUNT * (x.blocks != y.blocks)
        + OPTIONS * (options.of_stage(x) != options.of_stage(y) or x.skip != y.skip)
    )


def _keys(stage):
    arguments = (stage.arguments(index) for index in range(stage.blocks))
    return [repr(sorted(each.items())) for each in arguments]


def _shared_start(one, two):
    """How many keys are equal from the start; then a long run need not be searched through."""
    pairs = zip(one, two, strict=False)
    return next((n for n, (k, m) in enumerate(pairs) if k != m), min(len(one), len(two)))


def _side_by_side(one, two):
    both = min(len(one), len(two))
    yield from zip(one[:both], two[:both], strict=True)
    yield from ((i, None) for i in one[both:])
    yield from ((None, j) for j in two[both:])
