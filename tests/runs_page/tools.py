"""The Runs page in Streamlit's own test harness, and runs for it to show."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from explorer import zoo
from explorer.runs import Settings
from explorer.web import runs_table

MAIN = Path(__file__).parents[2] / "explorer" / "web" / "main.py"
PAGE = "../../pages/runs.py"
PATHS = {
    "queued": [],
    "starting": ["starting"],
    "running": ["starting", "running"],
    "paused": ["starting", "running", "paused"],
    "stopped": ["starting", "running", "stopped"],
    "finished": ["starting", "running", "finished"],
    "failed": ["starting", "failed"],
    "interrupted": ["starting", "running", "interrupted"],
}


def add(store, name="resnet20", state="queued", summary=None, **settings):
    network = zoo.network("resnet20").to_dict()
    id = store.add_job("train", name, network, Settings(**settings).to_dict())
    for word in PATHS[state]:
        store.set_state(id, word)
    store.note(id, summary=summary or {})
    return id


def learn(store, id, *losses):
    rows = [("epoch/val_loss", epoch, loss) for epoch, loss in enumerate(losses, 1)]
    rows += [("epoch/loss", epoch, loss) for epoch, loss in enumerate(losses, 1)]
    rows += [("epoch/val_accuracy", epoch, epoch / 10) for epoch, _ in enumerate(losses, 1)]
    store.add_points(id, [*rows, ("train/loss", 1, 9.0)])


def opened():
    return healthy(AppTest.from_file(str(MAIN), default_timeout=60).switch_page(PAGE).run())


def healthy(app):
    assert not app.exception
    return app


def table(app):
    return app.dataframe[0].value.to_dict("records") if app.dataframe else []


def choose(app, store, *ids):
    """Choose the rows of these runs."""
    order = [job.id for job in store.jobs("train")]
    chosen = {"rows": [order.index(id) for id in ids], "columns": [], "cells": []}
    app.session_state[runs_table.key(order)] = {"selection": chosen}
    return healthy(app.run())


def buttons(app):
    return [button.label for button in app.button]


def press(app, label):
    return healthy(next(each for each in app.button if each.label == label).click().run())


def labels(app, kind):
    return [element.proto.label for element in app.get(kind)]


def figures(app):
    return {
        (data := json.loads(each.proto.bytes))["label"]: data["figure"]
        for each in app.get("bidi_component")
    }
