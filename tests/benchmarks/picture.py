"""Drawing a network against Keras's plot_model, side by side.

Ours is from the description to coordinates that can be drawn, folded (as a picture starts) and
by layer with every run of blocks unfolded, as far as a picture allows; the layouts that it
keeps are forgotten before each round. Keras builds the model and draws it with
`plot_model(show_shapes=True)`, once and in a process of its own, its import excluded; where
that does not end well there is no figure. The ratio is Keras's time over ours by layer.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from explorer import zoo
from explorer.picture import View, draw, interior
from explorer.picture.units import read
from explorer.picture.view import items

ROUNDS = 9
NAMES = ("resnet20", "resnet110", "resnet1202")
LIMIT = 180  # seconds that Keras gets for one picture
PEER = """
import sys, time
import keras
from explorer import keras_model, trace, zoo
first = keras_model.build(zoo.network("toy_resnet"))
keras.utils.plot_model(first, sys.argv[2], show_shapes=True)  # a warm-up
graph = trace(zoo.network(sys.argv[1]))
started = time.perf_counter()
model = keras_model.build(graph)
with keras_model.deep_recursion(len(graph.layers)):
    keras.utils.plot_model(model, sys.argv[2], show_shapes=True)
print("took", (time.perf_counter() - started) * 1000)
"""


def milliseconds(work):
    """The median time of several rounds after a warm-up, nothing kept from one to the next."""
    taken = []
    for _ in range(ROUNDS + 1):
        interior.forget()
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken[1:])


def by_layer(network):
    """The view that shows every layer, each run of equal blocks unfolded."""
    view = View("layer")
    for item in items(read(network), view):
        view = view.toggled(item.toggles) if ".." in item.toggles else view
    return view


def measure(name):
    """Milliseconds folded, by layer and of Keras (or None), nodes by layer, and why None."""
    network = zoo.network(name)
    view = by_layer(network)
    keras, reason = _keras_draws(name)
    return {
        "folded": milliseconds(lambda: draw(network)),
        "layer": milliseconds(lambda: draw(network, view)),
        "nodes": len(draw(network, view).nodes),
        "keras": keras,
        "reason": reason,
    }


def _keras_draws(name):
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "model.png"
        command = [sys.executable, "-c", PEER, name, str(image)]
        quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
        try:
            ended = subprocess.run(
                command, capture_output=True, text=True, timeout=LIMIT, env=quiet, check=False
            )
        except subprocess.TimeoutExpired:
            return None, f"not done in {LIMIT} s"
        took = [line for line in ended.stdout.splitlines() if line.startswith("took ")]
        if ended.returncode or not took or not image.exists():
            said = [line for line in ended.stderr.splitlines() if line.strip()]
            return None, f"aborted: {said[-1].strip() if said else ended.returncode}"
        return float(took[0].split()[1]), ""


def ratio(took):
    """How many times as long Keras takes, or None."""
    return round(took["keras"] / took["layer"], 1) if took["keras"] else None


def table(measured):
    """Lines of text."""
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    yield f"Drawing against plot_model ({machine}); milliseconds"
    columns = ("network", "folded", "by layer", "nodes", "Keras", "ratio")
    yield "{:<12}{:>9}{:>10}{:>8}{:>10}{:>8}".format(*columns)
    for name, took in measured.items():
        keras = f"{took['keras']:.0f}" if took["keras"] else "null"
        line = f"{name:<12}{took['folded']:>9.1f}{took['layer']:>10.1f}{took['nodes']:>8}"
        times = ratio(took)
        yield f"{line}{keras:>10}{'null' if times is None else times:>8}  {took['reason'][:90]}"


def figures(measured):
    return {
        "folded_ms_resnet1202": round(measured["resnet1202"]["folded"], 1),
        "layer_ms_resnet110": round(measured["resnet110"]["layer"], 1),
        "ratio_resnet110": ratio(measured["resnet110"]),
    }


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.picture", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    asked = parser.parse_args()
    measured = {name: measure(name) for name in NAMES}
    for line in table(measured):
        print(line)
    if asked.json:
        print(json.dumps(figures(measured)))


if __name__ == "__main__":
    main()
