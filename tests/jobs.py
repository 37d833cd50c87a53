"""Jobs of a store, brought to the state that a test is about."""

import pytest

from explorer.runs import STATES, RunError

NETWORK = {"name": "tiny", "input_shape": [32, 32, 3]}


def add(store, name="tiny", kind="train"):
    return store.add_job(kind, name, NETWORK, {"epochs": 2}, "import keras\n")


def running(store):
    id = add(store)
    store.claim()
    store.begin(id, 1)
    return id


def lead_to(store, id, state):
    """Move a new job to a state by the shortest way that is allowed."""
    ways = [["queued"]]
    while ways[0][-1] != state:
        ways += [[*ways[0], later] for later in STATES[ways[0][-1]]]
        ways.pop(0)
    for step in ways[0][1:]:
        store.set_state(id, step)


def message(call, *args, **kwargs):
    with pytest.raises(RunError) as error:
        call(*args, **kwargs)
    return str(error.value)
