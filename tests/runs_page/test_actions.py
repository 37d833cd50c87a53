"""What can be done with chosen runs: name, delete, stop, resume, take home."""

import io
import json
import zipfile

import pytest

from explorer.web import train_files
from tests.runs_page.tools import (
    PATHS,
    add,
    buttons,
    choose,
    healthy,
    labels,
    learn,
    opened,
    press,
    table,
)

ACTIONS = {
    "queued": {"Stop", "Delete"},
    "starting": {"Stop"},
    "running": {"Pause", "Stop"},
    "paused": {"Resume", "Stop", "Delete"},
    "stopped": {"Resume", "Delete"},
    "finished": {"Delete"},
    "failed": {"Resume", "Delete"},
    "interrupted": {"Resume", "Delete"},
}


@pytest.mark.parametrize("state", PATHS)
def test_a_chosen_run_offers_what_its_state_allows(store, state):
    id = add(store, state=state)
    app = choose(opened(), store, id)
    assert {"Pause", "Resume", "Stop", "Delete"} & set(buttons(app)) == ACTIONS[state]
    assert "Open" in labels(app, "page_link")


def test_a_run_is_renamed_tagged_and_noted(store):
    id = add(store)
    app = choose(opened(), store, id)
    app.text_input[1].set_value("my run")
    app.text_input[2].set_value("Wide, first")
    app.text_area[0].set_value("It was slow.")
    press(app, "Save")
    job = store.job(id)
    assert (job.name, job.tags, job.note) == ("my run", ["first", "wide"], "It was slow.")


def test_a_name_that_is_refused_is_told(store):
    app = choose(opened(), store, add(store))
    app.text_input[1].set_value(" ")
    assert "A name has 1 to 200 characters" in press(app, "Save").error[0].value


def test_deleted_runs_come_back_by_undo(store):
    ids = [add(store, "one", "finished"), add(store, "two", "stopped"), add(store, "three")]
    app = press(choose(opened(), store, *ids[:2]), "Delete")
    assert [row["name"] for row in table(app)] == ["three"]
    press(app, "Undo")
    assert len(store.jobs("train")) == 3


def test_a_deleted_run_can_be_brought_back_later(store):
    id = add(store, "one", "finished")
    store.delete(id)
    app = opened()
    app.multiselect(key="runs_gone").set_value([id])
    press(healthy(app.run()), "Restore")
    assert not store.job(id).deleted


def test_several_runs_get_tags_beside_their_own(store):
    first, second = add(store, state="finished"), add(store, state="finished")
    store.set_tags(first, ["old"])
    app = choose(opened(), store, first, second)
    app.text_input[1].set_value("Wide, old")
    press(app, "Add")
    assert (store.job(first).tags, store.job(second).tags) == (["old", "wide"], ["old", "wide"])


def test_several_runs_lead_to_the_compare_page(store):
    first, second = add(store, state="finished"), add(store, state="finished")
    links = choose(opened(), store, first, second).get("page_link")
    (link,) = [each.proto for each in links if each.proto.label == "Compare"]
    assert link.query_string == f"n={first}&n={second}"


def test_several_runs_are_stopped_and_resumed_at_once(store):
    waits, learns, rests = (add(store, state=each) for each in ("queued", "running", "paused"))
    app = choose(opened(), store, waits, learns, rests)
    assert "Resume 1" in buttons(app) and "Pause 1" in buttons(app) and "Delete 2" in buttons(app)
    press(app, "Stop")
    assert store.job(waits).state == store.job(rests).state == "stopped"
    assert store.requested(learns) == "stop"
    press(choose(opened(), store, waits, rests), "Resume")
    assert store.job(waits).state == store.job(rests).state == "queued"


def test_a_run_is_taken_home_in_every_form(store):
    id = add(store, state="finished")
    learn(store, id, 2.0, float("nan"))
    for kind in ("best", "last", "source", "network", "settings", "curves"):
        (store.folder(id) / kind).write_bytes(b"x")
        store.add_artefact(id, kind, store.folder(id) / kind)
    app = choose(opened(), store, id)
    assert labels(app, "download_button") == [
        *("Best weights, .keras", "Last weights, .keras", "Weights only, .h5", "Code, .py"),
        *("Network, .json", "Settings, .json", "Curves, .csv", "Curves, .json"),
    ]


def test_the_weights_alone_are_those_within_the_file(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("model.weights.h5", b"weights")
    (tmp_path / "best.keras").write_bytes(content.getvalue())
    assert train_files.weights_only(tmp_path / "best.keras") == b"weights"


def test_curves_as_json_hold_every_series_and_no_nan(store):
    id = add(store)
    learn(store, id, 2.0, float("nan"))
    series = json.loads(train_files.points_json(id))
    assert series["epoch/val_loss"]["steps"] == [1, 2]
    assert series["epoch/val_loss"]["values"] == [2.0, None]
