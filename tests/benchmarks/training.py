"""Our training loop beside plain Keras: images a second on the same arrays in the same process.

Ours is the loop of a real run with its store, metrics, gradients by block and snapshots; Keras's is
`model.fit` on the same images as float32, shuffled, with nothing else. Both train the same network
with the same optimiser; rounds of the two alternate, and a ratio is the median over the rounds, the
first of which (compiling) does not count. Validation is left out of both.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

IMAGES = {"toy_resnet": 1024, "resnet20": 512}
BATCH, ROUNDS = 64, 7
REAL = Path(__file__).parents[3] / "shared" / "data" / "cifar-10-batches-py"


class Bench:
    """One network and its images; each round is an epoch of either loop."""

    def __init__(self, name, store, precision="float32", **settings):
        from explorer import data, zoo
        from explorer.runs import Settings
        from explorer.training import backends
        from explorer.training.feed import divide
        from explorer.training.tasks import task_of

        backends.repeatable()
        images = {"data_dir": str(REAL)} if REAL.is_dir() else {"dataset": "shapes10"}
        given = {"limit": IMAGES[name], "batch_size": BATCH, "epochs": ROUNDS + 1, "flip": False}
        self.settings = Settings(**images | given | settings, precision=precision)
        self.network, self.store = zoo.network(name), store
        dataset = data.prepare(self.settings.dataset, self.settings.data_dir)
        self.train = divide(dataset, self.settings)[0]
        self.task = self._task(task_of)
        self.count = len(self.train) // BATCH * BATCH

    def _task(self, task_of):
        from explorer import data, trace

        info = data.describe(self.settings.dataset, self.settings.data_dir)
        return task_of(self.network, trace(self.network), info)

    def model(self):
        """A fresh model, in the precision of the settings."""
        from explorer import keras_model
        from explorer.training.fitting import precision

        with precision(self.settings.precision):
            return keras_model.build(self.network, 0)

    def ours(self):
        """A function that trains an epoch in our loop; it gives images a second."""
        from explorer.training.feed import Feed
        from explorer.training.fitting import Fit
        from explorer.training.jobs import _blocks
        from explorer.training.keeping import Keeper
        from explorer.training.recorder import Means, Recorder
        from explorer.training.stopping import Stop

        id = self.store.add_job(
            "train", "bench", self.network.to_dict(), self.settings.to_dict(), mine=True
        )
        self.store.begin(id, 1)
        recorder, stop = Recorder(self.store, id), Stop(lambda: self.store.requested(id))
        feed, keeper = Feed(self.train, self.task, self.settings), Keeper(self.store, id)
        parts = (self.model(), self.task, self.settings, feed, recorder, stop, keeper)
        fit = Fit(*parts, _blocks(self.network))
        recorder.start(self.settings.epochs, fit.steps)

        def epoch():
            fit._learn()
            fit.epoch, fit.step, fit.means = fit.epoch + 1, 0, Means()
            keeper.keep(fit)

        return lambda: self._speed(epoch)

    def plain(self):
        """A function that trains an epoch by `model.fit`; it gives images a second."""
        import keras

        from explorer.training.feed import floats, targets

        mine = self.train.chosen[: self.count]
        x = floats(self.train.x[mine])
        y = targets(self.task, x, self.train.y[mine])
        model = self.model()
        rate = self.settings.learning_rate
        loss = keras.losses.CategoricalCrossentropy(from_logits=self.task.from_logits)
        schedule = keras.optimizers.schedules.CosineDecay(
            rate, self.settings.epochs * self.count // BATCH
        )
        model.compile(keras.optimizers.Adam(schedule), loss, metrics=["accuracy"])
        return lambda: self._speed(lambda: model.fit(x, y, BATCH, epochs=1, verbose=0))

    def _speed(self, work):
        began = time.perf_counter()
        work()
        return self.count / (time.perf_counter() - began)


def compare(one, other, rounds=ROUNDS):
    """The median ratio of two speeds, and the median of each; the rounds alternate."""
    one(), other()
    pairs = []
    for number in range(rounds):
        order = (one, other) if number % 2 else (other, one)
        speeds = [each() for each in order]
        pairs.append(speeds if number % 2 else speeds[::-1])
    ratio = statistics.median(a / b for a, b in pairs)
    return ratio, *(statistics.median(speeds) for speeds in zip(*pairs, strict=True))


def throughput(name, store, **settings):
    """Ours against `fit`."""
    bench = Bench(name, store, **settings)
    return compare(bench.ours(), bench.plain())


def bfloat16(store):
    """bfloat16 against float32, both in our loop; None where the processor has no such numbers."""
    if why := _no_bfloat16():
        return None, why
    half, full = Bench("toy_resnet", store, "bfloat16"), Bench("toy_resnet", store)
    ratio, *speeds = compare(half.ours(), full.ours())
    return ratio, f"{speeds[0]:.0f} against {speeds[1]:.0f} images/s"


def _no_bfloat16(path=Path("/proc/cpuinfo")):
    if not path.exists():
        return "the system does not tell what its processor can"
    flags = set(path.read_text().split())
    wanted = {"avx512_bf16", "amx_bf16", "bf16"}
    return "" if flags & wanted else f"the processor has none of {', '.join(sorted(wanted))}"


def measure(store, say):
    """The figures by their key."""
    figures = {}
    for name in IMAGES:
        ratio, ours, plain = throughput(name, store)
        say(f"{name:<12}{ours:>8.0f} images/s, fit {plain:>8.0f}: {ratio:.3f}")
        figures[f"throughput_ratio_{name}"] = round(ratio, 3)
    ratio, ours, plain = throughput("toy_resnet", store, flip=True, crop=4, cutout=8)
    say(f"{'  augmented':<12}{ours:>8.0f} images/s, fit {plain:>8.0f}: {ratio:.3f}")
    figures["augmented_ratio_toy_resnet"] = round(ratio, 3)
    ratio, words = bfloat16(store)
    say(f"bfloat16 against float32, toy_resnet: {words}")
    figures["bf16_ratio_toy_resnet"] = ratio and round(ratio, 2)
    return figures


def main():
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.training", description=__doc__
    )
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    asked = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from explorer.runs import Store

    with tempfile.TemporaryDirectory() as home:
        os.environ["EXPLORER_HOME"] = home
        store = Store.open(f"sqlite:///{home}/runs.db")
        figures = measure(store, print)
        store.close()
    if asked.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
