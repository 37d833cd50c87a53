"""Chosen runs over each other: in their colours, as bands of seeds, on the clock."""

from explorer import charts
from tests.runs_page.tools import add, choose, figures, healthy, learn, opened


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
