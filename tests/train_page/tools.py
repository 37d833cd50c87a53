"""The Train page in Streamlit's own test harness, and runs for it to show."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from explorer import zoo
from explorer.runs import Settings
from explorer.training import diary

MAIN = Path(__file__).parents[2] / "explorer" / "web" / "main.py"
PAGE = "../../pages/train.py"
SUMMARY = {
    "metric": "accuracy",
    "test_accuracy": 0.7123,
    "test_loss": 0.8123,
    "val_accuracy": 0.705,
    "val_loss": 0.83,
    "best_epoch": 2,
    "steps": 70,
    "seconds": 65.2,
}


def add(store, name="resnet20", **settings):
    network = zoo.network(name).to_dict()
    return store.add_job("train", name, network, Settings(**settings).to_dict())


def run(store, id, *states, **fields):
    for word in states[:-1]:
        store.set_state(id, word)
    store.set_state(id, states[-1], **fields)


def learn(store, id, steps=6, metric="accuracy"):
    rows = [("train/loss", step, 2 / step) for step in range(1, steps + 1)]
    rows += [(f"train/{metric}", step, step / 10) for step in range(1, steps + 1)]
    rows += [("train/learning_rate", step, 0.001) for step in range(1, steps + 1)]
    rows += [(f"epoch/{name}", 1, 0.5) for name in ("loss", "val_loss", f"val_{metric}")]
    store.add_points(id, rows)


def give_weights(store, id):
    (store.folder(id) / "last.keras").write_bytes(b"weights")
    store.add_artefact(id, "last", store.folder(id) / "last.keras")


def keep_epochs(store, id, *epochs):
    sure = [0.9] + [0.1 / 9] * 9
    samples = [{"image": n, "label": n, "probabilities": sure} for n in (0, 1)]
    for epoch in epochs:
        confusion = [[4 if i == j else 0 for j in range(10)] for i in range(10)]
        line = {"epoch": epoch, "confusion": confusion, "samples": samples}
        store.add_artefact(id, "epochs", diary.write(store.folder(id), line))


def opened(id=None, **query):
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    for name, value in (query | ({"run": id} if id else {})).items():
        app.query_params[name] = value
    app.switch_page(PAGE).run()
    return healthy(app)


def opened_again(app):
    return healthy(app.run())


def healthy(app):
    assert not app.exception
    return app


def text(app):
    kinds = (app.markdown, app.caption, app.success, app.info, app.warning, app.error)
    return "\n".join([element.value for kind in kinds for element in kind])


def button(app, label):
    return next(button for button in app.button if button.label == label)


def buttons(app):
    return [button.label for button in app.button]


def progress(app):
    (bar,) = app.get("progress")
    return bar.proto.value, bar.proto.text


def charts_of(app):
    return [json.loads(each.proto.bytes) for each in app.get("bidi_component")]


def labels(app, kind):
    return [element.proto.label for element in app.get(kind)]
