"""The Build page as a person uses it, in Streamlit's own test harness (no browser)."""

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import Network, Stage, zoo
from explorer.web import state

MAIN = Path(__file__).parent.parent / "explorer" / "web" / "main.py"


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The app on its first page, with an empty home folder."""
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    return opened()


def opened(**query):
    app = AppTest.from_file(MAIN, default_timeout=30)
    for key, value in query.items():
        app.query_params[key] = value
    return checked(app.run())


def checked(app):
    assert not app.exception
    return app


def figures(app):
    return {metric.label: metric.value for metric in app.metric}


def widget(kind, name):
    """The widget whose key is `name` in whatever revision the page is."""
    return next(each for each in kind if each.key and each.key.startswith(f"{name}:"))


def design(app):
    kept = app.session_state
    return Network.from_json(kept["design"]) if "design" in kept else state.example()


def test_a_first_visit_shows_resnet20_with_its_published_size(app):
    assert figures(app)["Params"] == "271,098"
    assert figures(app)["Receptive field"] == "81 px"
    assert "def build_model():" in app.code[0].value


def test_a_named_network_replaces_the_design(app):
    widget(app.selectbox, "start").select("toy_resnet").run()
    assert figures(checked(app))["Params"] == "223,242"


@pytest.mark.parametrize(
    ("field", "value", "expected"), [("filters", 24, 24), ("blocks", 5, 5), ("strides", 2, 2)]
)
def test_numbers_of_a_stage_change_the_design(app, field, value, expected):
    widget(app.number_input, f"stage0/{field}").set_value(value).run()
    assert getattr(design(checked(app)).stages[0], field) == expected


def test_the_toggle_switches_all_skips_of_a_stage(app):
    layers = figures(app)["Layers"]
    widget(app.toggle, "stage0/skip/3of3").set_value(False).run()
    assert design(checked(app)).stages[0].skip is False
    assert int(figures(app)["Layers"]) == int(layers) - 3


def test_another_block_type_brings_its_own_options(app):
    widget(app.selectbox, "stage0/block").select("bottleneck").run()
    assert design(checked(app)).stages[0].block == "bottleneck"
    assert widget(app.number_input, "stage0/expansion").value == 4


def test_undo_and_redo_walk_through_every_edit(app):
    before = figures(app)
    widget(app.number_input, "stage0/filters").set_value(32).run()
    after = figures(checked(app))
    app.button(key="Undo").click().run()
    assert figures(checked(app)) == before
    app.button(key="Redo").click().run()
    assert figures(checked(app)) == after


def test_stages_are_added_and_long_skips_appear_in_the_form(app):
    app.button[next(i for i, b in enumerate(app.button) if b.label == "Add a stage")].click().run()
    assert [stage.filters for stage in design(checked(app)).stages] == [16, 32, 64, 128]


def test_a_link_reopens_the_design(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    linked = Network("linked", [Stage("basic", 8, 2)])
    app = opened(a=state.encode(linked))
    assert design(app) == linked
    assert figures(app)["Layers"] == "22"  # a projection brings 16 channels to 8


def test_a_damaged_link_is_explained_and_nothing_breaks(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    app = opened(a="not-a-design")
    assert "damaged" in app.warning[0].value
    assert figures(app)["Params"] == "271,098"


def test_a_network_that_cannot_be_is_explained_and_a_button_mends_it(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    none = {"kind": "none"}
    broken = Network("printed", [Stage("relu_before_add", 64)], (256, 256, 3), stem=none, head=none)
    app = opened(a=state.encode(broken))
    assert "adds (256, 256, 64) to (256, 256, 3)" in app.error[0].value
    mend = next(button for button in app.button if button.label == "Set shortcut to projection")
    mend.click().run()
    assert not checked(app).error
    assert design(app).stages[0].options["shortcut"] == "projection"


def test_a_wrong_size_keeps_the_design_and_says_what_a_size_is(app):
    widget(app.text_input, "input_shape").set_value("thirty-two").run()
    assert "height × width × channels" in checked(app).warning[0].value
    assert design(app).input_shape == (32, 32, 3)


def test_a_saved_design_is_opened_again(app):
    widget(app.number_input, "stage0/filters").set_value(8).run()
    next(b for b in app.button if b.label == "Save as resnet20").click().run()
    assert any(b.label == "Save over resnet20" for b in app.button)
    widget(checked(app).selectbox, "start").select("toy_resnet").run()
    checked(app).button(key="open/resnet20").click().run()
    assert design(checked(app)).stages[0].filters == 8


def test_large_figures_are_grouped_and_the_hint_names_every_touch(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    app = opened(a=state.encode(zoo.network("resnet1202")))
    assert figures(app)["Receptive field"] == "5,597 px"
    assert any("drag a stage's dot for a long skip" in each.value for each in app.caption)


@pytest.mark.parametrize("name", zoo.names())
def test_every_named_network_is_shown(name, tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    app = opened(a=state.encode(zoo.network(name)))
    assert figures(app)["Params"] == f"{zoo.ENTRIES[name].total:,}"


def test_the_server_never_imports_keras():
    program = (
        "import sys; from streamlit.testing.v1 import AppTest;"
        f"app = AppTest.from_file({str(MAIN)!r}, default_timeout=30).run();"
        "assert not app.exception, app.exception;"
        "print([name for name in ('keras', 'tensorflow') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip().endswith("[]"), done.stderr
