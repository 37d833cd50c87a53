"""How long the experiments of the Why page take, and the figures by which they are judged.

A worker's start is not counted, nor is the first use of a kernel: a small network goes before. The
gradient figures are for He's networks with projections, 16 standard-normal images, random labels
and batch statistics, four seeds. Lesions and slices look at weights and 1,000 (or 256) validation
images as a run of ResNet-20 and one of its plain twin leave them; how well they have learned makes
no difference to the time, so the weights are fresh.
"""

import argparse
import json
import math
import os
import statistics
import tempfile
import time

from explorer import keras_model, trace, zoo
from explorer.experiments import find
from explorer.paths import count_paths
from explorer.runs import Settings, Store
from explorer.twins import twin

SEEDS = 4
DATASET = "shapes10"  # drawn here, so that there are 1,000 images to validate on
# What is measured, and its target: at most this, or between these two.
TARGETS = {
    "gradient_flow_s": (0, 5),
    "shattered_s": (0, 60),
    "lesion_s": (0, 30),
    "slice_s": (0, 90),
    "gradient_ratio_plain56": (10_000, 22_000),
    "gradient_ratio_residual56": (120, 150),
    "cosine_plain56": (-0.03, 0.03),
    "cosine_residual56": (0.45, 0.55),
    "paths_5_to_17_of_54": (0.4536, 0.4538),
}


def measure(say):
    """Every figure by its key."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(EXPLORER_HOME=home, TF_CPP_MIN_LOG_LEVEL="3")
        os.environ.pop("EXPLORER_DATABASE_URL", None)
        store = Store.open()
        _warm_up()
        found = _gradients(say) | _curve(say) | _cosines(say)
        runs = [_run(store, network) for network in (residual(20), twin(residual(20)))]
        found |= _of_runs(say, store, *runs) | {"paths_5_to_17_of_54": paths_5_to_17()}
        store.close()
    return {name: found[name] for name in TARGETS}


def residual(depth):
    """He's network with projections."""
    return zoo.network(f"resnet{depth}_b")


def paths_5_to_17():
    """The share, in percent, of the paths through 54 blocks that pass 5 to 17 of them."""
    return round(100 * count_paths(trace(zoo.network("resnet110"))).share(5, 17), 4)


def perform(name, network, store=None, run=None, **options):
    """Do an experiment; seconds, and what it found."""
    from explorer.lab.perform import EXPERIMENTS
    from explorer.lab.subject import Subject

    if run:
        options["run"] = run
    began, settings = time.perf_counter(), find(name).settings(**options)
    *_, last = EXPERIMENTS[name](Subject(network, store, run), settings)
    return time.perf_counter() - began, last.result


def _warm_up():
    perform("gradient_flow", residual(20), seeds=1)
    perform("shattered", residual(20), seeds=1, deepest=1)


def _gradients(say):
    """The time as the page asks for it; the ratios of four seeds, averaged as ratios are."""
    seconds, _ = perform("gradient_flow", residual(56))
    _, result = perform("gradient_flow", residual(56), seeds=SEEDS, norm="with")
    found = {"gradient_flow_s": round(seconds, 2)}
    for line, name in zip(result["lines"], ("residual56", "plain56"), strict=True):
        say(f"ratio of {name}: {_listed(line['ratio'], ',.0f')}")
        found[f"gradient_ratio_{name}"] = round(statistics.geometric_mean(line["ratio"]), 1)
    return found


def _curve(say):
    seconds, result = perform("shattered", residual(20))
    depths = [point["depth"] for point in result["points"] if not point["plain"]]
    say(f"whole curve: {', '.join(map(str, depths))} layers, both networks, 2 seeds")
    return {"shattered_s": round(seconds, 1)}


def _cosines(say):
    from explorer.lab import gradients

    every, gradients.DEPTHS = gradients.DEPTHS, (9,)  # blocks a stage: 56 layers
    _, result = perform("shattered", residual(20), seeds=SEEDS)
    gradients.DEPTHS = every
    found = {}
    for point, name in zip(result["points"], ("residual56", "plain56"), strict=True):
        say(f"cosine of {name}: {_listed(point['cosines'], '.3f')}")
        found[f"cosine_{name}"] = round(statistics.median(point["cosines"]), 4)
    return found


def _run(store, network):
    """The id of a run of a network, as it stands after training, with fresh weights."""
    settings = Settings(dataset=DATASET, limit=10_000)
    given = (network.name, network.to_dict(), settings.to_dict())
    id = store.add_job("train", *given, mine=True)
    path = store.folder(id) / "best.keras"
    keras_model.save(keras_model.build(network, 0), path)
    store.add_artefact(id, "best", path)
    return id


def _of_runs(say, store, run, other):
    from explorer import data

    data.prepare(DATASET)  # once for all runs
    given = (residual(20), store, run)
    lesion, result = perform("lesion", *given, images=1000, other=other)
    (line, *_) = result["lines"]
    say(f"lesions of {len(line['blocks'])} blocks, {line['images']} images, the twin's beside them")
    coarse, result = perform("loss_slice", *given, points=7)
    say(f"slice: {len(result['grids'][0]['at'])} points a side, {result['images']} images")
    return {"lesion_s": round(lesion, 1), "slice_s": round(coarse, 1)}


def _listed(values, form):
    return ", ".join(f"{value:{form}}" for value in values)


def row(name, value):
    """A line of the table."""
    low, high = TARGETS[name]
    missed = "" if low <= value <= high and math.isfinite(value) else "  !"
    wanted = f"< {high}" if name.endswith("_s") else f"{low:,} to {high:,}"
    return f"{name:<28}{value:>12,}   {wanted}{missed}"


def main():
    parser = argparse.ArgumentParser("python -m tests.benchmarks.why", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    asked = parser.parse_args()
    figures = measure(lambda text: print(text, flush=True))
    print(*(row(name, value) for name, value in figures.items()), sep="\n")
    if asked.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
