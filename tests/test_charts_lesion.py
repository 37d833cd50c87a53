"""Lesions: every network keeps its colour, and chance is drawn and told."""

import json

import plotly.graph_objects as go

from explorer.charts import experiments as charts
from explorer.charts.lesion import SEVERAL, SINGLE, SWAPS
from explorer.charts.spreads import PLAIN, RESIDUAL

BLOCKS = ["stage1_block1", "stage1_block2", "stage2_block1"]


def line(plain=False, **changes):
    given = {"network": "plain8" if plain else "resnet8", "plain": plain, "run": "a" * 16}
    given |= {"images": 400, "intact": 0.8, "blocks": BLOCKS, "changing": BLOCKS[2:]}
    given |= {"plain_blocks": BLOCKS if plain else [], "single": [0.7, 0.78, 0.5]}
    given |= {"several": [{"missing": 2, "accuracies": [0.4, 0.6]}]}
    given |= {"swaps": [{"blocks": BLOCKS[:2], "accuracy": 0.75}]}
    return given | changes


BOTH = {"lines": [line(), line(True, single=[0.1, 0.12, 0.11])], "chance": 0.1}


def named(figure, name):
    return next(each for each in figure["data"] if each["name"] == name)


def test_each_network_has_its_line_and_what_it_has_with_nothing_missing():
    figure = charts.experiment("lesion", BOTH)[SINGLE]
    residual, plain = named(figure, "resnet8"), named(figure, "plain8")
    assert (residual["y"], plain["y"]) == ([0.7, 0.78, 0.5], [0.1, 0.12, 0.11])
    assert (residual["line"]["color"], plain["line"]["color"]) == (RESIDUAL, PLAIN)
    assert named(figure, "resnet8, nothing missing")["y"] == [0.8, 0.8]
    assert named(figure, "Guessing")["y"] == [0.1, 0.1]
    assert figure["layout"]["xaxis"]["ticktext"] == ["1.1", "1.2", "2.1"]


def test_blocks_that_change_the_shape_are_marked():
    marks = named(charts.experiment("lesion", BOTH)[SINGLE], "resnet8")
    assert marks["marker"]["symbol"] == ["circle", "circle", "diamond"]
    assert marks["customdata"][2] == "stage2_block1, which changes the shape"


def test_several_missing_blocks_go_on_from_none_and_one():
    figure = charts.experiment("lesion", {"lines": [line()], "chance": 0.1})[SEVERAL]
    mean = named({"data": figure["data"][1:]}, "resnet8")
    assert (mean["x"], mean["y"]) == ([0, 1, 2], [0.8, 0.66, 0.5])
    assert mean["customdata"][2] == [2, " (40.0% to 60.0% in 2 draws)"]


def test_swapped_pairs_are_named():
    figure = charts.experiment("lesion", BOTH)[SWAPS]
    assert figure["layout"]["xaxis"]["ticktext"] == ["1.1 and 1.2"]
    assert named(figure, "resnet8")["y"] == [0.75]


def test_what_was_not_done_has_no_chart():
    only = {"lines": [line(several=[], swaps=[])], "chance": 0.1}
    assert list(charts.experiment("lesion", only)) == [SINGLE]
    assert charts.experiment("lesion", {"lines": []}) == {}
    assert charts.readings("lesion", {"lines": []}) == {}


def test_the_sentence_tells_the_loss_and_what_is_chance():
    said = charts.readings("lesion", BOTH)[SINGLE]
    assert "resnet8 has 80% of its images right, and without one of its blocks 66%" in said
    assert "plain8 has 80% of its images right, and without one of its blocks 11%" in said
    assert said.endswith(
        "Guessing gives 10%. Of 400 images, differences under 5.0 points are chance."
    )


def test_plotly_accepts_every_figure():
    for figure in charts.experiment("lesion", BOTH).values():
        assert json.loads(json.dumps(figure, allow_nan=False)) == figure
        go.Figure(figure)
