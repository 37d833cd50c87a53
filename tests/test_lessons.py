"""Lessons: their networks, texts, figures and pictures."""

import re

import pytest

from explorer import Network, lessons, picture, trace, zoo
from explorer.assembly import AssemblyError
from explorer.lessons import LessonError, toy_resnet
from explorer.lessons.figures import refusal, share_of_paths, shortest

STEPS = [
    pytest.param(name, index, id=f"{name}-{index + 1}")
    for name in lessons.names()
    for index in range(len(lessons.find(name).steps))
]
# What texts may say of parameters: computed here from nothing but the published tables.
GOLDEN = {
    "toy_resnet": (223_242, 36_928),
    "plain_twin": (15_619_990, 15_447_062, 15_619_990 - 15_447_062, 271_098),
    "add_or_concatenate": (592_163,),
    "two_branches": (107_648,),
    "shortcuts": (271_098, 274_042),
    "depth": (857_082, 271_098, 1_736_058, 19_510_906),
}
PUBLISHED = {"5,000", "10,000", "22,000", "50,000", "1,202"}  # images, ratios, layers


def step(name, index):
    return lessons.find(name).steps[index]


def refused(network):
    try:
        trace(network)
    except AssemblyError as error:
        return str(error)
    return ""


def test_the_list_begins_with_the_eight_lessons():
    assert lessons.names()[:8] == list(lessons.ORDER)


@pytest.mark.parametrize("name", lessons.names())
def test_a_lesson_has_four_to_eight_pages_and_says_what_it_teaches(name):
    lesson = lessons.find(name)
    assert 4 <= lesson.count <= 8
    assert 5 <= len(lesson.teaches.split()) <= 20
    assert len(lesson.challenge.hints) >= 2
    assert 20 <= len(lesson.challenge.words().split()) <= 110


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_a_text_has_40_to_110_words_and_every_figure_filled_in(name, index):
    text, table = step(name, index).words()
    assert 40 <= len(text.split()) <= 110
    assert "{" not in text + table


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_a_network_is_built_or_fails_with_the_error_that_the_text_quotes(name, index):
    shown = step(name, index)
    error = refused(shown.network())
    assert bool(error) == ("{problem}" in shown.text or (index == 1 and name == "five_methods"))
    if "{problem}" in shown.text:
        quoted = re.search("`(stage.+)`", shown.words()[0])[1]
        assert error.startswith(quoted + ": ")


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_what_a_step_lights_is_in_its_picture(name, index):
    shown = step(name, index)
    drawn = picture.draw(shown.network(), shown.view)
    if shown.selected:
        assert shown.selected in {each.id for each in (*drawn.nodes, *drawn.groups)}


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_large_figures_are_computed_or_published(name, index):
    shown = step(name, index)
    typed = re.findall(r"\d+,\d{3}", shown.text + shown.table)
    assert set(typed) <= PUBLISHED


@pytest.mark.parametrize("name", GOLDEN)
def test_texts_say_the_published_figures(name):
    said = " ".join(part for step in lessons.find(name).steps for part in step.words())
    for figure in GOLDEN[name]:
        assert f"{figure:,}" in said


def test_figures_of_the_text_are_those_of_science():
    said = {name: " ".join(s.words()[0] for s in lessons.find(name).steps) for name in GOLDEN}
    assert "29.0 million" in said["toy_resnet"]
    assert "253 million" in said["depth"] and "ResNet-20 41" in said["depth"]
    assert "44.2" in said["add_or_concatenate"] and "25.3" in said["add_or_concatenate"]
    paths = lessons.find("gradients").steps[4].words()[0]
    assert "0.4537 percent" in paths


def test_the_share_of_paths_of_5_to_17_blocks_is_the_published_one():
    assert share_of_paths(54, 5, 17) == pytest.approx(0.4537, abs=5e-5)
    assert share_of_paths(3, 0, 3) == 100


def test_the_shortest_path_goes_along_the_shortcuts():
    assert shortest(zoo.network("resnet56")) == 2
    assert shortest(zoo.network("resnet56_b")) == 4  # two projections
    assert shortest(zoo.network("plain56")) == 56


def test_a_refusal_names_the_problem_without_the_ways_out():
    none = {"kind": "none"}
    narrow = Network("narrow", [{"block": "direct", "filters": 8}], (32, 32, 3), none, (), none)
    assert refusal(narrow) == "stage1_block1 adds (32, 32, 8) to (32, 32, 3)"
    assert refusal(zoo.network("resnet20")) == ""


def test_lines_of_code_that_steps_light_are_there_and_cover_the_code():
    lines = toy_resnet.CODE.splitlines()
    lit = [line for step in lessons.find("toy_resnet").steps for line in step.lines]
    assert sorted(lit) == [number for number, line in enumerate(lines, 1) if line]


@pytest.mark.parametrize(
    ("number", "step", "message"),
    [
        (0, 1, "there is no lesson 0: there are lessons 1 to 8"),
        (99, 1, "there is no lesson 99: there are lessons 1 to 8"),
        (2, 9, "lesson 2 has no step 9: it has steps 1 to 8"),
    ],
)
def test_a_page_that_is_not_there_is_named(number, step, message):
    with pytest.raises(LessonError, match=message):
        lessons.at(number, step)


def test_a_wrong_name_gets_the_nearest_one():
    with pytest.raises(LessonError, match="did you mean 'toy_resnet'"):
        lessons.find("toy_resnt")


def test_two_lessons_of_one_name_are_refused():
    known = lessons.find("depth")
    with pytest.raises(LessonError, match="two lessons are called 'depth'"):
        lessons.lesson(
            "depth", title="Another", teaches="", steps=known.steps, challenge=known.challenge
        )
