"""Tracing and counting a network against Keras's building it, side by side.

`trace_ms_resnet1202` is from the calls to the graph, without counting; `ratio_resnet110` is the
time that Keras takes to build (its import excluded) over the time to trace and count. Medians of
several rounds after a warm-up; Keras builds ResNet-1202 once.
"""

import argparse
import gc
import json
import os
import platform
import statistics
import time

from explorer import analyse, trace, zoo

ROUNDS = 15
KERAS_ROUNDS = {"resnet20": 5, "resnet110": 3, "resnet1202": 1}


def milliseconds(work, rounds, warm=True, clear=gc.collect):
    """The median time of several rounds; what one leaves behind is cleared before the next."""
    if warm:
        work()
    taken = []
    for _ in range(rounds):
        clear()
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def measure(name):
    """Milliseconds to trace, to trace and count, and of Keras to build."""
    network = zoo.network(name)
    return {
        "trace": milliseconds(lambda: trace(network), ROUNDS),
        "count": milliseconds(lambda: analyse(trace(network)), ROUNDS),
        "keras": _keras_builds(network, KERAS_ROUNDS[name]),
    }


def _keras_builds(network, rounds):
    import keras

    from explorer import keras_model

    graph, clear = trace(network), keras.backend.clear_session
    return milliseconds(lambda: keras_model.build(graph), rounds, rounds > 1, clear)


def table(measured, machine):
    """Lines of text: ours, Keras's, and how many times as long Keras takes."""
    head = f"{'network':<12}{'trace':>10}{'+ counts':>10}{'Keras build':>13}{'ratio':>8}"
    yield f"Tracing against building ({machine}); milliseconds"
    yield head
    for name, took in measured.items():
        ratio = took["keras"] / took["count"]
        yield (
            f"{name:<12}{took['trace']:>10.2f}{took['count']:>10.2f}"
            f"{took['keras']:>13.0f}{ratio:>8.0f}"
        )


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.trace", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    asked = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's greetings
    measured = {name: measure(name) for name in KERAS_ROUNDS}
    for line in table(measured, _machine()):
        print(line)
    if asked.json:
        print(json.dumps(figures(measured)))


def figures(measured):
    deep = measured["resnet110"]
    return {
        "trace_ms_resnet1202": round(measured["resnet1202"]["trace"], 2),
        "ratio_resnet110": round(deep["keras"] / deep["count"], 1),
    }


def _machine():
    import keras

    return f"Python {platform.python_version()}, Keras {keras.__version__}, {platform.machine()}"


if __name__ == "__main__":
    main()
