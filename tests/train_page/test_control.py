"""What can be done with a run in each state."""

import pytest

from tests.train_page.tools import (
    SUMMARY,
    add,
    button,
    buttons,
    give_weights,
    healthy,
    labels,
    opened,
    progress,
    run,
    text,
)


def test_a_queued_run_can_be_put_before_the_others(store):
    first, second = add(store), add(store)
    assert "Run it first" not in buttons(opened(first))
    app = healthy(button(opened(second), "Run it first").click().run())
    assert [job.id for job in store.queue()] == [second, first]
    assert "Waiting for its turn" in progress(app)[1] and "Run it first" not in buttons(app)


def test_a_queued_run_says_what_it_waits_for_and_can_be_stopped(store):
    add(store)
    id = add(store)
    app = opened(id)
    assert "Waiting for 1 other job" in progress(app)[1]
    healthy(button(app, "Cancel").click().run())
    assert store.job(id).state == "stopped"
    assert "stopped before its first step" in text(app)


def test_stop_asks_the_worker_and_says_so(store):
    id = add(store)
    run(store, id, "starting", "running")
    app = healthy(button(opened(id), "Stop").click().run())
    assert store.requested(id) == "stop"
    assert button(app, "Stop").disabled
    assert "Stopping" in text(app)


def test_pause_asks_the_worker_and_says_so(store):
    id = add(store)
    run(store, id, "starting", "running")
    app = healthy(button(opened(id), "Pause").click().run())
    assert store.requested(id) == "pause"
    assert button(app, "Pause").disabled and not button(app, "Stop").disabled
    assert "Pausing" in text(app)


def test_a_paused_run_goes_on_or_ends(store):
    id = add(store)
    run(store, id, "starting", "running", "paused", progress={"epochs": 5, "step": 7, "steps": 9})
    app = opened(id)
    assert "Epoch 1 of 5, step 7 of 9: it can go on." in app.info[0].value
    healthy(button(app, "Resume").click().run())
    assert store.job(id).state == "queued"
    run(store, id, "starting", "running", "paused")
    healthy(button(opened(id), "Stop").click().run())
    assert store.job(id).state == "stopped"


@pytest.mark.parametrize("state", ["stopped", "failed", "interrupted"])
def test_a_run_that_has_ended_early_can_be_resumed(store, state):
    id = add(store)
    run(store, id, "starting", "running", state)
    app = healthy(button(opened(id), "Resume").click().run())
    assert store.job(id).state == "queued" and "Resume" not in buttons(app)


def test_a_finished_run_is_not_resumed(store):
    id = add(store)
    run(store, id, "starting", "running", "finished", summary=SUMMARY)
    assert not {"Resume", "Pause", "Stop"} & set(buttons(opened(id)))


def test_a_run_that_diverged_says_why_and_offers_other_settings(store):
    id = add(store)
    why = "the loss became nan in step 12, so the run has diverged: lower the learning rate"
    run(store, id, "starting", "running", "paused", error=why)
    give_weights(store, id)
    app = opened(id)
    assert app.warning[0].value.startswith("The loss became nan in step 12")
    assert "train with other settings, below" in app.warning[0].value
    assert "Diverged" in text(app)
    assert any("other settings" in label for label in labels(app, "page_link"))


def test_a_fork_starts_from_the_weights_with_the_chosen_settings(store):
    id = add(store, "plain20", epochs=7)
    run(store, id, "starting", "running", "stopped")
    give_weights(store, id)
    app = opened(fork=id)
    assert app.number_input(key="train_epochs").value == 7
    app.number_input(key="train_learning_rate").set_value(0.01)
    healthy(button(app.run(), "Train").click().run())
    (new,) = store.jobs(parent=id)
    assert new.name == "plain20" and new.settings["learning_rate"] == 0.01
    assert (store.folder(new.id) / "start.keras").read_bytes() == b"weights"


def test_a_fork_of_a_run_without_weights_is_refused(store):
    assert "no run with weights" in opened(fork=add(store)).error[0].value
