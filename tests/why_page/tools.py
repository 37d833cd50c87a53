"""The Why page opened in Streamlit's own test harness, and experiments whose rows are written."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.train_page.tools import SUMMARY, add, give_weights, healthy, run
from tests.train_page.tools import text as escaped

MAIN = Path(__file__).parents[2] / "explorer" / "web" / "main.py"
RESULT = {
    "protocol": "noise",
    "lines": [
        {
            "network": "resnet20",
            "plain": False,
            "norm": "with",
            "weights": "fresh",
            "blocks": ["stem", "stage1_block1", "head"],
            "rms": [[40.0, 2.0, 2.0]],
            "ratio": [20.0],
        }
    ],
}


def opened(**query):
    app = AppTest.from_file(str(MAIN), default_timeout=20)
    for name, value in query.items():
        app.query_params[name] = value
    return healthy(app.switch_page("../../pages/why.py").run())


def text(app):
    return escaped(app).replace("\\", "")


def asked(store):
    (job,) = store.jobs("experiment")
    return job


def leave(store, id, result):
    path = store.folder(id) / "result.json"
    path.write_text(json.dumps(result))
    store.add_artefact(id, "result", path)


def finish(store, id, result=RESULT, **summary):
    run(store, id, "starting", "running")
    leave(store, id, result)
    run(store, id, "finished", summary={"seconds": 3.2} | summary)


def trained(store, name="resnet20", **changes):
    id = add(store, name, **changes)
    run(store, id, "starting", "running", "finished", summary=SUMMARY)
    give_weights(store, id)
    return id
