"""A run that is at work: what it does, how far it is, and its curves."""

import pytest

from tests.train_page.tools import (
    SUMMARY,
    add,
    charts_of,
    healthy,
    learn,
    opened,
    progress,
    run,
    text,
)


def test_a_run_that_starts_says_what_is_being_done(store):
    id = add(store)
    run(store, id, "starting", "running")
    assert progress(opened(id)) == (0, "Starting a process for it")
    store.beat(id, {"message": "Starting Keras"})
    assert progress(opened(id)) == (0, "Loading Keras")


def test_a_download_shows_how_far_it_is(store):
    id = add(store)
    run(store, id, "starting", "running")
    message = "Downloading CIFAR-10: 81 of 162 MiB"
    store.beat(id, {"message": message, "done": 81, "total": 162})
    assert progress(opened(id)) == (50, message)


def test_a_running_run_shows_its_progress_speed_and_curves(store):
    id = add(store)
    run(store, id, "starting", "running")
    done = {"message": "Training", "epoch": 2, "epochs": 5, "step": 44, "steps": 175}
    store.beat(id, done | {"images_per_second": 812.3, "seconds_left": 83})
    learn(store, id)
    app = opened(id)
    assert progress(app) == (25, "Epoch 2 of 5, step 44 of 175")
    assert "812 images a second, 1 min 23 s left" in text(app)
    assert len(app.get("bidi_component")) == 2


@pytest.mark.parametrize(("tab", "key"), [("Curves", "train_log"), ("Gradients", "train_way_log")])
def test_axes_can_be_logarithmic(store, tab, key):
    id = add(store)
    run(store, id, "starting", "running", "finished", summary=SUMMARY)
    learn(store, id)
    app = opened(id)
    app.session_state[f"train_tab_{id}"] = tab
    app.run()
    app.button_group(key=key).set_value(["y"])
    layout = charts_of(healthy(app.run()))[0]["figure"]["layout"]
    assert (layout["xaxis"]["type"], layout["yaxis"]["type"]) == ("linear", "log")


def test_new_points_join_the_curves(store):
    id = add(store)
    run(store, id, "starting", "running")
    learn(store, id, steps=3)
    app = opened(id)
    store.add_points(id, [("train/loss", 4, 0.25)])
    healthy(app.run())
    seen = app.session_state["train_seen"]
    assert seen["trails"]["train/loss"].values == [2, 1, 2 / 3, 0.25]


def test_the_gradients_tab_shows_norm_rate_and_the_blocks(store):
    id = add(store)
    run(store, id, "starting", "running", "finished", summary=SUMMARY)
    learn(store, id)
    rows = [("train/gradient_norm", 6, 2.0), ("gradient/stem", 6, 0.1), ("gradient/head", 6, 0.0)]
    store.add_points(id, rows)
    app = opened(id)
    app.session_state[f"train_tab_{id}"] = "Gradients"
    shown = charts_of(healthy(app.run()))
    spoken = [chart["label"].split(" of ")[0] for chart in shown]
    assert spoken == ["Gradient norm", "Learning rate", "Gradient RMS"]
    (heat,) = shown[-1]["figure"]["data"]
    assert heat["y"] == ["stem", "head"] and heat["z"] == [[-1.0], [None]]
