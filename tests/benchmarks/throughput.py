"""Our training loop beside plain Keras: images a second on the same arrays in the same process.

Ours is the loop of a real run with its store, metrics, gradients by block and snapshots; Keras's is
one call of `model.fit` on the same images as float32, shuffled, with nothing else. Both train the
same network with the same optimiser. Their epochs take turns, and a ratio is the median over the
pairs, the first of which (compiling) does not count. Validation is left out of both.
"""

import argparse
import json
import os
import queue
import statistics
import tempfile
import threading
import time

from tests.training.tools import IMAGES as SOURCE

IMAGES = {"toy_resnet": 2048, "resnet20": 1024}
BATCH, ROUNDS = 64, 7
AUGMENTED = {"flip": True, "crop": 4, "cutout": 8}


class Bench:
    """One network and its images; each round is an epoch of either loop."""

    def __init__(self, name, store, precision="float32", **settings):
        from explorer import data, trace, zoo
        from explorer.data import divide
        from explorer.runs import Settings
        from explorer.training import backends
        from explorer.training.tasks import task_of

        backends.repeatable()
        given = {"limit": IMAGES[name], "batch_size": BATCH, "epochs": ROUNDS + 1, "flip": False}
        self.settings = Settings(**SOURCE | given | settings, precision=precision)
        self.network, self.store = zoo.network(name), store
        place = (self.settings.dataset, self.settings.data_dir)
        self.train = divide(data.prepare(*place), self.settings)[0]
        self.task = task_of(self.network, trace(self.network), data.describe(*place))
        self.count = len(self.train) // BATCH * BATCH

    def job(self):
        """The id of a run of it that has begun."""
        given = ("bench", self.network.to_dict(), self.settings.to_dict())
        id = self.store.add_job("train", *given, mine=True)
        self.store.begin(id, 1)
        return id

    def model(self):
        """A fresh model, in the precision of the settings."""
        from explorer import keras_model
        from explorer.training.fitting import precision

        with precision(self.settings.precision):
            return keras_model.build(self.network, 0)

    def ours(self):
        """A function that trains an epoch in our loop; it gives images a second."""
        from explorer.training.recorder import Means

        fit = self._fit()

        def epoch():
            began = time.perf_counter()
            fit._learn()
            fit.epoch, fit.step, fit.means = fit.epoch + 1, 0, Means()
            fit.keeper.keep(fit)
            return self.count / (time.perf_counter() - began)

        return epoch

    def _fit(self):
        from explorer.training.feed import Feed
        from explorer.training.fitting import Fit
        from explorer.training.jobs import _blocks
        from explorer.training.keeping import Keeper
        from explorer.training.recorder import Recorder
        from explorer.training.stopping import Stop

        id = self.job()
        recorder, stop = Recorder(self.store, id), Stop(lambda: self.store.requested(id))
        feed, keeper = Feed(self.train, self.task, self.settings), Keeper(self.store, id)
        parts = (self.model(), self.task, self.settings, feed, recorder, stop, keeper)
        fit = Fit(*parts, _blocks(self.network))
        recorder.start(self.settings.epochs, fit.steps)
        return fit

    def plain(self):
        """A function that lets one call of `model.fit` train its next epoch; images a second."""
        import keras

        from explorer.data import floats
        from explorer.training.feed import targets

        mine = self.train.chosen[: self.count]
        x = floats(self.train.x[mine])
        y = targets(self.task, x, self.train.y[mine])
        model, steps = self.model(), self.settings.epochs * self.count // BATCH
        loss = keras.losses.CategoricalCrossentropy(from_logits=self.task.from_logits)
        schedule = keras.optimizers.schedules.CosineDecay(self.settings.learning_rate, steps)
        model.compile(keras.optimizers.Adam(schedule), loss, metrics=["accuracy"])
        return self._by_epoch(model, x, y)

    def _by_epoch(self, model, x, y):
        import keras

        turns, speeds, began = threading.Semaphore(0), queue.Queue(), []

        def begin(epoch, logs):
            turns.acquire()
            began.append(time.perf_counter())

        def end(epoch, logs):
            speeds.put(self.count / (time.perf_counter() - began.pop()))

        turn = keras.callbacks.LambdaCallback(on_epoch_begin=begin, on_epoch_end=end)
        given = {"epochs": self.settings.epochs, "verbose": 0, "callbacks": [turn]}
        threading.Thread(target=model.fit, args=(x, y, BATCH), kwargs=given, daemon=True).start()

        def epoch():
            turns.release()
            return speeds.get(timeout=600)

        return epoch


def compare(one, other, rounds=ROUNDS):
    """The median ratio of two speeds, and each one's median and highest; the rounds alternate."""
    one(), other()
    pairs = []
    for number in range(rounds):
        order = (one, other) if number % 2 else (other, one)
        speeds = [each() for each in order]
        pairs.append(speeds if number % 2 else speeds[::-1])
    ratio = statistics.median(a / b for a, b in pairs)
    return ratio, *((statistics.median(each), max(each)) for each in zip(*pairs, strict=True))


def told(name, ours, other, plain, ratio):
    """A line for people of what `compare` gave."""
    mine, its = (f"{median:.0f} images/s (at best {best:.0f})" for median, best in (ours, plain))
    return f"{name}: {mine}, {other} {its}; ratio {ratio:.3f}"


def against_fit(name, store, **settings):
    """Ours against `fit`."""
    bench = Bench(name, store, **settings)
    return compare(bench.ours(), bench.plain())


def measure(store, say):
    """The figures by their key."""
    cases = {name: (name, {}) for name in IMAGES} | {"augmented": ("toy_resnet", AUGMENTED)}
    figures = {}
    for case, (name, settings) in cases.items():
        ratio, ours, plain = against_fit(name, store, **settings)
        say(told(case, ours, "fit", plain, ratio))
        figures[f"throughput_ratio_{case}"] = round(ratio, 3)
    return figures


def in_a_store(work):
    """What `work(store)` gives, with a store and everything else in a temporary folder."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.pop("EXPLORER_DATABASE_URL", None)
    from explorer.runs import Store

    with tempfile.TemporaryDirectory() as home:
        os.environ["EXPLORER_HOME"] = home
        store = Store.open()
        try:
            return work(store)
        finally:
            store.close()


def main():
    parser = argparse.ArgumentParser("python -m tests.benchmarks.throughput", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    asked = parser.parse_args()
    figures = in_a_store(lambda store: measure(store, print))
    if asked.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
