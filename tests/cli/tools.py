"""Commands as people start them, and runs as they find them."""

import subprocess
import sys
import time
from pathlib import Path

from explorer import Network, Stage
from explorer.runs import Settings

ROOT = Path(__file__).resolve().parents[2]
SMALL = Network("small", [Stage("basic", 8, strides=2)], stem={"kind": "conv", "filters": 8})
QUICK = ["--dataset", "shapes10", "--limit", "200", "--batch-size", "20", "--epochs", "2"]


def process(*argv, **options):
    """Run a command as people do."""
    command = [sys.executable, "-m", "explorer", *map(str, argv)]
    kwargs = {"cwd": ROOT, "capture_output": True, "text": True, "timeout": 120} | options
    return subprocess.run(command, **kwargs)


def start(*argv, **options):
    command = [sys.executable, "-m", "explorer", *map(str, argv)]
    kwargs = {"cwd": ROOT, "stdin": subprocess.DEVNULL, "text": True} | options
    return subprocess.Popen(command, **kwargs)


def add_run(store, name="small", state=None, reason="", **fields_):
    """Put a run into the store as one that has come to a state."""
    settings = Settings(dataset="shapes10", epochs=4).to_dict()
    id = store.add_job("train", name, SMALL.to_dict(), settings, source="code = 1\n")
    for each in {"running": ("starting", "running")}.get(state, ("starting", "running", state)):
        if state:
            last = each == state
            store.set_state(id, each, reason if last else "", **(fields_ if last else {}))
    return id


SUMMARY = {
    "metric": "accuracy",
    "val_accuracy": 0.8125,
    "test_accuracy": 0.7961,
    "best_epoch": 3,
    "seconds": 185.2,
}
PROGRESS = {"message": "Training", "epoch": 4, "epochs": 4, "step": 36, "steps": 36}


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
