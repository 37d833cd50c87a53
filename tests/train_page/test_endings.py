"""A run that is over: its result, its files and the ways on."""

from explorer import charts
from tests.train_page.tools import SUMMARY, add, button, healthy, labels, learn, opened, run, text


def test_a_finished_run_tells_the_result_and_gives_its_files(store):
    id = add(store)
    run(store, id, "starting", "running", "finished", summary=SUMMARY)
    learn(store, id)
    for kind, name in (("best", "best.keras"), ("last", "last.keras"), ("source", "model.py")):
        (store.folder(id) / name).write_bytes(b"x")
        store.add_artefact(id, kind, store.folder(id) / name)
    app = opened(id)
    words = app.success[0].value
    assert "71.2% accuracy and a loss of 0.8123" in words
    assert "about 7 of 10" in words and "after epoch 2" in words and "70 steps" in words
    files = ["Best weights, .keras", "Last weights, .keras", "Weights only, .h5", "Code, .py"]
    assert labels(app, "download_button") == files
    assert not app.get("progress") and "Stop" not in [each.label for each in app.button]


def test_a_file_that_is_gone_is_not_offered(store):
    id = add(store)
    run(store, id, "starting", "running", "finished", summary=SUMMARY)
    store.add_artefact(id, "best", store.folder(id) / "best.keras")
    assert labels(opened(id), "download_button") == []


def test_a_stopped_run_keeps_what_it_learned_and_says_what_was_not_done(store):
    id = add(store)
    kept = {name: SUMMARY[name] for name in ("metric", "val_accuracy", "best_epoch", "steps")}
    run(store, id, "starting", "running", "stopped", summary=kept | {"seconds": 5})
    words = opened(id).info[0].value
    assert "stopped before the test set was scored" in words and "70.5% accuracy" in words


def test_an_encoder_decoder_shows_its_own_metric(store):
    id = add(store)
    summary = {"metric": "psnr", "test_psnr": 23.456, "test_loss": 0.0045, "best_epoch": 1}
    run(store, id, "starting", "running", "finished", summary=summary)
    learn(store, id, metric="psnr")
    app = opened(id)
    assert "23.5 dB PSNR and a loss of 0.0045" in app.success[0].value
    assert list(charts.curves(app.session_state["train_seen"]["trails"])) == [
        *("loss", "psnr", "learning_rate")
    ]


def test_a_failed_run_shows_its_error_what_to_do_and_its_log(store):
    id = add(store)
    run(store, id, "starting", "failed", reason="the loss became nan: lower the learning rate")
    (store.folder(id) / "worker-0.log").write_text("Traceback: long")
    app = opened(id)
    words = app.error[0].value
    assert words.startswith("The loss became nan: lower the learning rate.")
    assert "train again" in words and "Traceback" not in text(app)
    assert labels(app, "download_button") == ["Log, .txt"]


def test_an_interrupted_run_says_so(store):
    id = add(store)
    run(store, id, "starting", "running", "interrupted", reason="The worker ended")
    app = opened(id)
    assert app.warning[0].value.startswith("The worker ended.")
    assert "Resume takes it up" in app.warning[0].value


def test_train_again_brings_the_settings_and_the_network_back(store):
    id = add(store, "plain20", epochs=7, optimizer="sgd", limit=None)
    run(store, id, "starting", "running", "finished", summary=SUMMARY)
    app = healthy(button(opened(id), "Change the settings and train again").click().run())
    assert "plain20" in [header.value for header in app.subheader]
    assert app.number_input(key="train_epochs").value == 7
    assert app.number_input(key="train_limit").value is None
    assert app.segmented_control(key="train_optimizer").value == "sgd"


def test_settings_of_another_version_do_not_break_the_page(store):
    id = store.add_job("train", "old", {"name": "old"}, {"gone": 1})
    run(store, id, "starting", "running", "finished")
    app = healthy(button(opened(id), "Change the settings and train again").click().run())
    assert "another version" in app.toast[0].value
