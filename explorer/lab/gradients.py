"""What reaches weights and images from behind: the size of gradients, and whether they agree."""

import keras
import numpy as np

from explorer import edits
from explorer.lab.bare import Bare
from explorer.lab.derivatives import image_gradients, weight_gradients
from explorer.lab.subject import Partial, Subject, labels_of

PROTOCOL = "16 standard-normal images, random labels, training mode"
MOVED = f"fresh weights, {PROTOCOL}, images moved by 1 % noise"
NORMS = ("BatchNormalization", "LayerNormalization")
IMAGES = 16
NOISE = 0.01  # of a standard deviation: how far the images are moved
DEPTHS = (1, 2, 3, 5, 7, 9, 12, 18, 24, 30)  # blocks a stage; 1, 2, 3, 5, 7, 9, 18 are He's


def gradient_flow(subject, options):
    """The root mean square of the gradient by each block's convolutions and dense layers.

    The result holds `lines`, one for each network, state of its weights and way of norm:
    `{"network", "plain", "norm", "weights", "blocks", "rms", "ratio"}`. `rms` has a list over the
    blocks for each seed; `ratio` is, for each seed, that of the first to the last convolution
    larger than 1x1.
    """
    result = {"protocol": PROTOCOL, "lines": []}
    plan, done = _plan(subject, options), 0
    total = sum(max(seeds, 1) for *_, seeds in plan)
    for who, weights, norms, seeds in plan:
        lines = [_line(who, norm, weights) for norm in norms]
        result["lines"] += lines
        for seed, model in enumerate(_fresh(who, seeds) if seeds else [who.trained(weights)]):
            for norm, line in zip(norms, lines, strict=True):
                _add(line, _flow(who.graph, _without(model, norm), seed))
            done += 1
            yield Partial(done / total, f"{who.network.name}, {weights}", result)


def shattered(subject, options):
    """The cosine of the image gradients at an image and at one moved by a little noise.

    The result holds `protocol`, and `points`: `{"network", "plain", "depth", "blocks", "cosines"}`,
    with a cosine for each seed.
    """
    everyone = [subject, *_beside(subject)]
    sizes = [n for n in DEPTHS if n <= options["deepest"]]
    todo = [(blocks, each) for blocks in sizes for each in everyone]
    result = {"protocol": MOVED, "points": []}
    for index, (blocks, each) in enumerate(todo):
        who = Subject(edits.deepen(each.network, blocks))
        models = enumerate(_fresh(who, options["seeds"]))
        cosines = [_cosine(model, who, seed) for seed, model in models]
        point = {"network": each.network.name, "plain": each.is_plain}
        point |= {"depth": who.summary.depth, "blocks": blocks, "cosines": cosines}
        result["points"].append(point)
        yield Partial((index + 1) / len(todo), f"{point['depth']} layers", result)


def noise(shape, seed, count=IMAGES):
    """Standard-normal images, float32, and the generator for what else is random."""
    random = np.random.default_rng(seed)
    return random.standard_normal((count, *shape)).astype(np.float32), random


def _beside(subject):
    """The plain twin; beside a plain network there is none."""
    return [] if subject.is_plain else [subject.twin]


def _plan(subject, options):
    """Who is asked: (subject, state of the weights, ways of norm, seeds of fresh weights)."""
    norms = ("with", "without") if options["norm"] == "both" else (options["norm"],)
    everyone = [subject, *(_beside(subject) if options["twin"] else ())]
    fresh = [(who, "fresh", norms, options["seeds"]) for who in everyone]
    states = ("start", "best", "last") if subject.run else ()
    return fresh + [(subject, weights, ("with",), 0) for weights in states]


def _fresh(who, seeds):
    """The same layers with the weights of each seed."""
    bare = Bare(who.graph, 0)
    bare.moves_averages = False
    for seed in range(seeds):
        if seed:
            bare.redraw(seed)
        yield bare


def _without(model, norm):
    if isinstance(model, Bare):
        model.without = NORMS if norm == "without" else ()
    return model


def _line(who, norm, weights):
    line = {"network": who.network.name, "plain": who.is_plain, "norm": norm, "weights": weights}
    return line | {"blocks": [], "rms": [], "ratio": []}


def _add(line, found):
    line["blocks"], rms, ratio = found
    line["rms"].append(rms)
    line["ratio"].append(ratio)


def _flow(graph, model, seed):
    """Names of the blocks, their figures, and the ratio of the first to the last."""
    x, random = noise(graph.input.shape[1:], seed)
    grads = weight_gradients(model, x, labels_of(model, random, len(x)))
    layer_of = {id(v): layer for layer in model.layers for v in layer.trainable_variables}
    kernels = [
        (layer_of[id(variable)], grad)
        for variable, grad in zip(model.trainable_variables, grads, strict=True)
        if len(variable.shape) > 1
    ]
    homes = {each.name: s.call.name for s in graph.sections for each in s.layers}
    squares = {}
    for layer, grad in kernels:
        squares.setdefault(homes[layer.name], []).append(np.square(grad).ravel())
    rms = [float(np.sqrt(np.concatenate(each).mean())) for each in squares.values()]
    return list(squares), rms, _ratio(kernels)


def _ratio(kernels):
    sizes = [
        float(np.sqrt(np.square(grad).mean()))
        for layer, grad in kernels
        if isinstance(layer, keras.layers.Conv2D) and max(layer.kernel_size) > 1
    ]
    return sizes[0] / sizes[-1] if sizes and sizes[-1] else None


def _cosine(model, who, seed):
    x, random = noise(who.network.input_shape, seed)
    labels = labels_of(model, random, len(x))
    moved = x + NOISE * random.standard_normal(x.shape).astype(np.float32)
    here, there = (image_gradients(model, images, labels) for images in (x, moved))
    here, there = (g.reshape(len(x), -1).astype(float) for g in (here, there))
    lengths = np.linalg.norm(here, axis=1) * np.linalg.norm(there, axis=1)
    return float(np.mean((here * there).sum(axis=1) / np.maximum(lengths, 1e-30)))
