"""The catalogue of experiments: its words, its options, and that each can be done."""

import ast
from pathlib import Path

import pytest

from explorer import experiments
from explorer.experiments import Experiment, ExperimentError, Option, find

ROOT = Path(__file__).parents[1]
WORDS = {"title": 40, "question": 110, "method": 1100, "look_for": 700, "limits": 600}
NAMES = sorted(experiments.EXPERIMENTS)


def refused(call, *args, **kwargs):
    with pytest.raises(ExperimentError) as error:
        call(*args, **kwargs)
    return str(error.value)


@pytest.mark.parametrize("name", NAMES)
def test_every_experiment_says_what_it_asks_and_what_it_does_not_show(name):
    words = find(name)
    for part, most in WORDS.items():
        text = getattr(words, part)
        assert text == text.strip() and 0 < len(text) <= most, part
    assert words.question.endswith("?") and words.paper
    assert words.link.startswith("https://") or words.paper == "measured here"
    assert words.run in ("no", "may", "must") and words.seconds > 0


@pytest.mark.parametrize("name", NAMES)
def test_every_option_has_a_label_and_a_default_that_is_allowed(name):
    for option in find(name).options:
        assert option.label and option.name.isidentifier()
        assert option.check(option.default) == option.default


def test_every_experiment_of_the_catalogue_has_its_generator_and_the_reverse():
    # Read from the code, since importing it would load Keras.
    tree = ast.parse((ROOT / "explorer/lab/perform.py").read_text())
    done = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module.startswith("explorer.lab.")
        for alias in node.names
    }
    assert done - {"LabError", "Subject"} == set(NAMES)


def test_settings_hold_every_option_and_what_is_common_if_given():
    assert find("shattered").settings() == {"experiment": "shattered", "seeds": 2, "deepest": 18}
    given = find("gradient_flow").settings(seeds=4, run="a1")
    assert given["seeds"] == 4 and given["norm"] == "both" and given["run"] == "a1"
    assert "other" not in given


def test_a_run_that_is_needed_is_asked_for():
    assert "looks at trained weights: choose a run" in refused(find("predict").settings)
    assert find("predict").settings(run="a1", image="x.png")["image"] == "x.png"


def test_an_unknown_option_names_the_nearest():
    assert "did you mean seeds?" in refused(find("shattered").settings, seed=1)
    assert "shattered has no option 'colour'" in refused(find("shattered").settings, colour=1)


def test_an_unknown_experiment_names_the_nearest():
    assert "did you mean gradient_flow?" in refused(find, "gradientflow")
    assert "shattered" in refused(find, "zzz")


@pytest.mark.parametrize(
    ("option", "value", "text"),
    [
        (Option("n", "N", 2, 1, 8), 9, "n goes from 1 to 8; got 9"),
        (Option("n", "N", 2, 1, 8), 2.0, "n must be of type int; got 2.0"),
        (Option("n", "N", 2, 1, 8), True, "n must be of type int; got True"),
        (Option("way", "Way", "a", choices=("a", "b")), "c", "way is one of a, b; got 'c'"),
        (Option("on", "On", True), 1, "on must be of type bool; got 1"),
    ],
)
def test_a_value_that_is_not_allowed_is_told(option, value, text):
    assert refused(option.check, value) == text


def test_a_whole_number_will_do_for_a_real_one():
    assert Option("x", "X", 0.5, 0.0, 2.0).check(1) == 1.0


def test_the_same_experiment_may_be_registered_twice_and_another_of_its_name_not():
    known = find("timing")
    assert experiments.register(known) is known
    other = Experiment("timing", "T", "Q?", "M", "L", "L", "P", "")
    with pytest.raises(ValueError, match="two experiments are called timing"):
        experiments.register(other)


def seconds(name, layers=72, **given):
    return find(name).expected(layers, **given)


def test_the_time_grows_with_depth_seeds_and_a_second_network():
    usual = seconds("gradient_flow")
    assert usual == find("gradient_flow").seconds
    assert seconds("gradient_flow", layers=720) > 5 * usual
    assert seconds("gradient_flow", seeds=4) == 2 * usual
    assert seconds("lesion", run="a", other="b") == 2 * seconds("lesion", run="a")


def test_a_coarse_slice_or_a_line_takes_a_small_part_of_the_time():
    assert seconds("loss_slice", points=7) < seconds("loss_slice") / 10
    assert seconds("loss_slice", dimensions=1) == seconds("loss_slice") / 25
    assert seconds("loss_slice", images=512) == 2 * seconds("loss_slice")


def test_paths_of_a_deep_network_take_more_than_their_share_of_the_time():
    assert seconds("paths", layers=720) > 20 * seconds("paths")
    assert seconds("paths", samples=128) == 2 * seconds("paths")


def test_the_curve_of_shattered_gradients_takes_as_long_whatever_the_network():
    assert seconds("shattered", layers=720) == seconds("shattered")
    assert seconds("shattered", deepest=9) < seconds("shattered") / 2
