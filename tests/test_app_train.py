"""The Train page as a person meets it, over the rows of a real store."""

import io
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import fields
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer import charts, data, zoo
from explorer.home import home
from explorer.runs import Settings, Store
from explorer.runs.locks import try_lock
from explorer.training import diary
from explorer.web import plotly_js, state, train_form, train_words

MAIN = Path(__file__).parent.parent / "explorer" / "web" / "main.py"
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


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    """An empty store, in a home folder whose runner is this test, so that nothing is trained."""
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    store = Store.open()
    with try_lock(home() / "runner.lock"):
        yield store
    store.close()


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
    app = AppTest.from_file(str(MAIN), default_timeout=20)
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
    return [json.loads(each.proto.json) for each in app.get("bidi_component")]


def labels(app, kind):
    return [element.proto.label for element in app.get(kind)]


def test_without_a_design_or_a_run_the_page_offers_a_network_and_its_figures():
    app = opened()
    assert app.selectbox[0].value == "resnet20"
    assert {metric.label for metric in app.metric} >= {"Parameters", "Receptive field"}
    assert app.metric[0].value == "271098"
    assert not button(app, "Train").disabled
    assert "Recent runs" not in [header.value for header in app.subheader]


def test_only_networks_for_the_datasets_images_are_offered():
    names = opened().selectbox[0].options
    assert "resnet56" in names and "resnet50" not in names


def test_every_setting_has_a_widget_with_its_default():
    app = opened()
    app.segmented_control(key="train_optimizer").set_value("sgd").run()
    kinds = (app.segmented_control, app.number_input, app.toggle, app.text_input)
    shown = {widget.label for kind in kinds for widget in kind}
    assert {setting.metadata["label"] for setting in fields(Settings)} <= shown
    assert app.number_input(key="train_learning_rate").value == 0.001
    assert app.number_input(key="train_limit").value == 5000
    assert app.number_input(key="train_per_class").value is None
    assert app.toggle(key="train_flip").value is True


def test_settings_of_one_optimiser_show_with_it_only():
    app = opened()
    assert "Momentum" not in [widget.label for widget in app.number_input]
    healthy(app.segmented_control(key="train_optimizer").set_value("sgd").run())
    assert "Momentum" in [widget.label for widget in app.number_input]


def test_the_page_says_what_weight_decay_is_and_how_a_run_is_judged():
    app = opened()
    words = text(healthy(app.number_input(key="train_batch_size").set_value(128).run()))
    assert "decoupled" in words and "biases" in words
    assert "A tenth of the images" in words and "test set is scored once" in words
    assert "35 steps an epoch, 175 in all" in words and "GiB of memory" in words


def test_the_network_of_the_address_is_the_one_to_train():
    app = opened(a=state.encode(zoo.network("plain20")))
    assert "plain20" in [header.value for header in app.subheader]
    assert not app.selectbox


def test_a_damaged_link_is_told_and_the_page_goes_on():
    app = opened(a="broken")
    assert "damaged" in app.error[0].value
    assert app.selectbox[0].value == "resnet20"


def test_a_network_that_does_not_fit_the_images_is_told_before_training():
    app = opened(a=state.encode(zoo.network("resnet50")))
    assert "set input_shape to [32, 32, 3]" in app.error[0].value
    assert button(app, "Train").disabled


def test_a_network_that_cannot_be_built_is_told_before_training():
    network = zoo.network("resnet20")
    broken = network.with_(stages=[network.stages[0].with_(filters=32, shortcut="identity")])
    app = opened(a=state.encode(broken))
    assert "stage1_block1 adds" in app.error[0].value
    assert not [each for each in app.button if each.label == "Train"]


def test_a_missing_data_folder_is_told_before_training():
    app = opened()
    healthy(app.text_input(key="train_data_dir").set_value("/no/such/folder").run())
    assert "There is no data folder '/no/such/folder'" in text(app)


def test_train_queues_a_run_with_the_chosen_settings_and_puts_it_into_the_address(store):
    app = opened(a=state.encode(zoo.network("plain20")))
    app.number_input(key="train_epochs").set_value(3)
    app.segmented_control(key="train_dataset").set_value("shapes10")
    app.number_input(key="train_limit").set_value(None)
    healthy(button(app.run(), "Train").click().run())
    (job,) = store.jobs()
    assert (job.kind, job.name, job.state) == ("train", "plain20", "queued")
    assert job.network == zoo.network("plain20").to_dict()
    assert job.settings == Settings(epochs=3, dataset="shapes10", limit=None).to_dict()
    assert "def build_model" in job.source
    assert app.query_params["run"] in (job.id, [job.id])
    assert "Waiting for its turn" in progress(app)[1]


def test_a_double_click_starts_one_run(store, monkeypatch):
    monkeypatch.setattr(train_form, "DOUBLE_CLICK_SECONDS", 600)  # however slow the machine is
    app = opened()
    button(app, "Train").click().run()
    del app.query_params["run"]
    healthy(button(opened_again(app), "Train").click().run())
    assert len(store.jobs()) == 1
    assert app.query_params["run"] == store.jobs()[0].id
    monkeypatch.setattr(train_form, "DOUBLE_CLICK_SECONDS", 0)
    del app.query_params["run"]
    healthy(button(opened_again(app), "Train").click().run())
    assert len(store.jobs()) == 2


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


def test_the_predictions_tab_shows_the_newest_epoch(store):
    id = add(store, dataset="shapes10")
    run(store, id, "starting", "running", "finished", summary=SUMMARY)
    learn(store, id)
    keep_epochs(store, id, 1, 2)
    app = opened(id)
    app.session_state[f"train_tab_{id}"] = "Predictions"
    (chart,) = charts_of(healthy(app.run()))
    assert "after epoch 2" in chart["label"]
    (matrix,) = chart["figure"]["data"]
    assert matrix["z"][0] == [1.0] + [0.0] * 9 and matrix["x"][0] != "0"
    keep_epochs(store, id, 3)
    assert "after epoch 3" in charts_of(healthy(app.run()))[0]["label"]
    shown = "".join(each.proto.body for each in app.get("html"))
    assert "✓" in shown and "✗" in shown and "90%" in shown


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


def uploaded(store, content, name="mine.png"):
    """The page of a finished run, after a picture was given."""
    id = add(store, dataset="shapes10")
    run(store, id, "starting", "running", "finished", summary=SUMMARY)
    (store.folder(id) / "best.keras").write_bytes(b"weights")
    store.add_artefact(id, "best", store.folder(id) / "best.keras")
    app = opened(id)
    app.get("file_uploader")[0].upload(name, content)
    return id, healthy(app.run())


def picture(width, height):
    content = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(content, "PNG")
    return content.getvalue()


def test_a_picture_becomes_a_question_and_its_answer_a_chart(store):
    id, app = uploaded(store, picture(60, 40))
    (asked,) = store.jobs("experiment", parent=id)
    assert asked.settings["run"] == id
    with Image.open(asked.settings["image"]) as kept:
        assert kept.size == (32, 32)
    assert "Waiting for its turn" in text(app)
    chances = [0.0, 0.75, 0.25] + [0.0] * 7
    run(store, asked.id, "starting", "running", "finished", summary={"probabilities": chances})
    (chart,) = charts_of(opened_again(app))
    names = data.DATASETS["shapes10"].class_names
    assert chart["figure"]["data"][0]["y"][:2] == [names[1], names[2]]
    assert f"the likeliest is {names[1]}, 75%" in chart["label"]
    assert "32 × 32 pixels" in text(app)


def test_a_question_that_fails_says_why(store):
    id, app = uploaded(store, picture(9, 9))
    (asked,) = store.jobs("experiment", parent=id)
    run(store, asked.id, "starting", "failed", reason="no weights to try")
    assert "No weights to try." in text(opened_again(app))


def test_a_file_that_is_no_picture_is_refused_at_once(store):
    id, app = uploaded(store, b"no picture")
    assert "The file is no picture" in text(app)
    assert not store.jobs("experiment", parent=id)


def test_an_encoder_decoder_is_not_asked_for_classes(store):
    id = add(store)
    run(store, id, "starting", "running", "finished", summary={"metric": "psnr"})
    give_weights(store, id)
    assert not opened(id).get("file_uploader")


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


@pytest.mark.parametrize("id", ["0123456789abcdef", "../../etc/passwd", "<b>x</b>", "x" * 500])
def test_an_unknown_run_is_told_and_leads_on(id):
    app = opened(id)
    assert "There is no training run" in app.error[0].value
    assert "New run" in labels(app, "page_link")


def test_a_job_of_another_kind_is_no_training_run(store):
    id = store.add_job("build", "resnet20", {}, {})
    assert "There is no training run" in opened(id).error[0].value


def test_recent_runs_are_links_with_their_state_and_result(store):
    first, second = add(store), add(store, "plain20")
    run(store, first, "starting", "running", "finished", summary=SUMMARY)
    links = [link.proto for link in opened().get("page_link")]
    texts = [link.label for link in links if "badge" in link.label]
    assert "plain20" in texts[0] and "Queued" in texts[0]
    assert "resnet20" in texts[1] and "Finished" in texts[1] and "71.2% test accuracy" in texts[1]
    assert f"run={second}" in next(x for x in links if "plain20" in x.label).query_string


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


@pytest.mark.parametrize(
    "seconds, words",
    [(0, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (3725, "1 h 2 min"), (90000, "1 d 1 h")],
)
def test_lengths_of_time_in_words(seconds, words):
    assert train_words.duration(seconds) == words


def test_times_past_in_words():
    assert [train_words.ago(0, now) for now in (30, 90, 7300)] == [
        "just now",
        "1 min ago",
        "2 h ago",
    ]


@pytest.fixture
def server(tmp_path):
    """The address of the app as a person starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    root = MAIN.parent.parent.parent
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=root, env=os.environ, stdout=log, stderr=log)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def fetched(address, seconds=20):
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.headers, answer.read()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def test_the_app_starts_and_serves_plotly_itself(server):
    assert fetched(f"{server}/_stcore/health")[1] == b"ok"
    headers, program = fetched(f"{server}/{plotly_js.PLOTLY_PATH}")
    assert headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in headers["Cache-Control"]
    assert program == plotly_js.PLOTLY_FILE.read_bytes()


@pytest.mark.parametrize("query", ["", "run={id}"])
def test_the_page_never_imports_keras(store, query):
    query = query.format(id=add(store))
    program = f"""
import sys
from urllib.parse import parse_qsl
from streamlit.testing.v1 import AppTest

app = AppTest.from_file({str(MAIN)!r}, default_timeout=60).switch_page({PAGE!r})
for key, value in parse_qsl({query!r}):
    app.query_params[key] = value
app.run()
assert not app.exception, app.exception
print([name for name in ("keras", "tensorflow") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip().endswith("[]"), done.stderr
