"""A run is resumed bit by bit on Keras's other backends too, where they are installed."""

import importlib.util
import os
import subprocess
import sys

import pytest

from tests.training.tools import ROOT

pytestmark = pytest.mark.keras

# In a process of its own, because a backend is chosen for good when Keras is imported.
SCRIPT = """
import keras
from explorer.runs import Store
from explorer.training import run_job, stopping
from tests.training.tools import add_hard, go_on, outcome
store, stopping.SECONDS = Store.open(), 0
first, second = add_hard(store, "adam"), add_hard(store, "adam")
assert run_job(store, first, 1).state == "finished", store.job(first).error
ask = lambda progress: progress.get("step") == 13 and store.request(second, "pause")
assert run_job(store, second, 1, ask).state == "paused", store.job(second).error
assert go_on(store, second).state == "finished", store.job(second).error
texts = [event.text for event in store.events(second)]
assert "Goes on after step 13 of 27" in texts
assert outcome(store, first) == outcome(store, second)
best, last = (keras.models.load_model(store.artefacts(first)[kind]) for kind in ("best", "last"))
judged = store.series(first)["epoch/val_accuracy"].values
same = all((a == b).all() for a, b in zip(best.get_weights(), last.get_weights()))
assert same == (judged.index(max(judged)) == 2), judged
print(store.job(second).environment["backend"], end="")
"""


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_a_paused_run_goes_on_bit_by_bit(backend, home):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed: pip install {backend}")
    env = os.environ | {"KERAS_BACKEND": backend, "EXPLORER_HOME": str(home / backend)}
    (home / backend).mkdir()
    (home / "data").mkdir(exist_ok=True)
    (home / backend / "data").symlink_to(home / "data")
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert done.stdout == backend, done.stderr
