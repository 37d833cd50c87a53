"""Figures: what is drawn, that Plotly accepts it, and that thinning hides no extreme."""

import json
import math

import plotly.graph_objects as go
import pytest

from explorer import charts
from explorer.runs import Point


def points(rows):
    return [Point(number, *row, 0.0) for number, row in enumerate(rows, 1)]


def training(steps=20, epochs=2):
    rows = []
    for step in range(1, steps + 1):
        rows += [("train/loss", step, 2 / step), ("train/accuracy", step, step / steps)]
        rows += [("train/learning_rate", step, 0.001)]
        if step % (steps // epochs) == 0:
            epoch = step * epochs // steps
            rows += [(f"epoch/{name}", epoch, 0.5) for name in ("loss", "val_loss")]
            rows += [(f"epoch/{name}", epoch, 0.4) for name in ("accuracy", "val_accuracy")]
    return charts.collect(points(rows))


def names(figure):
    return [line["name"] for line in figure["data"]]


@pytest.mark.parametrize("view", [charts.STEP, charts.EPOCH])
@pytest.mark.parametrize("smoothing", [0, 0.9])
def test_every_figure_is_one_that_plotly_accepts_and_that_is_json(view, smoothing):
    for figure in charts.curves(training(), view, smoothing).values():
        assert json.loads(json.dumps(figure, allow_nan=False)) == figure
        go.Figure(figure)


def test_loss_comes_first_and_the_learning_rate_last():
    assert list(charts.curves(training())) == ["loss", "accuracy", "learning_rate"]
    assert list(charts.curves(training(), charts.EPOCH)) == ["loss", "accuracy"]


def test_validation_stands_where_its_epoch_ended():
    validation = charts.curves(training(steps=20, epochs=2))["loss"]["data"][-1]
    assert validation["name"] == "Validation"
    assert validation["x"] == [10, 20]
    assert charts.curves(training(), charts.EPOCH)["loss"]["data"][-1]["x"] == [1, 2]


def test_validation_stands_there_too_when_the_points_arrive_one_by_one():
    trails = {}
    rows = [("train/loss", 1, 1.0), ("train/loss", 7, 1.0), ("epoch/val_loss", 1, 1.0)]
    for point in points(rows):
        charts.collect([point], trails)
    assert trails["epoch/val_loss"].ends == [7]


def test_a_smoothed_curve_leaves_the_raw_one_faintly_visible():
    raw, smoothed, _ = charts.curves(training(), smoothing=0.5)["loss"]["data"]
    assert raw["y"][:2] == [2.0, 1.0]
    assert smoothed["y"][:2] == [2.0, 1.5]
    assert raw["opacity"] < 0.5 and not raw["showlegend"] and smoothed["showlegend"]


def test_without_smoothing_there_is_one_training_curve():
    assert names(charts.curves(training())["loss"]) == ["Training", "Validation"]


def test_the_learning_rate_is_never_smoothed():
    assert names(charts.curves(training(), smoothing=0.9)["learning_rate"]) == ["Training"]


def test_any_metric_is_drawn_under_its_own_name():
    figures = charts.curves(charts.collect(points([("epoch/val_edge_error", 1, 3.0)])), "epoch")
    assert figures["edge_error"]["layout"]["yaxis"]["title"]["text"] == "Edge error"


def test_a_loss_that_is_no_number_is_a_gap():
    rows = [("train/loss", 1, 2.0), ("train/loss", 2, math.nan), ("train/loss", 3, math.inf)]
    figure = charts.curves(charts.collect(points(rows)))["loss"]
    assert figure["data"][0]["y"] == [2.0, None, None]
    smoothed = charts.curves(charts.collect(points(rows)), smoothing=0.5)["loss"]["data"][1]
    assert smoothed["y"] == [2.0, 2.0, 2.0]


def test_a_single_point_can_be_seen():
    figure = charts.curves(charts.collect(points([("train/loss", 1, 2.0)])))["loss"]
    assert "markers" in figure["data"][0]["mode"]


def test_an_axis_of_accuracy_stays_between_nothing_and_all():
    figure = charts.curves(charts.collect(points([("epoch/val_accuracy", 1, 0.1)])), charts.EPOCH)
    axis = figure["accuracy"]["layout"]["yaxis"]
    assert axis["autorangeoptions"] == {"clipmin": 0, "clipmax": 1}


def test_an_attempt_that_begins_again_replaces_what_came_after():
    rows = [("train/loss", step, 1.0) for step in (1, 2, 3, 4)]
    rows += [("train/loss", step, 2.0) for step in (3, 4, 5)]
    trail = charts.collect(points(rows))["train/loss"]
    assert trail.steps == [1, 2, 3, 4, 5]
    assert trail.values == [1.0, 1.0, 2.0, 2.0, 2.0]


@pytest.mark.parametrize("count", [1, 499, 500, 501, 502, 7_777, 100_000])
def test_thinning_keeps_the_ends_the_extremes_and_the_order(count):
    ys = [math.sin(x / 50) for x in range(count)]
    ys[count // 3], ys[2 * count // 3] = 9.0, -9.0
    xs, kept = charts.thin(list(range(count)), ys)
    assert len(xs) == len(kept) <= 500
    assert len(xs) > min(count, 500) // 2
    assert xs == sorted(set(xs)) and xs[0] == 0 and xs[-1] == count - 1
    assert min(kept) == min(ys) and max(kept) == max(ys)
    assert [ys[x] for x in xs] == kept


def test_thinning_leaves_a_long_gap_to_be_seen():
    ys = [1.0] * 1000 + [math.nan] * 1000 + [1.0] * 1000
    xs, kept = charts.thin(list(range(3000)), ys)
    gap = [math.isnan(y) for x, y in zip(xs, kept, strict=True) if 1010 < x < 1990]
    assert gap and all(gap)


def test_no_points_make_no_figures():
    assert charts.curves({}) == {}


def test_the_gradients_length_is_drawn_and_those_of_blocks_are_not():
    trails = charts.collect(points([("train/gradient_norm", 1, 3.0), ("gradient/stem", 1, 0.1)]))
    assert list(charts.curves(trails)) == ["gradient_norm"]


def test_logarithmic_axes_are_those_asked_for_and_forget_an_older_zoom():
    plain, log = (charts.curves(training(), log=log)["loss"]["layout"] for log in ("", "y"))
    assert (log["xaxis"]["type"], log["yaxis"]["type"]) == ("linear", "log")
    assert plain["uirevision"] != log["uirevision"]


def test_a_few_epochs_are_counted_one_by_one():
    axes = [
        charts.curves(training(), view)["loss"]["layout"]["xaxis"] for view in ("epoch", "step")
    ]
    assert axes[0]["dtick"] == 1 and "dtick" not in axes[1]


def test_compared_runs_lie_in_one_figure_each_in_its_own_colour():
    ids = ["0123456789abcdef", "123456789abcdef0"]
    runs = [(id, f"run {id[0]}", training()) for id in ids]
    for view in (charts.STEP, charts.EPOCH):
        figures = charts.compared(runs, view)
        assert names(figures["loss"]) == ["run 0", "run 1"]
        assert [line["line"]["color"] for line in figures["loss"]["data"]] == [
            charts.run_style(id)[0] for id in ids
        ]
        go.Figure(figures["loss"])
    assert charts.compared(runs, charts.EPOCH)["loss"]["data"][0]["y"] == [0.5, 0.5]


def test_a_run_that_has_not_learned_yet_is_left_out_of_a_comparison():
    runs = [("0" * 16, "waits", {}), ("1" * 16, "learns", training())]
    assert names(charts.compared(runs)["loss"]) == ["learns"]


def luminance(color):
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_colour_of_a_run_is_seen_on_a_light_and_on_a_dark_page():
    styles = {charts.run_style(f"{n:016x}") for n in range(200)}
    assert len(styles) == 108
    for color, _ in styles:
        assert 1.05 / (luminance(color) + 0.05) >= 3
        assert (luminance(color) + 0.05) / (luminance("#0e1117") + 0.05) >= 3


def test_a_spark_line_is_validation_by_epoch_and_short():
    rows = [("epoch/loss", n, 9.0) for n in range(1, 900)]
    assert charts.spark(charts.collect(points(rows[:1]))) == [9.0]
    rows += [("epoch/val_loss", n, 1 / n) for n in range(1, 900)]
    spark = charts.spark(charts.collect(points(rows)))
    assert len(spark) <= 60 and spark[0] == 1.0 and spark[-1] == 0.001112
    assert charts.spark({}) == []


def test_a_spark_line_leaves_out_what_is_no_number():
    rows = [("epoch/val_loss", 1, 2.0), ("epoch/val_loss", 2, math.nan)]
    assert charts.spark(charts.collect(points(rows))) == [2.0]
