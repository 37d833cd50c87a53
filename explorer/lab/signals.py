"""What runs forward: how strongly blocks respond, and how near they start to the identity."""

import numpy as np
from keras import ops

from explorer import layers
from explorer.data import floats
from explorer.lab.gradients import noise
from explorer.lab.subject import Partial, Subject, block_outputs, watch
from explorer.specs import SpecError

CHUNK = 64  # images at a time: what all blocks leave must fit the memory


def response(subject, options):
    """The spread of each block's output, of its branch, and of its shortcut.

    The result holds `lines`: `{"network", "plain", "weights", "blocks", "output", "branch",
    "shortcut"}`; each of the last three has a list over the blocks for each seed, standard
    deviations over images, pixels and channels, with None where a block has no sum.
    """
    everyone = [subject, subject.twin] if options["twin"] and not subject.is_plain else [subject]
    result = {"lines": []}
    for index, who in enumerate(everyone):
        line = {"network": who.network.name, "plain": who.is_plain, "blocks": [*_ends(who.graph)]}
        line |= {"weights": "best" if who.run else "fresh", "output": []}
        line |= {"branch": [], "shortcut": []}
        for seed in range(1 if who.run else options["seeds"]):
            for name, values in _responses(who, seed, options["images"]).items():
                line[name].append(values)
        result["lines"].append(line)
        yield Partial((index + 1) / len(everyone), who.network.name, result)


def identity(subject, options):
    """How far each block that keeps its shape is from the identity, with fresh weights.

    The result holds `lines`: `{"network", "plain", "zero_gamma", "blocks", "distance"}`, with a
    list over the blocks for each seed: |output - input| / |input|.
    """
    everyone = [(subject, False), *_with_zero_gamma(subject), (subject.twin, False)]
    result = {"lines": []}
    for index, (who, zero) in enumerate(everyone):
        kept = _keeping_their_shape(who.graph)
        distance = [_distances(who, seed, kept) for seed in range(options["seeds"])]
        line = {"network": who.network.name, "plain": who.is_plain, "zero_gamma": zero}
        result["lines"].append(line | {"blocks": [*kept], "distance": distance})
        yield Partial((index + 1) / len(everyone), who.network.name, result)


def _ends(graph):
    """`{block: (its output, the branch, the shortcut)}`, names of layers or None."""
    sums = {s.call.name: _sum(s.layers) for s in graph.sections}
    return {name: (end, *sums[name]) for name, end in block_outputs(graph).items()}


def _sum(made):
    merges = [layer for layer in made if isinstance(layer, layers.Add)]
    if not merges:
        return None, None
    shortcut, branch = merges[-1].inputs[:2]
    return branch.layer.name, shortcut.layer.name


def _responses(who, seed, count):
    ends, model = _ends(who.graph), who.trained() if who.run else who.fresh(seed)
    x = floats(who.validation(count)[0]) if who.run else _noise(who, seed, count)
    names = list(dict.fromkeys(name for end in ends.values() for name in end if name))
    spread = dict(zip(names, _spreads(model, names, x, not who.run), strict=True))
    columns = zip(*([spread.get(name) for name in end] for end in ends.values()), strict=True)
    return dict(zip(("output", "branch", "shortcut"), map(list, columns), strict=True))


def _spreads(model, names, x, training):
    """The standard deviation of each named layer's output over all images."""
    seen = watch(model, names)
    sums = np.zeros((len(names), 3))
    for start in range(0, len(x), CHUNK):
        outputs = seen(x[start : start + CHUNK], training=training)
        for index, name in enumerate(names):
            values = ops.convert_to_numpy(ops.cast(outputs[name], "float32")).astype(float)
            sums[index] += values.size, values.sum(), np.square(values).sum()
    count, total, squares = sums.T
    return np.sqrt(np.maximum(squares / count - (total / count) ** 2, 0)).tolist()


def _keeping_their_shape(graph):
    """`{block: (the layer before it, its last layer)}` of the blocks that change no shape."""
    found = {}
    for section in graph.sections:
        first, last = section.layers[0], section.layers[-1]
        source = first.inputs[0]
        in_stage = section.call.place.startswith("stage") and not section.call.skip_from
        if in_stage and source.shape == last.output.shape:
            found[section.call.name] = source.layer.name, last.name
    return found


def _distances(who, seed, kept):
    if not kept:
        return []
    model, x = who.fresh(seed), _noise(who, seed, CHUNK)
    names = list(dict.fromkeys(name for pair in kept.values() for name in pair))
    outputs = watch(model, names)(x, training=True)
    values = {name: ops.convert_to_numpy(output) for name, output in outputs.items()}
    return [
        float(np.linalg.norm(values[end] - values[start]) / np.linalg.norm(values[start]))
        for start, end in kept.values()
    ]


def _with_zero_gamma(subject):
    network = subject.network
    takes = [stage for stage in network.stages if "zero_gamma" in stage.part.parameters]
    if not takes:
        return []
    stages = [s.with_(zero_gamma=True) if s in takes else s for s in network.stages]
    try:
        return [(Subject(network.with_(stages=tuple(stages))), True)]
    except SpecError:
        return []


def _noise(who, seed, count):
    return noise(who.network.input_shape, seed, count)[0]
