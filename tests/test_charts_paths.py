"""Paths: exact numbers as bars, the gradient of each length, and where the product lies."""

import json
from math import comb

import plotly.graph_objects as go
import pytest

from explorer import zoo
from explorer.assembly import trace
from explorer.charts import experiments as charts
from explorer.charts.paths import COUNT, GRADIENT, PRODUCT
from explorer.paths import count_paths


def counted(n=4, points=()):
    counts = [comb(n, k) for k in range(n + 1)]
    given = {"network": "net", "weights": "best", "blocks": n, "merges": n, "counts": counts}
    return given | {"points": list(points)}


def point(length, gradient):
    near = {"low": gradient / 2, "high": gradient * 2, "samples": 16}
    return {"length": length, "gradient": gradient} | near


MEASURED = counted(4, [point(k, 0.5**k) for k in range(5)])


def test_what_is_counted_is_shown_before_anything_is_measured():
    (title, figure), *others = charts.experiment("paths", counted()).items()
    assert (title, others) == (COUNT, [])
    (bars,) = figure["data"]
    assert bars["y"] == [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16]
    assert bars["customdata"] == ["1", "4", "6", "4", "1"]


def test_the_54_blocks_of_the_paper():
    found = count_paths(trace(zoo.network("resnet110")))
    given = {"network": "resnet110", "blocks": 54, "merges": 54, "counts": list(found.counts)}
    (bars,) = charts.experiment("paths", given | {"points": []})[COUNT]["data"]
    assert round(100 * sum(bars["y"][5:18]), 4) == pytest.approx(0.4537, abs=1e-4)
    said = charts.readings("paths", given | {"points": []})[COUNT]
    assert (
        said == "resnet110 has 1.80 × 10^16 paths through 0 to 54 of its 54 blocks, 27 on average."
    )


def test_numbers_too_large_for_a_float_are_drawn():
    figure = charts.experiment("paths", counted(1200))[COUNT]
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    assert sum(figure["data"][0]["y"]) == pytest.approx(1, abs=1e-3)


def test_the_product_is_the_number_times_the_gradient():
    bars = charts.experiment("paths", MEASURED)[PRODUCT]["data"][0]
    products = [comb(4, k) * 0.5**k for k in range(5)]
    assert bars["y"] == pytest.approx([each / sum(products) for each in products], rel=1e-4)


def test_the_sentences_say_which_lengths_count():
    said = charts.readings("paths", MEASURED)
    assert (
        said[GRADIENT] == "A path through 4 blocks carries 1/16 of the gradient of one through 0."
    )
    assert (
        said[PRODUCT] == "Lengths 0 to 3 hold at least 90% of the product, and 93.8 % of the paths."
    )


def test_a_gradient_that_shrinks_by_many_powers_of_ten():
    deep = counted(54, [point(k, 0.1 ** (k / 3)) for k in range(55)])
    assert "carries about 10^-18 times" in charts.readings("paths", deep)[GRADIENT]
    assert charts.experiment("paths", deep)[GRADIENT]["layout"]["yaxis"]["dtick"] == 3
    assert charts.experiment("paths", MEASURED)[GRADIENT]["layout"]["yaxis"]["dtick"] == 1


def test_nothing_is_said_of_gradients_before_all_are_measured():
    part = counted(4, [point(k, 0.5**k) for k in range(3)])
    assert list(charts.readings("paths", part)) == [COUNT]
    assert list(charts.experiment("paths", part)) == [COUNT, GRADIENT, PRODUCT]


def test_a_plain_network_has_one_path():
    given = {"network": "plain", "blocks": 9, "merges": 0, "counts": [0] * 9 + [1], "points": []}
    assert charts.readings("paths", given)[COUNT].endswith("all of its 9 blocks lie on it.")
    assert charts.experiment("paths", given)[COUNT]["data"][0]["x"] == [9]


def test_a_path_that_carries_nothing_is_a_gap_on_the_logarithmic_axis():
    dead = counted(1, [point(0, 0.5), point(1, 0.0)])
    assert charts.experiment("paths", dead)[GRADIENT]["data"][-1]["x"] == [0]
    assert charts.readings("paths", dead)[GRADIENT] == "Nothing comes through some of the paths."


def test_plotly_accepts_every_figure():
    for figure in charts.experiment("paths", MEASURED).values():
        assert json.loads(json.dumps(figure, allow_nan=False)) == figure
        go.Figure(figure)
