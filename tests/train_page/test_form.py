"""Before a run: the settings, what a network needs, and the button that starts it."""

from dataclasses import fields

from explorer import zoo
from explorer.runs import Settings
from explorer.web import state, train_form
from tests.train_page.tools import button, healthy, opened, opened_again, progress, text


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
