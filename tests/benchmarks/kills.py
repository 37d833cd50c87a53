"""Killing workers and servers at random moments, and looking for what was lost.

One run is never disturbed. Others of the same network and settings lose their worker to SIGKILL,
some of them while a snapshot is being written, or lose the runner that serves the queue, some of
them together with the worker; each is resumed until it finishes. `metrics_lost` counts points that
were in the store after a kill and are not in it, with the same value, at the end; `curves_differ`
counts runs whose curves or weights are not, bit by bit, those of the undisturbed one.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import tempfile
import time
from pathlib import Path

from explorer import Network, Stage, to_source
from explorer.runs import Settings, Store
from explorer.runs.processes import started
from explorer.workers import ensure_runner
from tests.workers.tools import runner_pids

DEADLINE = 180  # seconds for any single thing to happen
SETTINGS = {"dataset": "shapes10", "limit": 200, "batch_size": 20, "epochs": 30, "crop": 4}
SETTINGS |= {"learning_rate": 0.01, "cutout": 8}
SNAPSHOT_SECONDS = "0.03"  # so that many kills fall into the writing of one
SPREAD = 1.5  # seconds, over which the moments are spread


class Trial:
    """Runs in one store, and what became of them."""

    def __init__(self, store, home, seed=0):
        self.store, self.home, self.random = store, Path(home), random.Random(seed)
        self.acknowledged, self.torn, self.lost, self.differ = {}, set(), 0, 0
        self.id = None
        self.reference = self._outcome(self._finish(self._new()))

    def kill_workers(self, count):
        """Kill so many, at moments of three kinds in turn."""
        moments = (self._while_writing, self._while_learning, self._while_starting)
        done = 0
        while done < count:
            self._ready()
            if moments[done % 3]() and self._kill_worker():
                done += 1
                self._resume()

    def kill_servers(self, count):
        """Kill the runner so many times, each third time together with the worker."""
        for number in range(count):
            self._ready()
            time.sleep(self.random.uniform(0, SPREAD))
            for pid in runner_pids(self.home):
                _kill(pid)
            if number % 3 == 2:
                self._kill_worker()
            ensure_runner(self.store.url)
            self._resume()

    def judge(self):
        """Let the disturbed run that is left finish, and judge it."""
        if self.id:
            job, self.id = self._finish(self.id), None
            outcome = self._outcome(job)
            self.differ += outcome != self.reference
            final = outcome[0]
            self.lost += sum(final.get(place) != v for place, v in self.acknowledged.items())
            self.acknowledged = {}

    def _ready(self):
        """See to it that a run is under way, with its worker and a runner."""
        if self.id and self.store.job(self.id).state == "finished":
            self.judge()
        self.id = self.id or self._new()
        ensure_runner(self.store.url)
        _wait(lambda: self.store.job(self.id).state in ("running", "finished"))

    def _resume(self):
        """Queue the run again once it is known that its worker is gone."""

        def settled():
            job = self.store.job(self.id)
            alive = job.pid and started(job.pid) == job.pid_started
            return job.state == "interrupted" or job.over or (job.state == "running" and alive)

        _wait(settled)
        if self.store.job(self.id).state == "interrupted":
            self.store.resume(self.id)

    def _while_writing(self):
        folder = self.store.folder(self.id) / "snapshots"
        after, end = time.monotonic() + self.random.uniform(0, SPREAD), time.monotonic() + DEADLINE
        while time.monotonic() < end and self.store.job(self.id).state == "running":
            for _ in range(2000):
                if time.monotonic() > after and any(folder.glob("*.part")):
                    return True
        return False

    def _while_learning(self):
        number = max((point.number for point in self.store.points(self.id)), default=0)
        _wait(lambda: self.store.points(self.id, number) or self.store.job(self.id).over)
        time.sleep(self.random.uniform(0, SPREAD))
        return True

    def _while_starting(self):
        time.sleep(self.random.uniform(0, 2 * SPREAD))
        return True

    def _kill_worker(self):
        """Whether there was one to kill."""
        job = self.store.job(self.id)
        if job.state != "running" or started(job.pid) != job.pid_started:
            return False
        _kill(job.pid)
        self.torn |= self._torn()
        self.acknowledged |= _places(self.store.points(self.id))
        return True

    def _torn(self):
        """The half-written files of snapshots that a killed worker has left behind."""
        found = (self.store.folder(self.id) / "snapshots").glob("*.part")
        return {(path, path.stat().st_mtime_ns) for path in found}

    def _new(self):
        stages = [Stage("basic", 8, 1, 2, shortcut="projection")]
        head = {"kind": "classifier", "dropout": 0.3}
        network = Network("tiny", stages, stem={"kind": "conv", "filters": 4}, head=head)
        settings = Settings(**SETTINGS).to_dict()
        given = ("train", "tiny", network.to_dict(), settings, to_source(network))
        return self.store.add_job(*given)

    def _finish(self, id):
        ensure_runner(self.store.url)
        _wait(lambda: self.store.job(id).over)
        job = self.store.job(id)
        if job.state != "finished":
            raise RuntimeError(f"run {id} {job.state}: {job.error}")
        return job

    def _outcome(self, job):
        snapshot = self.store.artefacts(job.id)
        weights = [_weights(snapshot[kind]) for kind in ("last", "best")]
        scores = {name: v for name, v in job.summary.items() if name.startswith(("val", "test"))}
        return _places(self.store.points(job.id)), weights, scores


def _places(points):
    return {(point.series, point.step): point.value for point in points}


def _weights(path):
    """The weights of a `.keras` file as bytes, read without Keras."""
    import io
    import zipfile

    import h5py

    arrays = {}

    def note(name, item):
        if isinstance(item, h5py.Dataset):
            arrays[name] = item[()].tobytes()

    with zipfile.ZipFile(path) as file:
        h5py.File(io.BytesIO(file.read("model.weights.h5"))).visititems(note)
    return arrays


def _kill(pid):
    began = started(pid)
    os.kill(pid, signal.SIGKILL)
    _wait(lambda: started(pid) != began or began is None)


def _wait(condition):
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("what was waited for did not happen")
        time.sleep(0.02)


def play(home, worker_kills, server_kills, seed=0, say=lambda text: None):
    """Kill so many of each in a store in the folder `home`; the figures.

    EXPLORER_DATABASE_URL, where it is set, names the database instead.
    """
    ours = {"EXPLORER_HOME": str(home), "EXPLORER_SNAPSHOT_S": SNAPSHOT_SECONDS}
    # One slot, so that every run has the same threads: sums differ in their last digit with them.
    ours |= {"EXPLORER_SLOTS": "1"}
    os.environ |= ours | {"EXPLORER_RUNNER_IDLE_S": "5", "TF_CPP_MIN_LOG_LEVEL": "2"}
    store = Store.open()
    try:
        trial = Trial(store, home, seed)
        say("The undisturbed run has finished")
        trial.kill_workers(worker_kills)
        trial.judge()
        say(f"{worker_kills} workers killed, {len(trial.torn)} of them inside a snapshot's writing")
        trial.kill_servers(server_kills)
        trial.judge()
        say(f"{server_kills} servers killed")
    finally:
        store.close()
    kills = {"worker_kills": worker_kills, "server_kills": server_kills}
    return kills | {"metrics_lost": trial.lost, "curves_differ": trial.differ}


@contextlib.contextmanager
def _database(is_postgresql):
    """Name the database that the runs are kept in: SQLite, or one of a PostgreSQL of our own."""
    if not is_postgresql:
        os.environ.pop("EXPLORER_DATABASE_URL", None)
        yield
        return
    from tests import postgres

    with postgres.server() as create:
        os.environ["EXPLORER_DATABASE_URL"] = create()
        yield


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kills", description=__doc__)
    parser.add_argument("--worker-kills", type=int, default=30, metavar="N")
    parser.add_argument("--server-kills", type=int, default=10, metavar="N")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own")
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, _database(asked.postgresql):
        figures = play(home, asked.worker_kills, asked.server_kills, asked.seed, print)
        for pid in runner_pids(Path(home)):
            _kill(pid)
    print(f"{figures['metrics_lost']} metrics lost, {figures['curves_differ']} curves differ")
    if asked.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
