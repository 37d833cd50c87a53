"""The Why page in Streamlit's own test harness: no experiment is done, its rows are written."""

import pytest

from explorer import zoo
from explorer.experiments import EXPERIMENTS, find
from explorer.web import state, why_jobs, why_place, why_sweep, why_words
from tests.train_page.tools import button, buttons, charts_of, healthy, progress, run
from tests.why_page.tools import RESULT, asked, finish, leave, opened, text


def test_the_list_asks_a_question_for_each_experiment_of_the_page():
    app = opened()
    for name in why_place.names():
        assert find(name).question in text(app)
    assert why_sweep.QUESTION in text(app)
    assert text(app).index("Gradient flow") < text(app).index("Lesion")  # the cheap ones first
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


def test_another_network_is_taken_and_stands_in_the_address():
    app = opened(experiment="identity")
    choice = next(each for each in app.selectbox if each.label == "Another network")
    healthy(choice.select("resnet32").run())
    assert state.decode(app.query_params["a"]) == zoo.network("resnet32")
    assert app.query_params["experiment"] == "identity"


def test_what_cannot_be_is_said_in_words():
    assert "There is no experiment 'nope'" in text(opened(experiment="nope"))
    assert "is damaged" in text(opened(a="nonsense"))
    broken = zoo.network("resnet20").with_(input_shape=(4, 4, 3), skips=())
    images = zoo.network("skip_autoencoder")
    app = opened(experiment="shattered", a=state.encode(images))
    assert "needs a network that ends in classes; skip_autoencoder does not" in text(app)
    assert why_words.obstacle(broken, "identity", {}) is None


def test_the_time_grows_with_depth_and_seeds():
    app = opened(experiment="gradient_flow")
    assert "It takes about 5 s on two idle cores" in text(app)
    app.number_input(key="why_gradient_flow_seeds").set_value(4).run()
    assert "It takes about 10 s on two idle cores" in text(app)
    assert [why_words.about(s) for s in (0.2, 7.4, 43, 240, 9000)] == [
        "about 1 s",
        "about 7 s",
        "about 40 s",
        "about 4 min",
        "about 2 hours",
    ]


def test_paths_are_counted_at_once_without_a_worker(store):
    (chart,) = charts_of(opened(experiment="paths", a=state.encode(zoo.network("resnet20"))))
    (bars,) = chart["figure"]["data"]
    assert bars["y"][4] == pytest.approx(126 / 512, abs=1e-3)  # of nine blocks, four
    assert not store.jobs("experiment")
