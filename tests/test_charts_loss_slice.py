"""A slice through the loss: what is not yet known is a gap, and all networks share one scale."""

import json

import plotly.graph_objects as go
import pytest

from explorer.charts import experiments as charts
from explorer.charts.loss_slice import LINE
from explorer.charts.spreads import PLAIN, RESIDUAL

AT = [-1.0, -0.5, 0.0, 0.5, 1.0]


def of(network, **known):
    return {"network": network, "plain": network == "plain", "weights": "best", "at": AT} | known


def result(*grids):
    lines = [of("net", loss=[8.0, 3.0, 1.0, 1.5, 9.0]), of("plain", loss=[1.9, 1.5, 1.0, 1.2, 1.8])]
    return {"reach": 1.0, "images": 64, "source": "cifar10", "lines": lines, "grids": list(grids)}


GRID = of("net", loss=[[10.0, None, 1000.0], [1.0, 0.1, 1.0], [1.0, None, 1.0]])


def test_lines_have_the_colours_of_their_networks_on_a_logarithmic_axis():
    figure = charts.experiment("loss_slice", result())[LINE]
    assert [each["line"]["color"] for each in figure["data"]] == [RESIDUAL, PLAIN]
    assert figure["layout"]["yaxis"]["type"] == "log"


def test_the_sentence_says_where_the_loss_has_doubled():
    said = charts.readings("loss_slice", result())[LINE]
    assert "In net the loss is 1 at the weights and is twice that at -0.50 and +1.00." in said
    assert "In plain the loss is 1 at the weights and stays below twice that." in said
    assert said.endswith("Another seed is another slice.")


def test_a_grid_is_a_contour_and_a_surface_of_the_logarithm():
    figures = charts.experiment("loss_slice", result(GRID))
    above, surface = "Loss around net, from above", "Loss around net, as a surface"
    assert list(figures) == [LINE, above, surface]
    z = figures[above]["data"][0]["z"]
    assert z == [[1.0, None, 3.0], [0.0, -1.0, 0.0], [0.0, None, 0.0]]
    assert figures[surface]["data"][0]["z"] == z
    assert figures[above]["data"][0]["connectgaps"]


def test_two_grids_share_their_colours():
    other = GRID | {"network": "plain", "loss": [[1.0] * 3] * 3}
    figures = charts.experiment("loss_slice", result(GRID, other))
    scales = [
        (figures[f"Loss around {name}, from above"]["data"][0][end])
        for name in ("net", "plain")
        for end in ("zmin", "zmax")
    ]
    assert scales == [-1.0, 3.0, -1.0, 3.0]
    bar = figures["Loss around net, from above"]["data"][0]["colorbar"]
    assert bar["ticktext"] == ["0.1", "1", "10", "100", "1,000"]


@pytest.mark.parametrize("losses", [[[1.2] * 3] * 3, GRID["loss"]])
def test_plotly_accepts_every_figure(losses):
    for figure in charts.experiment("loss_slice", result(GRID | {"loss": losses})).values():
        assert json.loads(json.dumps(figure, allow_nan=False)) == figure
        go.Figure(figure)
