"""Links for a class: what they hold, what they refuse, and what they rule on every page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import Network, Stage, lessons, zoo
from explorer.runs import Settings
from explorer.web import state
from explorer.web.learn_class import ClassLink, ClassLinkError, address, decode, encode

WEB = Path(__file__).parents[2] / "explorer" / "web"
TRAIN, LEARN = "../../pages/train.py", "../../pages/learn.py"
MINE = Network("mine", [Stage("basic", 8, 2)])
FIXED = {"seed": 7, "learning_rate": 0.002, "epochs": 3, "dataset": "shapes10", "flip": False}
HIDDEN = ("start", "form", "hints")


@pytest.fixture
def opened(store):
    """`opened(page, link, **query)` opens a page with a class link."""

    def open_one(page, link, **query):
        app = AppTest.from_file(WEB / "main.py", default_timeout=30)
        if page:
            app.switch_page(page)
        app.query_params["class"] = encode(link) if isinstance(link, ClassLink) else link
        for key, value in query.items():
            app.query_params[key] = str(value)
        return checked(app.run())

    return open_one


def checked(app):
    assert not app.exception
    return app


def keys(kind):
    return [each.key.split(":")[0] for each in kind if each.key]


def said(app):
    return "\n".join(each.value for each in (*app.markdown, *app.caption))


def test_a_link_comes_back_as_it_was():
    for network in (None, MINE, zoo.network("resnet56_b")):
        link = ClassLink(network, FIXED, HIDDEN)
        assert decode(encode(link)) == link
    assert decode(encode(ClassLink())) == ClassLink()


def test_a_network_of_the_zoo_is_kept_by_its_name_alone():
    assert ClassLink(zoo.network("resnet20")).to_dict() == {"network": "resnet20"}
    renamed = zoo.network("resnet20").with_(name="resnet56")
    assert ClassLink(renamed).to_dict()["network"] == renamed.to_dict()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"settings": {"sead": 1}}', "No setting 'sead': did you mean 'seed'?"),
        ('{"settings": {"epochs": 0}}', "epochs is 0: it must be a whole number from 1 to"),
        ('{"settings": {"data_dir": "/etc"}}', "data_dir is a folder of one machine"),
        ('{"settings": [1]}', "settings must be an object"),
        ('{"hide": ["forms"]}', "nothing to hide is called 'forms'; did you mean 'form'"),
        ('{"hide": [["form"]]}', "nothing to hide is called"),
        ('{"hide": "form"}', "hide must be a list"),
        ('{"network": "resnet21"}', "the zoo has no 'resnet21'"),
        ('{"network": {"name": "x"}}', "stages"),
        ('{"colour": 1}', "colour"),
        ("[1, 2]", "class link"),
        ("{", "cannot be"),
    ],
)
def test_what_cannot_be_is_named(text, message):
    with pytest.raises(ClassLinkError) as error:
        decode(state.pack(text))
    assert str(error.value).startswith("This class link cannot be: ")
    assert message in str(error.value)


@pytest.mark.parametrize("text", ["abc", "", "é", encode(ClassLink(MINE))[:-6]])
def test_a_damaged_link_is_told_from_a_wrong_one(text):
    with pytest.raises(ClassLinkError, match="damaged"):
        decode(text)


def test_a_link_that_unfolds_to_too_much_is_refused():
    with pytest.raises(ClassLinkError, match="damaged"):
        decode(state.pack('{"hide": [' + " " * 10_000_000 + "]}"))


@pytest.mark.parametrize(
    "url", ["http://x.org:8501/learn?lesson=1", "http://x.org:8501/", "http://x.org:8501/train"]
)
def test_the_address_is_that_of_the_app_whatever_page_it_is_made_on(url):
    link = ClassLink(settings={"seed": 3})
    assert address(url, link, "build") == f"http://x.org:8501/?class={encode(link)}"
    assert address(url, link, "train") == f"http://x.org:8501/train?class={encode(link)}"
    wanted = f"http://x.org:8501/learn?lesson=2&step=5&class={encode(link)}"
    assert address(url, link, "learn", 2, 5) == wanted


def test_build_opens_with_the_network_and_hidden_controls_are_gone(opened):
    free, bound = opened(None, ClassLink(MINE)), opened(None, ClassLink(MINE, FIXED, HIDDEN))
    for app in (free, bound):
        assert Network.from_json(app.session_state["design"]) == MINE
        assert app.button(key="Undo")
    assert {"start", "stage0/block"} <= set(keys(free.selectbox))
    assert not {"start", "stage0/block", "stem/kind"} & set(keys(bound.selectbox))
    assert "stage0/filters" in keys(free.number_input)
    assert "stage0/filters" not in keys(bound.number_input)
    assert "save" in keys(free.button) and "save" not in keys(bound.button)


def test_whoever_came_by_a_class_link_makes_no_other(opened):
    assert "class_button" not in keys(opened(None, ClassLink(MINE)).button)
    assert "class_button" not in keys(opened(LEARN, ClassLink(MINE)).button)


def test_train_shows_fixed_settings_as_text_and_a_run_gets_them(opened, store):
    app = opened(TRAIN, ClassLink(MINE, FIXED, HIDDEN))
    widgets = {*keys(app.number_input), *keys(app.button_group), *keys(app.toggle)}
    assert not {f"train_{name}" for name in FIXED} & widgets
    assert "train_batch_size" in widgets
    assert {"Shapes-10", "0.002", "7", "Off"} <= set(said(app).split("\n"))
    assert "Take a named network" not in [each.label for each in app.button]
    app.number_input(key="train_batch_size").set_value(16).run()
    app.button(key="train_start").click().run()
    (run,) = store.jobs()
    checked(app)
    assert Network.from_dict(run.network) == MINE
    assert run.settings == Settings(**FIXED, batch_size=16).to_dict()


def test_settings_that_were_kept_from_before_do_not_get_past_a_link(opened, store):
    app = opened(TRAIN, ClassLink(MINE, {"seed": 7, "momentum": 0.5}))
    app.session_state["train_seed"] = 1
    app.button(key="train_start").click().run()
    (run,) = store.jobs()
    assert (run.settings["seed"], run.settings["momentum"]) == (7, 0.5)


def test_the_rules_hold_on_the_pages_opened_after_it(opened):
    app = opened(LEARN, ClassLink(MINE, FIXED, HIDDEN), lesson=2, step=8)
    assert f"#### 2. {lessons.at(2).title}" in said(app)
    assert "hint" not in keys(app.button)
    app.switch_page(TRAIN).run()
    assert "mine" in [each.value for each in checked(app).subheader]
    assert "train_seed" not in keys(app.number_input)


def test_steps_of_a_lesson_keep_the_link_in_their_address(opened):
    link = ClassLink(settings={"seed": 3})
    app = opened(LEARN, link, lesson=1, step=1)
    app.button(key="lesson_Next").click().run()
    assert app.query_params["class"] == encode(link)
    assert app.query_params["step"] == "2"


def test_a_refreshed_page_keeps_the_rules_and_what_was_designed_under_them(opened):
    edited = MINE.with_(stages=[Stage("basic", 8, 4)])
    app = opened(None, ClassLink(MINE, FIXED, HIDDEN), a=state.encode(edited))
    assert Network.from_json(app.session_state["design"]) == edited
    assert "start" not in keys(app.selectbox)
    checked(app.switch_page(TRAIN).run())
    assert "train_seed" not in keys(app.number_input)


def test_a_damaged_link_is_explained_and_rules_nothing(opened):
    app = opened(None, "not-a-link")
    assert "This class link is damaged" in app.error[0].value
    assert "start" in keys(app.selectbox)


DIALOG = """
from explorer import zoo
from explorer.web import learn_class_dialog
learn_class_dialog.show(zoo.network("resnet20"), {place})
"""


@pytest.fixture
def dialog(tmp_path, monkeypatch):
    """What stands in the dialog, opened in step 3 of lesson 2."""
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    return checked(AppTest.from_string(DIALOG.format(place=(2, 3)), default_timeout=30).run())


def made(dialog):
    """The path, what stands in the query, and the link of the dialog's address."""
    path, query = checked(dialog).code[0].value.split("?")
    parts = dict(part.split("=") for part in query.split("&"))
    return path, parts, decode(parts["class"])


def test_the_dialog_begins_where_it_was_opened_and_fixes_the_seed(dialog):
    path, parts, link = made(dialog)
    assert path.endswith("/learn")
    assert (parts["lesson"], parts["step"]) == ("2", "3")
    assert link == ClassLink(zoo.network("resnet20"), {"seed": 0}, ())


def test_the_address_follows_every_choice(dialog):
    dialog.selectbox(key="class_at").select_index(1).run()
    dialog.selectbox(key="class_network").select("toy_resnet").run()
    dialog.multiselect(key="class_settings").set_value(["seed", "epochs", "limit"]).run()
    dialog.number_input(key="class_fixed_seed").set_value(42).run()
    dialog.number_input(key="class_fixed_epochs").set_value(2).run()
    dialog.button_group(key="class_hide").set_value(["form", "start"]).run()
    path, parts, link = made(dialog)
    assert path.endswith("/train") and set(parts) == {"class"}
    wanted = {"seed": 42, "epochs": 2, "limit": 5000}
    assert link == ClassLink(zoo.network("toy_resnet"), wanted, ("form", "start"))


def test_a_class_may_bring_its_own_network(dialog):
    dialog.selectbox(key="class_network").select("None: left to the class").run()
    assert made(dialog)[2].network is None
