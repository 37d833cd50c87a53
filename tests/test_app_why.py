"""The Why page in Streamlit's own test harness: no experiment is done, its rows are written."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer import zoo
from explorer.experiments import EXPERIMENTS, find
from explorer.runs import Settings, sweeps
from explorer.twins import twin
from explorer.web import state, why_jobs, why_place, why_sweep, why_words
from tests.train_page.conftest import store
from tests.train_page.tools import (
    SUMMARY,
    add,
    button,
    buttons,
    charts_of,
    give_weights,
    healthy,
    labels,
    progress,
    run,
)
from tests.train_page.tools import text as escaped

__all__ = ["store"]

MAIN = Path(__file__).parents[1] / "explorer" / "web" / "main.py"
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


def test_the_list_asks_a_question_for_each_experiment_of_the_page():
    app = opened()
    for name in why_place.names():
        assert find(name).question in text(app)
    assert why_sweep.QUESTION in text(app)
    for name in why_place.ELSEWHERE:
        assert find(name).question not in text(app)


@pytest.mark.parametrize("name", [name for name in EXPERIMENTS if name in why_place.names()])
def test_every_experiment_is_shown_from_its_words_and_options(name):
    app, words = opened(experiment=name), find(name)
    for part in (words.question, words.look_for, words.limits, words.method):
        assert part in text(app)
    assert words.link in text(app)
    shown = {each.label for kind in (app.number_input, app.toggle) for each in kind}
    numbers = [o for o in words.options if not o.choices and not isinstance(o.default, str)]
    assert shown >= {option.label for option in numbers}


def test_a_card_opens_its_experiment_and_the_list_comes_back():
    app = opened()
    healthy(app.button(key="why_open_identity").click().run())
    assert app.query_params["experiment"] == "identity"
    assert find("identity").look_for in text(app)
    healthy(button(app, "All experiments").click().run())
    assert "experiment" not in app.query_params and find("shattered").question in text(app)


def test_run_queues_the_experiment_of_the_network_in_the_link(store):
    network = zoo.network("resnet32")
    app = opened(experiment="gradient_flow", a=state.encode(network))
    app.number_input(key="why_gradient_flow_seeds").set_value(3).run()
    healthy(button(app, "Run").click().run())
    job = asked(store)
    assert job.network == network.to_dict()
    assert job.settings == find("gradient_flow").settings(seeds=3)
    assert progress(app)[1] == "Waiting for its turn…"
    assert "Stop" in buttons(app) and "Run" not in buttons(app)


def test_the_chart_fills_while_the_experiment_runs(store):
    app = opened(experiment="gradient_flow")
    button(app, "Run").click().run()
    id = asked(store).id
    run(store, id, "starting", "running", progress={"message": "resnet20, fresh", "fraction": 0.25})
    leave(store, id, RESULT)
    (chart,) = charts_of(healthy(app.run()))
    assert progress(app) == (25, "resnet20, fresh…")
    assert chart["figure"]["data"][0]["name"] == "resnet20"
    button(app, "Stop").click().run()
    assert store.job(id).control == "stop"


def test_the_newest_result_for_the_same_network_and_options_is_shown_at_once(store):
    network = zoo.network("resnet20").with_(name="renamed")
    id = why_jobs.ask(network, "gradient_flow")
    finish(store, id)
    app = opened(experiment="gradient_flow")
    assert len(charts_of(app)) == 1 and "Run again" in buttons(app)
    assert "20 times the last one's in resnet20 (one seed)" in text(app)
    assert "in 3.2 s" in text(app)
    healthy(app.number_input(key="why_gradient_flow_seeds").set_value(5).run())
    assert not charts_of(app) and "Run" in buttons(app)


def test_another_network_has_no_result_yet(store):
    finish(store, why_jobs.ask(zoo.network("resnet20"), "gradient_flow"))
    app = opened(experiment="gradient_flow", a=state.encode(zoo.network("resnet32")))
    assert not charts_of(app)


def test_a_failure_is_told_in_words_beside_the_older_result(store):
    finish(store, why_jobs.ask(zoo.network("resnet20"), "gradient_flow"))
    second = why_jobs.ask(zoo.network("resnet20"), "gradient_flow")
    run(store, second, "starting", "running", "failed", reason="there was no room")
    app = opened(experiment="gradient_flow")
    assert "There was no room." in text(app)
    assert len(charts_of(app)) == 1 and "Run again" in buttons(app)


def test_what_was_stopped_shows_what_it_had_found(store):
    id = why_jobs.ask(zoo.network("resnet20"), "gradient_flow")
    run(store, id, "starting", "running")
    leave(store, id, RESULT)
    run(store, id, "stopped")
    app = opened(experiment="gradient_flow")
    assert "It was stopped before its end." in text(app)
    assert len(charts_of(app)) == 1


def test_a_result_whose_file_is_gone_is_no_result(store):
    id = why_jobs.ask(zoo.network("resnet20"), "gradient_flow")
    finish(store, id)
    store.artefacts(id)["result"].unlink()
    assert not charts_of(opened(experiment="gradient_flow"))


def test_the_same_question_under_way_is_not_asked_twice(store):
    first = why_jobs.ask(zoo.network("resnet20"), "shattered")
    assert why_jobs.ask(zoo.network("resnet20"), "shattered") == first
    assert why_jobs.newest(zoo.network("resnet20"), "shattered") is None
    finish(store, first)
    assert why_jobs.newest(zoo.network("resnet20"), "shattered").id == first
    assert why_jobs.ask(zoo.network("resnet20"), "shattered") != first


def test_a_run_of_the_network_can_be_looked_at(store):
    trained(store, "resnet32")
    id = trained(store)
    app = opened(experiment="gradient_flow")
    choice = app.selectbox(key="why_run_of_gradient_flow")
    assert choice.value is None and len(choice.options) == 2
    healthy(choice.select(id).run())
    healthy(button(app, "Run").click().run())
    assert asked(store).settings["run"] == id and asked(store).parent == id


def test_a_link_may_name_the_run(store):
    id = trained(store)
    trained(store)
    assert opened(experiment="response", run=id).selectbox(key="why_run_of_response").value == id


def test_runs_without_weights_are_not_offered(store):
    add(store)
    assert not [each for each in opened(experiment="response").selectbox if each.label == "Run"]


def test_an_experiment_about_trained_weights_leads_to_training_first():
    for name in why_place.names():
        if find(name).run == "must":
            app = opened(experiment=name)
            assert "There is no run of resnet20 with weights yet" in text(app)
            assert "Train resnet20" in labels(app, "page_link")
            assert "Run" not in buttons(app)


def test_another_network_is_taken_and_stands_in_the_address():
    app = opened(experiment="identity")
    choice = next(each for each in app.selectbox if each.label == "Another network")
    healthy(choice.select("resnet32").run())
    assert state.decode(app.query_params["a"]) == zoo.network("resnet32")
    assert app.query_params["experiment"] == "identity"


def test_a_run_is_taken_as_network_and_as_the_run_to_look_at(store):
    id = trained(store, "resnet32")
    app = opened(experiment="response")
    choice = next(each for each in app.selectbox if each.label == "Another network")
    healthy(choice.select(id).run())
    assert app.query_params["run"] == id
    assert app.selectbox(key="why_run_of_response").value == id


def test_what_cannot_be_is_said_in_words():
    assert "There is no experiment 'nope'" in text(opened(experiment="nope"))
    assert "is damaged" in text(opened(a="nonsense"))
    broken = zoo.network("resnet20").with_(input_shape=(4, 4, 3), skips=())
    images = zoo.network("skip_autoencoder")
    app = opened(experiment="shattered", a=state.encode(images))
    assert "needs a network that ends in classes; skip_autoencoder does not" in text(app)
    assert why_words.obstacle(broken, "identity", {}) is None


def test_the_time_grows_with_depth_and_seeds():
    words = find("gradient_flow")
    usual = why_words.expected(words, 72, {"seeds": 2})
    assert usual == words.seconds
    assert why_words.expected(words, 720, {"seeds": 2}) > 5 * usual
    assert why_words.expected(words, 72, {"seeds": 4}) == 2 * usual
    assert [why_words.about(s) for s in (0.2, 7.4, 43, 240, 9000)] == [
        "about 1 s",
        "about 7 s",
        "about 40 s",
        "about 4 min",
        "about 2 hours",
    ]


def sweep(store, states=()):
    """A queued sweep at two depths with one seed, some of whose runs have ended."""
    settings = Settings(dataset="shapes10", epochs=1, limit=200)
    runs = sweeps.plan(zoo.network("resnet20"), [1, 3], 1, settings)
    why_sweep.queue(runs, "sweep 1a2b")
    jobs = store.jobs("train", tag="sweep 1a2b")[::-1]
    for job, accuracy in zip(jobs, states, strict=False):
        summary = SUMMARY | {"test_accuracy": accuracy}
        run(store, job.id, "starting", "running", "finished", summary=summary)
    return jobs


def test_the_form_queues_a_sweep_as_ordinary_runs(store):
    app = opened(experiment="depth")
    assert "12 runs at 8, 20, 56 layers" in text(app) and "A short run does not show it" in text(
        app
    )
    app.selectbox(key="why_sweep_dataset").select("shapes10").run()
    app.number_input(key="why_sweep_seeds").set_value(1).run()
    healthy(button(app, "Queue the sweep").click().run())
    jobs = store.queue()
    assert [job.name for job in jobs[:3]] == [
        "resnet20_at_8",
        "resnet20_at_8_plain",
        "resnet20_at_20",
    ]
    assert len(jobs) == 6 and len({tuple(job.tags) for job in jobs}) == 1
    assert "6 queued" in text(app) and "No run has ended yet." in text(app)


def test_the_sweep_fills_its_chart_and_shows_what_waits(store):
    sweep(store, (0.5, 0.45))
    app = opened(experiment="depth")
    assert "2 finished, 2 queued" in text(app)
    (chart,) = charts_of(app)
    assert {tuple(trace["y"]) for trace in chart["figure"]["data"]} == {(0.5,), (0.55,)}
    assert "8 layers: resnet20_at_8 is 5.0 points better" in text(app)
    assert "with one seed each" in text(app)
    rows = [label for label in labels(app, "page_link") if "layers" in label]
    assert len(rows) == 4 and "waits for its turn" in rows[2]


def test_a_sweep_is_paused_and_goes_on(store):
    jobs = sweep(store, (0.5,))
    run(store, jobs[1].id, "starting", "running")
    app = opened(experiment="depth")
    healthy(button(app, "Pause all").click().run())
    assert store.job(jobs[1].id).control == "pause"
    assert [store.job(job.id).state for job in jobs[2:]] == ["stopped", "stopped"]
    run(store, jobs[1].id, "paused")
    healthy(app.run())
    healthy(button(app, "Go on with all").click().run())
    assert [job.id for job in store.queue()] == [job.id for job in jobs[1:]]


def test_a_sweep_is_cancelled(store):
    jobs = sweep(store)
    healthy(button(opened(experiment="depth"), "Cancel all").click().run())
    assert {store.job(job.id).state for job in jobs} == {"stopped"}


def test_a_plain_network_is_swept_alone():
    runs = sweeps.plan(twin(zoo.network("resnet20")), [1], 1, Settings())
    assert [each.network.name for each in runs] == ["resnet20_plain_at_8"]


def test_the_run_of_another_network_is_not_kept(store):
    first, _ = trained(store), trained(store, "resnet32")
    app = opened(experiment="response")
    healthy(app.selectbox(key="why_run_of_response").select(first).run())
    choice = next(each for each in app.selectbox if each.label == "Another network")
    healthy(choice.select("resnet32").run())
    assert app.selectbox(key="why_run_of_response").value is None
    healthy(button(app, "Run").click().run())
    assert "run" not in asked(store).settings


def test_a_lesion_looks_at_the_run_and_at_that_of_its_twin(store):
    network = zoo.network("resnet20")
    run_id = trained(store)
    app = opened(experiment="lesion")
    assert "Train resnet20\\_plain" in labels(app, "page_link")
    other = store.add_job("train", "p", twin(network).to_dict(), Settings().to_dict())
    run(store, other, "starting", "running", "finished", summary=SUMMARY)
    give_weights(store, other)
    app = opened(experiment="lesion")
    healthy(button(app, "Run").click().run())
    assert (asked(store).settings["run"], asked(store).settings["other"]) == (run_id, other)


def test_a_block_is_chosen_by_name_or_touched_in_the_picture(store):
    app = opened(experiment="features")
    choice = app.selectbox(key="why_features_block")
    assert choice.value == "stage1_block1" and len(choice.options) == 9
    healthy(choice.select("stage2_block3").run())
    healthy(button(app, "Run").click().run())
    assert asked(store).settings["block"] == "stage2_block3"


def test_ones_own_picture_is_looked_at(store):
    app = opened(experiment="features")
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(content, "PNG")
    app.get("file_uploader")[0].upload("mine.png", content.getvalue())
    healthy(app.run())
    healthy(button(app, "Run").click().run())
    with Image.open(asked(store).settings["image"]) as kept:
        assert kept.size == (32, 32)
    app.get("file_uploader")[0].upload("mine.png", b"no picture")
    assert "The file is no picture" in text(healthy(app.run()))


def test_paths_are_counted_at_once_without_a_worker(store):
    (chart,) = charts_of(opened(experiment="paths", a=state.encode(zoo.network("resnet20"))))
    (bars,) = chart["figure"]["data"]
    assert bars["y"][4] == pytest.approx(126 / 512, abs=1e-3)  # of nine blocks, four
    assert not store.jobs("experiment")
