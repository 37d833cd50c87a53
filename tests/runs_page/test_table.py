"""The table of runs: what a row shows, and how runs are found and put in order."""

from explorer import charts
from explorer.web import runs_points, runs_table
from tests.runs_page.tools import add, healthy, labels, learn, opened, press, table


def test_without_a_run_the_page_leads_to_the_first_one():
    app = opened()
    assert "Nothing has been trained yet" in app.markdown[1].value
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
    assert "Nothing has been trained yet" in opened().markdown[1].value


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


def test_runs_chosen_on_one_page_stay_so_on_the_next(store, monkeypatch):
    monkeypatch.setattr(runs_table, "ROWS", 2)
    ids = [add(store, name, "finished") for name in "abcd"]
    app = pick(opened(), [ids[3], ids[2]], 0)
    healthy(app.button(key="runs_page_1").click().run())
    assert "Runs 3 to 4, 1 chosen on other pages" in captions(app)
    assert "Open" in labels(app, "page_link")
    app = pick(app, [ids[1], ids[0]], 1)
    assert "**2 runs**" in [each.value for each in app.markdown]
    healthy(app.button(key="runs_page_-1").click().run())
    assert app.session_state[runs_table.key([ids[3], ids[2]])].selection.rows == [0]
    press(app, "Delete")
    assert [job.name for job in store.jobs()] == ["c", "b"]
    assert "Choose one run to open" in captions(app)[-1]


def test_another_filter_begins_with_nothing_chosen(store):
    ids = [add(store, name, "finished") for name in "ab"]
    app = pick(opened(), ids[::-1], 0)
    app.text_input(key="runs_text").set_value("a")
    assert "Choose one run to open" in captions(healthy(app.run()))[-1]


def pick(app, ids, *rows):
    """Choose these rows of the table of these runs, and no others."""
    chosen = {"rows": list(rows), "columns": [], "cells": []}
    app.session_state[runs_table.key(ids)] = {"selection": chosen}
    return healthy(app.run())


def captions(app):
    return [each.value for each in app.caption]


def test_a_page_of_few_runs_has_nothing_to_leaf(store):
    add(store)
    assert not {"runs_page_1", "runs_page_-1"} & {each.key for each in opened().button}


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
