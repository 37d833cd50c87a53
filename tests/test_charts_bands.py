"""Several seeds as one band, and the clock of training."""

import json

import plotly.graph_objects as go
import pytest

from explorer import charts
from explorer.runs import Point

ID, OTHER = "0123456789abcdef", "123456789abcdef0"


def trails(*values, series="epoch/val_loss"):
    rows = [(series, step, value) for step, value in enumerate(values, 1)]
    return charts.collect([Point(n, *row, 10.0 * n) for n, row in enumerate(rows, 1)])


def lines(groups, *how, measure="loss"):
    return charts.banded(groups, *how)[measure]["data"]


def test_seeds_become_their_mean_and_the_area_between_lowest_and_highest():
    area, mean = lines([(ID, "net", [trails(4.0, 2.0), trails(2.0, 1.0), trails(3.0, 0.0)])])
    assert (mean["x"], mean["y"]) == ([1, 2], [3.0, 1.0])
    assert mean["customdata"] == [[2.0, 4.0], [0.0, 2.0]] and mean["name"] == "net, 3 seeds"
    assert area["x"] == [1, 2, 2, 1] and area["y"] == [4.0, 2.0, 0.0, 2.0]
    assert area["fill"] == "toself" and not area["showlegend"]
    assert mean["line"]["color"] == charts.run_style(ID)[0]


@pytest.mark.parametrize("view", [charts.STEP, charts.EPOCH, charts.TIME])
def test_plotly_accepts_bands_and_they_are_json(view):
    series = "train/loss" if view == charts.STEP else "epoch/val_loss"
    seeds = [trails(2.0, float("nan"), 1.0, series=series) for _ in range(3)]
    (figure,) = charts.banded([(ID, "net", seeds)], view, 0.5, ("y",)).values()
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    go.Figure(figure)


def test_a_band_reaches_as_far_as_every_seed_that_has_begun():
    _, mean = lines([(ID, "net", [trails(4.0, 2.0, 1.0), trails(2.0, 1.0), {}])])
    assert mean["x"] == [1, 2] and mean["name"] == "net, 2 seeds"


def test_one_seed_is_a_line_of_its_own():
    (line,) = lines([(ID, "net", [trails(4.0, 2.0)])])
    assert (line["name"], line["y"]) == ("net", [4.0, 2.0])
    (line,) = lines([(ID, "net", [{}, trails(4.0, 2.0)])])
    assert line["y"] == [4.0, 2.0]
    assert charts.banded([(ID, "net", [{}])]) == {}


def test_bands_and_lines_lie_in_one_figure():
    groups = [(ID, "net", [trails(4.0), trails(2.0)]), (OTHER, "other", [trails(1.0)])]
    assert [line["name"] for line in lines(groups)] == ["net, 2 seeds", "net, 2 seeds", "other"]


def test_seeds_whose_steps_differ_meet_between_them():
    first = charts.collect([Point(n, "train/loss", n * 2, 2.0, 0.0) for n in range(1, 6)])
    second = charts.collect([Point(n, "train/loss", n * 3, 4.0, 0.0) for n in range(1, 6)])
    _, mean = lines([(ID, "net", [first, second])], charts.STEP)
    assert mean["x"][0] == 3 and mean["x"][-1] == 10 and set(mean["y"]) == {3.0}


def test_a_band_of_many_steps_stays_small():
    seeds = [trails(*(1 / n for n in range(1, 5000)), series="train/loss") for _ in range(2)]
    area, mean = lines([(ID, "net", seeds)], charts.STEP)
    assert len(mean["x"]) <= 250 and mean["x"][-1] == 4999 and len(area["x"]) <= 500


def test_smoothing_concerns_the_band_too():
    seeds = [trails(4.0, 0.0, series="train/loss"), trails(2.0, 2.0, series="train/loss")]
    _, mean = lines([(ID, "net", seeds)], charts.STEP, 0.5)
    assert mean["y"] == [3.0, 2.0]


def timed(rows):
    return charts.collect([Point(n, *row) for n, row in enumerate(rows, 1)])


def test_the_clock_stands_still_between_attempts():
    rows = [("train/loss", 1, 1.0, 100.0), ("train/loss", 2, 1.0, 110.0)]
    rows += [("epoch/val_loss", 1, 1.0, 115.0)]
    rows += [("train/loss", 3, 1.0, 900.0), ("train/loss", 4, 1.0, 905.0)]
    trails = charts.on_clock(timed(rows), begins=[95.0, 890.0])
    assert trails["train/loss"].steps == [0.0, 10.0, 15.0, 20.0]
    assert trails["epoch/val_loss"].steps == [15.0]


def test_steps_that_were_lost_and_done_again_count_once():
    rows = [("train/loss", step, 1.0, 10.0 * step) for step in (1, 2, 3, 4)]
    rows += [("train/loss", step, 1.0, 500.0 + step) for step in (3, 4, 5)]
    trail = charts.on_clock(timed(rows), begins=[5.0, 490.0])["train/loss"]
    assert trail.steps == [0.0, 10.0, 10.0, 11.0, 12.0]


@pytest.mark.parametrize(("factor", "unit"), [(1, "seconds"), (60, "minutes"), (3600, "hours")])
def test_an_axis_of_time_has_the_unit_that_suits_it(factor, unit):
    rows = [("epoch/val_loss", n, 1.0, factor * n * 10.0) for n in (1, 2, 3)]
    figure = charts.compared([(ID, "run", charts.on_clock(timed(rows)))], charts.TIME)["loss"]
    assert figure["layout"]["xaxis"]["title"]["text"] == f"Training time in {unit}"
    assert figure["data"][0]["x"] == [0, 10, 20]


def test_a_smoothed_run_among_others_leaves_its_raw_curve_visible():
    runs = [(ID, "run", trails(4.0, 0.0, series="train/loss"))]
    raw, smoothed = charts.compared(runs, charts.STEP, 0.5)["loss"]["data"]
    assert raw["y"] == [4.0, 0.0] and smoothed["y"] == [4.0, 2.0]
    assert raw["opacity"] < 0.5 and not raw["showlegend"]
    assert raw["legendgroup"] == smoothed["legendgroup"] != ""
