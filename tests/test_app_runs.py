"""The Runs page as a person meets it, over the rows of a real store."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import charts, zoo
from explorer.home import home
from explorer.runs import Settings, Store
from explorer.runs.locks import try_lock
from explorer.web import runs_points, runs_table, train_files

MAIN = Path(__file__).parent.parent / "explorer" / "web" / "main.py"
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


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    """An empty store, in a home folder whose runner is this test, so that nothing is trained."""
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    store = Store.open()
    with try_lock(home() / "runner.lock"):
        yield store
    store.close()


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
    return healthy(AppTest.from_file(str(MAIN), default_timeout=20).switch_page(PAGE).run())


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
        (data := json.loads(each.proto.json))["label"]: data["figure"]
        for each in app.get("bidi_component")
    }


def test_without_a_run_the_page_leads_to_the_first_one():
    app = opened()
    assert "Nothing has been trained yet" in app.markdown[0].value
    assert labels(app, "page_link") == ["Train a network"]


def test_each_run_is_a_row_with_its_curve_and_figures(store):
    id = add(store, "mine", "finished", {"test_accuracy": 0.5, "seconds": 61.2}, dataset="shapes10")
    learn(store, id, 2.0, 1.0)
    store.set_tags(id, ["wide"])
    (row,) = table(opened())
    assert (row["name"], row["state"], row["network"]) == ("mine", "Finished", "resnet20")
    assert list(row["spark"]) == [2.0, 1.0] and row["best"] == 20 and row["test"] == 50
    assert row["dataset"] == "shapes10" and row["epochs"] == "2 of 5" and row["took"] == 61.2
    assert list(row["tags"]) == ["wide"]
    assert charts.run_style(id)[0][1:] in row["color"]


def test_builds_are_no_runs(store):
    store.add_job("build", "resnet20", {}, {})
    assert "Nothing has been trained yet" in opened().markdown[0].value


@pytest.mark.parametrize("state", PATHS)
def test_a_chosen_run_offers_what_its_state_allows(store, state):
    id = add(store, state=state)
    app = choose(opened(), store, id)
    assert {"Pause", "Resume", "Stop", "Delete"} & set(buttons(app)) == ACTIONS[state]
    assert "Open" in labels(app, "page_link")


def test_runs_are_found_by_state_and_by_words(store):
    first, second = add(store, "wide one", "finished"), add(store, "deep one")
    store.set_tags(first, ["good"])
    app = opened()
    assert len(table(app)) == 2
    app.text_input(key="runs_text").set_value("deep")
    assert [row["name"] for row in table(healthy(app.run()))] == ["deep one"]
    app.text_input(key="runs_text").set_value("good")
    assert [row["name"] for row in table(healthy(app.run()))] == ["wide one"]
    app.text_input(key="runs_text").set_value("")
    app.button_group(key="runs_states").set_value(["queued"])
    assert [row["name"] for row in table(healthy(app.run()))] == ["deep one"]
    store.request(second, "stop")
    assert "No run is like that." in [each.value for each in healthy(app.run()).caption]


def test_runs_are_put_in_order_and_those_without_a_score_come_last(store):
    for name, score in (("b", 0.5), ("a", 0.7), ("c", None)):
        summary = {"metric": "accuracy", "test_accuracy": score, "seconds": 9} if score else {}
        add(store, name, "finished", summary)
    app, orders = opened(), {"Newest": "cab", "Test score": "abc", "Name": "abc"}
    for order, expected in orders.items():
        app.selectbox(key="runs_order").set_value(order)
        assert "".join(row["name"] for row in table(healthy(app.run()))) == expected


def test_more_runs_than_a_page_holds_are_leafed_through(store, monkeypatch):
    monkeypatch.setattr(runs_table, "ROWS", 2)
    for name in "abcde":
        add(store, name, "finished")
    app = opened()
    assert [row["name"] for row in table(app)] == ["e", "d"]
    assert app.button(key="runs_page_-1").disabled
    for expected in ("cb", "a"):
        healthy(app.button(key="runs_page_1").click().run())
        assert "".join(row["name"] for row in table(app)) == expected
    assert app.button(key="runs_page_1").disabled
    assert "Runs 5 to 5" in [each.value for each in app.caption]
    app.text_input(key="runs_text").set_value("d")
    assert [row["name"] for row in table(healthy(app.run()))] == ["d"]


def test_a_page_of_few_runs_has_nothing_to_leaf(store):
    add(store)
    assert not {"runs_page_1", "runs_page_-1"} & {each.key for each in opened().button}


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


def test_several_runs_are_stopped_and_resumed_at_once(store):
    waits, learns, rests = (add(store, state=each) for each in ("queued", "running", "paused"))
    app = choose(opened(), store, waits, learns, rests)
    assert "Resume 1" in buttons(app) and "Pause 1" in buttons(app) and "Delete 2" in buttons(app)
    press(app, "Stop")
    assert store.job(waits).state == store.job(rests).state == "stopped"
    assert store.requested(learns) == "stop"
    press(choose(opened(), store, waits, rests), "Resume")
    assert store.job(waits).state == store.job(rests).state == "queued"


def test_chosen_runs_lie_over_each_other_in_their_own_colours(store):
    ids = [add(store, "same", "finished"), add(store, "same", "finished"), add(store, "other")]
    for id in ids:
        learn(store, id, 2.0, 1.0)
    app = choose(opened(), store, *ids)
    loss = figures(app)["Loss of 3 runs"]["data"]
    assert {line["name"] for line in loss} == {f"same {i[:4]}" for i in ids[:2]} | {"other"}
    assert [line["line"]["color"] for line in loss] == [charts.run_style(id)[0] for id in ids]
    app.segmented_control(key="runs_view").set_value("step")
    assert figures(healthy(app.run()))["Loss of 3 runs"]["data"][0]["y"] == [9.0]


def test_curves_are_laid_over_each_other_on_the_clock_of_training(store):
    ids = [add(store, name, "finished") for name in ("one", "other")]
    for id in ids:
        learn(store, id, 2.0, 1.0)
    app = choose(opened(), store, *ids)
    app.segmented_control(key="runs_view").set_value("time")
    loss = figures(healthy(app.run()))["Loss of 2 runs"]
    assert loss["layout"]["xaxis"]["title"]["text"] == "Training time in seconds"
    assert loss["data"][0]["y"] == [2.0, 1.0]


def test_seeds_of_one_network_are_a_band_and_their_spread_is_weighed(store):
    scores = {0: 0.70, 1: 0.72}
    ids = [
        add(store, state="finished", seed=seed, summary={"metric": "accuracy", "test_accuracy": s})
        for seed, s in scores.items()
    ]
    other = {"metric": "accuracy", "test_accuracy": 0.71}
    ids += [add(store, "mine", "finished", other, epochs=9)]
    for id in ids:
        learn(store, id, 2.0, 1.0)
    app = choose(opened(), store, *ids)
    lines = figures(app)["Loss of 3 runs"]["data"]
    assert [line["name"] for line in lines if line["showlegend"]] == ["resnet20, 2 seeds", "mine"]
    said = "\n".join(each.value for each in app.markdown)
    assert "smaller than the spread of the seeds" in said and "mine has one seed only" not in said
    again = choose(app, store, *ids, add(store, state="stopped", seed=1))
    assert any("repeats a seed" in each.value for each in again.caption)
    app = choose(opened(), store, *ids)
    app.toggle(key="runs_bands").set_value(False)
    assert len(figures(healthy(app.run()))["Loss of 3 runs"]["data"]) == 3


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


def test_trails_follow_a_live_run_and_hold_only_what_was_asked_for(store):
    id = add(store, state="running")
    learn(store, id, 2.0)
    assert set(runs_points.trails(store.job(id))) == {
        *("epoch/loss", "epoch/val_loss", "epoch/val_accuracy")
    }
    store.add_points(id, [("epoch/loss", 2, 0.5)])
    assert runs_points.trails(store.job(id))["epoch/loss"].values == [2.0, 0.5]
    assert set(runs_points.trails(store.job(id), runs_points.STEPS)) == {"train/loss"}


def test_a_colour_is_a_picture_that_a_table_can_show():
    assert runs_table.dot("0" * 16).startswith("data:image/svg+xml,%3Csvg")
