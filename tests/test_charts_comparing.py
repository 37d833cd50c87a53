"""Figures of networks side by side: what they show, and in which colours."""

import json

import plotly.graph_objects as go
import pytest

from explorer import comparison, zoo
from explorer.charts import comparing
from tests.test_charts import luminance

NAMES = ("resnet20", "resnet56", "skip_autoencoder", "wrn_16_4")
NETWORKS = [(name, zoo.network(name)) for name in NAMES]
COSTS = [(name, comparison.cost(network)) for name, network in NETWORKS]
STAGES = [(name, comparison.stage_costs(network)) for name, network in NETWORKS]
FIELDS = [(name, comparison.fields(network)) for name, network in NETWORKS]
SCORES = [(name, cost, [0.5, 0.7, 0.6]) for name, cost in COSTS]


@pytest.mark.parametrize(
    "figure",
    [
        comparing.costs(COSTS),
        *comparing.by_stage(STAGES).values(),
        comparing.receptive_fields(FIELDS),
        comparing.score_against_cost(SCORES),
        comparing.score_against_cost(SCORES, comparing.MACS, "psnr"),
        comparing.costs([]),
        comparing.score_against_cost([]),
    ],
)
def test_every_figure_is_one_that_plotly_accepts_and_that_is_json(figure):
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    go.Figure(figure)


def test_every_colour_is_seen_on_a_light_and_on_a_dark_page():
    assert len(set(comparing.COLORS)) == comparison.MOST
    for color in comparing.COLORS:
        assert 1.05 / (luminance(color) + 0.05) >= 3
        assert (luminance(color) + 0.05) / (luminance("#0e1117") + 0.05) >= 3


def test_a_network_has_one_colour_in_every_figure():
    figures = [comparing.costs(COSTS), comparing.score_against_cost(SCORES)]
    for figure in (*figures, *comparing.by_stage(STAGES).values()):
        assert [each["marker"]["color"] for each in figure["data"]] == list(comparing.COLORS[:4])
    lines = comparing.receptive_fields(FIELDS)["data"]
    assert [each["line"]["color"] for each in lines] == list(comparing.COLORS[:4])


def test_some_of_the_networks_keep_the_colours_of_their_places():
    figure = comparing.costs(COSTS[2:], places=[2, 5])
    assert [each["marker"]["color"] for each in figure["data"]] == [
        comparing.COLORS[2],
        comparing.COLORS[5],
    ]


def test_places_stand_in_order_and_gaps_where_a_network_has_none():
    figure = comparing.by_stage(STAGES)["params"]
    assert figure["data"][0]["x"] == [
        *("stem", "stage 1", "stage 2", "stage 3", "stage 4"),
        *("stage 5", "stage 6", "stage 7", "stage 8", "head"),
    ]
    assert figure["data"][0]["y"][4] is None
    assert figure["data"][0]["y"][0] == comparison.stage_costs(zoo.network("resnet20"))[0].params


def test_seeds_are_a_mean_with_bars_from_the_lowest_to_the_highest():
    name, cost = COSTS[0]
    (point,) = comparing.score_against_cost([(name, cost, [0.5, 0.7, 0.9])])["data"]
    assert (point["x"], point["y"]) == ([271_098], [0.7])
    assert point["error_y"]["array"] == point["error_y"]["arrayminus"] == [0.2]
    (alone,) = comparing.score_against_cost([(name, cost, [0.5])])["data"]
    assert "error_y" not in alone and "one seed" in alone["hovertemplate"]


def test_a_network_without_scores_is_left_out():
    name, cost = COSTS[0]
    assert comparing.score_against_cost([(name, cost, [])])["data"] == []


def test_costs_far_apart_stand_on_logarithmic_axes():
    far = [(name, comparison.cost(zoo.network(name))) for name in ("skip_add", "resnet20")]
    assert comparing.costs(far)["layout"]["yaxis"]["type"] == "log"
    assert "type" not in comparing.costs(COSTS[:2])["layout"]["yaxis"]


def test_names_are_text_to_plotly_and_short_beside_their_points():
    (point,) = comparing.costs([("<b>&" + 40 * "x", COSTS[0][1])])["data"]
    assert point["name"].startswith("&lt;b&gt;&amp;xxx")
    assert len(point["text"][0].replace("&lt;", "<").replace("&gt;", ">")) < 40


def test_names_stand_towards_the_middle_above_and_below_in_turn():
    sides = [each["textposition"] for each in comparing.costs(COSTS[:2])["data"]]
    assert sides == ["top right", "bottom left"]


def test_points_in_one_place_share_the_names_beside_the_first():
    figure = comparing.costs([COSTS[0], ("twin", COSTS[0][1]), COSTS[3]])
    assert [each["text"] for each in figure["data"]] == [["resnet20<br>twin"], [""], ["wrn_16_4"]]
