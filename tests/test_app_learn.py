"""The Learn page as a person uses it, in Streamlit's own test harness (no browser)."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import Network, lessons, zoo
from explorer.experiments import find
from explorer.web import state

WEB = Path(__file__).parent.parent / "explorer" / "web"
LEARN, BUILD = "../../pages/learn.py", "../../pages/build.py"
PAGES = [
    pytest.param(number, step, id=f"{name}-{step}")
    for number, name in enumerate(lessons.names(), start=1)
    for step in range(1, lessons.find(name).count + 1)
]


@pytest.fixture
def learn(tmp_path, monkeypatch):
    """`learn(lesson=2, step=3)` opens the Learn page at an address, with an empty home folder."""
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))

    def open_at(**query):
        app = AppTest.from_file(WEB / "main.py", default_timeout=30).switch_page(LEARN)
        for key, value in query.items():
            app.query_params[key] = str(value)
        return checked(app.run())

    return open_at


def checked(app):
    assert not app.exception
    return app


def said(app):
    return "\n".join(each.value for each in (*app.markdown, *app.caption))


def address(app):
    query = app.query_params
    return {name: query[name] for name in query}


def at(app):
    """Lesson and step in the address."""
    here = address(app)
    return [here["lesson"], here["step"]]


def design(app):
    return Network.from_json(app.session_state["design"])


def widget(kind, name):
    return next(each for each in kind if each.key and each.key.startswith(f"{name}:"))


def test_the_list_names_every_lesson_and_what_it_teaches(learn):
    text = said(learn())
    for number, name in enumerate(lessons.names(), start=1):
        assert f"**{number}. {lessons.find(name).title}**" in text
        assert lessons.find(name).teaches in text


@pytest.mark.parametrize(("number", "step"), PAGES)
def test_every_step_opens_by_its_address_and_shows_its_network(learn, number, step):
    app = learn(lesson=number, step=step)
    lesson = lessons.at(number, step)
    if step == lesson.count:
        assert lesson.challenge.words() in said(app)
        assert "**Still missing**" in said(app)
        assert design(app) == lesson.challenge.start()
    else:
        assert f"#### {lesson.steps[step - 1].title}" in said(app)
        assert lesson.steps[step - 1].words()[0] in said(app)
        assert design(app) == lesson.steps[step - 1].network()
        assert app.session_state["level"] == lesson.steps[step - 1].view.level


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"lesson": 99}, "There is no lesson 99: there are lessons 1 to 8."),
        ({"lesson": 2, "step": 9}, "Lesson 2 has no step 9: it has steps 1 to 8."),
        ({"lesson": "two"}, "Lesson 'two', step '1': both must be whole numbers."),
        ({"lesson": "-1"}, "Lesson '-1', step '1': both must be whole numbers."),
    ],
)
def test_an_address_that_leads_nowhere_is_explained_above_the_list(learn, query, message):
    app = learn(**query)
    assert app.error[0].value == message
    assert app.button(key="open_lesson1").label == "Begin"


def test_a_lesson_is_walked_forwards_and_back_and_the_list_knows_how_far(learn):
    app = learn()
    app.button(key="open_lesson2").click().run()
    assert at(checked(app)) == ["2", "1"]
    assert app.button(key="lesson_Previous").disabled
    app.button(key="lesson_Next").click().run()
    app.button(key="lesson_Next").click().run()
    assert at(checked(app)) == ["2", "3"]
    app.button(key="lesson_Previous").click().run()
    assert at(checked(app)) == ["2", "2"]
    button(app, "All lessons").click().run()
    assert "lesson" not in address(checked(app))
    assert "3 of 7 steps" in said(app)
    app.button(key="open_lesson2").click().run()
    assert at(checked(app)) == ["2", "4"]


def button(app, label):
    return next(each for each in app.button if each.label == label)


def test_a_button_mends_the_error_and_the_step_can_be_started_over(learn):
    app = learn(lesson=2, step=1)
    assert "adds (256, 256, 64) to (256, 256, 3)" in app.error[0].value
    button(app, "Set shortcut to projection").click().run()
    assert not checked(app).error
    assert design(app).stages[0].options["shortcut"] == "projection"
    app.button(key="start_over").click().run()
    assert "adds (256, 256, 64) to (256, 256, 3)" in checked(app).error[0].value
    assert "a" not in address(app)


def test_the_challenge_is_checked_while_the_form_is_changed(learn):
    app = learn(lesson=1, step=8)
    assert "- It has 2 residual blocks: three are wanted." in said(app)
    widget(app.number_input, "stage0/blocks").set_value(4).run()
    assert "370,954 parameters: fewer than 300,000" in said(checked(app))
    widget(app.number_input, "stage0/blocks").set_value(3).run()
    assert "Done" in checked(app).success[0].value
    assert button(app, f"Go on with lesson 2: {lessons.at(2).title}")
    button(app, "All lessons").click().run()
    assert any("Challenge met" in each.value for each in app.markdown)


def test_hints_come_one_by_one(learn):
    app = learn(lesson=4, step=8)
    hints = lessons.at(4).challenge.hints
    for count in range(len(hints) + 1):
        assert [each.value for each in app.info] == list(hints[:count])
        if count < len(hints):
            app.button(key="hint").click().run()
    assert "hint" not in [each.key for each in checked(app).button]


def test_an_edit_in_the_address_is_opened_again(learn):
    mended = zoo.network("toy_resnet").with_(name="mine")
    app = learn(lesson=1, step=8, a=state.encode(mended))
    assert design(app) == mended


def test_a_lesson_leaves_the_own_design_alone(learn):
    app = AppTest.from_file(WEB / "main.py", default_timeout=30).run()
    widget(app.number_input, "stage0/filters").set_value(24).run()
    own = design(app)
    app.switch_page(LEARN).run()
    app.button(key="open_lesson1").click().run()
    app.button(key="lesson_Next").click().run()
    assert design(checked(app)) == zoo.network("toy_resnet")
    app.switch_page(BUILD).run()
    assert design(checked(app)) == own
    app.button(key="Undo").click().run()
    assert design(checked(app)) == zoo.network("resnet20")


def test_a_lesson_may_be_taken_to_build_and_undo_brings_the_own_design_back(learn):
    app = AppTest.from_file(WEB / "main.py", default_timeout=30).run()
    widget(app.number_input, "stage0/filters").set_value(24).run()
    own = design(app)
    app.switch_page(LEARN).run()
    app.button(key="open_lesson5").click().run()
    app.button(key="take_to_build").click().run()
    assert design(checked(app)) == zoo.network("apes_block")
    assert any("Build a network" in each.value for each in app.markdown)
    app.switch_page(BUILD).run()  # where the page has gone, the harness does not follow by itself
    app.button(key="Undo").click().run()
    assert design(checked(app)) == own


def test_what_is_lit_and_open_in_the_picture_follows_the_step(learn):
    app = learn(lesson=1, step=2)
    assert app.session_state["lit"] == "stem.frame"
    assert app.session_state["view"] == (("stem",), ())
    app.button(key="lesson_Next").click().run()
    assert app.session_state["lit"] == "stage1_block1_conv1"
    assert app.session_state["view"] == (("stage1_block1",), ())


@pytest.mark.parametrize("name", lessons.names())
def test_experiments_of_lessons_are_in_the_catalogue_with_options_it_takes(name):
    for step in lessons.find(name).steps:
        if step.experiment:
            experiment, options = step.experiment
            assert find(experiment).settings(**options)


def test_a_step_shows_its_experiment_with_its_question(learn):
    app = learn(lesson=7, step=2)
    assert find("gradient_flow").question in said(app)
    assert app.button(key="lesson7_2_run").label == "Run"
