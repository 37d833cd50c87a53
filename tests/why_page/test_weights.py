"""Experiments about trained weights: which run is looked at, beside which, in which block."""

import io

from PIL import Image

from explorer import zoo
from explorer.experiments import find
from explorer.runs import Settings
from explorer.twins import twin
from explorer.web import why_place
from tests.train_page.tools import (
    SUMMARY,
    add,
    button,
    buttons,
    give_weights,
    healthy,
    labels,
    run,
)
from tests.why_page.tools import asked, opened, text, trained


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


def test_a_run_is_taken_as_network_and_as_the_run_to_look_at(store):
    id = trained(store, "resnet32")
    app = opened(experiment="response")
    choice = next(each for each in app.selectbox if each.label == "Another network")
    healthy(choice.select(id).run())
    assert app.query_params["run"] == id
    assert app.selectbox(key="why_run_of_response").value == id


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
