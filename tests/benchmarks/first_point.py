"""From the row that queues a run to the row of its first metric, against a cold Python script.

The script does the same with plain Keras and no store: it imports Keras, builds the toy ResNet from
its exported source, and trains one step on the same mapped images. Both start with the dataset
prepared; the runner is up, its fork server ready. Medians of several rounds, taken in turns.
"""

import argparse
import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy

from explorer import data, to_source, zoo
from explorer.runs import Settings, Store
from explorer.workers import Runner, WarmExecutor
from tests.training.tools import IMAGES

ROUNDS = 5
DEADLINE = 120
NETWORK = "toy_resnet"
SETTINGS = Settings(**IMAGES, limit=500, epochs=1, batch_size=64)
SCRIPT = """
import time
import numpy, keras
class First(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs):
        print(time.time(), float(logs["loss"]), flush=True)
        self.model.stop_training = True
from network import build_model
model = build_model()
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
x = numpy.load({x!r}, mmap_mode="r")[:500].astype("float32") / 255
y = numpy.load({y!r}, mmap_mode="r")[:500].astype("int64")
model.fit(x, y, batch_size=64, verbose=0, callbacks=[First()])
"""


def first_point_ratio(rounds=ROUNDS):
    """Measure; `{"ours": seconds, "cold": seconds, "first_point_ratio": ours / cold}`."""
    with tempfile.TemporaryDirectory() as home, _home(home):
        script = _script(Path(home))
        store = Store.open()
        executor = WarmExecutor(store)
        runner = Runner(store, executor)
        _wait(lambda: executor.server.is_ready)
        pairs = [(_ours(store, runner), _cold(script)) for _ in range(rounds)]
        executor.close()
        store.close()
    ours, cold = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    return {"ours": ours, "cold": cold, "first_point_ratio": ours / cold}


@contextlib.contextmanager
def _home(folder):
    """Let this process and those that it starts keep everything in a folder."""
    before = os.environ.copy()
    os.environ.update(EXPLORER_HOME=folder, TF_CPP_MIN_LOG_LEVEL="3")
    os.environ.pop("EXPLORER_DATABASE_URL", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _script(home):
    dataset = data.prepare(SETTINGS.dataset, SETTINGS.data_dir)
    labels, path = home / "labels.npy", home / "cold.py"
    numpy.save(labels, dataset.y_train)
    arrays = {"x": str(dataset.x_train.filename), "y": str(labels)}
    (home / "network.py").write_text(to_source(zoo.network(NETWORK)))
    path.write_text(SCRIPT.format(**arrays))
    return path


def _ours(store, runner):
    """Seconds between two times in the database: the job's row and its first point."""
    network = zoo.network(NETWORK).to_dict()
    id = store.add_job("train", NETWORK, network, SETTINGS.to_dict())
    _wait(lambda: store.points(id) or store.job(id).over, runner.step)
    points, job = store.points(id), store.job(id)
    assert points, job.error
    with contextlib.suppress(ProcessLookupError):
        os.kill(job.pid, signal.SIGKILL)
    _wait(lambda: not runner.step() or store.job(id).over)
    return points[0].time - job.created


def _cold(script):
    began = time.time()
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[0]) - began


def _wait(condition, step=lambda: None):
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, "the deadline has passed"
        step()
        time.sleep(0.02)


def main():
    parser = argparse.ArgumentParser("python -m tests.benchmarks.first_point", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    found = first_point_ratio(asked.rounds)
    print(
        f"First point of {NETWORK}: {found['ours']:.2f} s after the run was queued, a cold script"
        f" {found['cold']:.2f} s; ratio {found['first_point_ratio']:.2f}"
    )
    if asked.json:
        print(json.dumps({"first_point_ratio": round(found["first_point_ratio"], 3)}))


if __name__ == "__main__":
    main()
