"""Results of experiments become charts, and a sentence that claims no more than they show."""

import pytest

from explorer.charts import experiments as charts
from explorer.charts.gradients import COSINE, FLOW, STATES
from explorer.charts.signals import DISTANCE, SHARE, SPREAD
from explorer.charts.spreads import PLAIN, RESIDUAL, short, spread_line
from explorer.web import why_place

BLOCKS = ["stem", "stage1_block1", "stage2_block1", "head"]


def flow(ratios, plain=False, norm="with", weights="fresh"):
    """A line of gradient flow whose seeds have these ratios."""
    name = "plain56" if plain else "resnet56"
    line = {"network": name, "plain": plain, "norm": norm, "weights": weights}
    rms = [[ratio, ratio / 2, 2.0, 1.0] for ratio in ratios]
    return line | {"blocks": BLOCKS, "rms": rms, "ratio": list(ratios)}


def flows(*lines):
    return {"protocol": "standard-normal images", "lines": list(lines)}


def points(**cosines):
    """Cosines by network at 20 and 56 layers."""
    return {
        "protocol": "moved images",
        "points": [
            {"network": name, "plain": name == "plain", "depth": depth, "blocks": 3, "cosines": c}
            for name, each in cosines.items()
            for depth, c in zip((20, 56), each, strict=True)
        ],
    }


def lines_of(figure):
    return [trace for trace in figure["data"] if trace.get("showlegend", True)]


def test_gradient_flow_is_one_chart_over_depth_with_a_line_for_each_network():
    result = flows(flow([100, 150]), flow([20_000, 18_000], plain=True))
    (title, figure), *others = charts.experiment("gradient_flow", result).items()
    assert (title, others) == (FLOW, [])
    assert figure["layout"]["yaxis"]["type"] == "log"
    assert figure["layout"]["xaxis"]["ticktext"] == ["stem", "1.1", "2.1", "head"]
    residual, plain = lines_of(figure)
    assert (residual["line"]["color"], plain["line"]["color"]) == (RESIDUAL, PLAIN)
    assert residual["y"][0] == pytest.approx((100 * 150) ** 0.5, rel=1e-3)  # on a log scale
    assert residual["customdata"][0] == ["stem", " (100 to 150 in 2 seeds)"]


def test_seeds_are_a_band_and_one_seed_is_a_line():
    def areas(*rows):
        traces = spread_line("x", [0, 1], [list(row) for row in rows], RESIDUAL)
        return [trace for trace in traces if trace.get("fill")]

    assert areas((1, 2)) == []
    (area,) = areas((1, 2), (3, 5))
    assert (area["x"], area["y"]) == ([0, 1, 1, 0], [3, 5, 2, 1])


def test_no_norm_is_dotted_and_the_states_of_a_run_have_colours_of_their_own():
    result = flows(flow([9.0], norm="without"), flow([5.0], weights="best"))
    bare, best = lines_of(charts.experiment("gradient_flow", result)[FLOW])
    assert bare["line"]["dash"] == "dot" and "no batch norm" in bare["name"]
    assert best["line"]["color"] == STATES["best"] and "best epoch" in best["name"]


def said(*lines):
    return charts.readings("gradient_flow", flows(*lines))[FLOW]


def test_the_ratio_is_said_with_its_seeds_and_its_protocol():
    text = said(flow([120, 126]), flow([19_000, 21_000], plain=True))
    assert "123 times" not in text and "120 times the last one's in resnet56" in text
    assert "20,000 times in plain56" in text and "mean of 2 seeds" in text
    assert "it grows towards the image and explodes in plain56, it does not vanish" in text
    assert text.endswith("Measured with standard-normal images.")


def test_a_gradient_that_is_level_or_shrinks_is_called_that():
    assert "stays within one power of ten" in said(flow([0.5, 2.0]))
    assert "shrinks towards the image" in said(flow([0.001, 0.002]))
    assert "not the same for all" in said(flow([0.001]), flow([1000.0], plain=True))


def test_seeds_that_overlap_show_no_difference():
    assert "overlap, so no difference is shown" in said(flow([20, 60]), flow([50, 70], plain=True))
    assert "hardly differ" in said(flow([20.0, 21.0]), flow([22.0, 23.0], plain=True))
    assert "differ" not in said(flow([20, 21]), flow([50, 57], plain=True))


def test_one_seed_is_called_one_seed():
    assert "(one seed)" in said(flow([20]))


def test_the_states_of_a_run_are_compared_in_words():
    text = said(flow([20]), flow([20], weights="start"), flow([3], weights="best"))
    assert "In the run it was 20 times at the start and 3 times at its best epoch" in text


def test_a_network_without_a_large_convolution_has_no_ratio_to_speak_of():
    line = flow([1.0]) | {"ratio": [None]}
    assert charts.readings("gradient_flow", flows(line)) == {}
    assert charts.experiment("gradient_flow", flows(line))


def test_cosines_are_drawn_over_depth_and_read_at_the_deepest():
    result = points(residual=[[0.89, 0.88], [0.5, 0.51]], plain=[[0.6, 0.62], [0.01, -0.02]])
    figure = charts.experiment("shattered", result)[COSINE]
    residual, plain = lines_of(figure)
    assert residual["x"] == [20, 56] and residual["y"] == [0.885, 0.505]
    assert (residual["line"]["color"], plain["line"]["color"]) == (RESIDUAL, PLAIN)
    text = charts.readings("shattered", result)[COSINE]
    assert "At 56 layers the cosine is 0.50 to 0.51 in residual and -0.02 to 0.01 in plain" in text
    assert "points anywhere, in both seeds" in text
    assert text.endswith("Measured with moved images.")


def test_cosines_of_overlapping_seeds_show_no_difference():
    result = points(residual=[[0.9], [0.5, 0.1]], plain=[[0.8], [0.2, 0.3]])
    assert "overlap" in charts.readings("shattered", result)[COSINE]


def test_one_seed_of_cosines_is_called_that():
    result = points(residual=[[0.9], [0.5]], plain=[[0.8], [0.0]])
    assert "with one seed" in charts.readings("shattered", result)[COSINE]


def test_a_curve_whose_twin_has_not_got_so_far_is_not_compared():
    result = points(residual=[[0.9], [0.5]], plain=[[0.8], [0.0]])
    del result["points"][-1]
    assert charts.readings("shattered", result) == {}
    assert charts.experiment("shattered", result)


def responses(shortcut):
    line = {"network": "net", "plain": False, "weights": "fresh"}
    line |= {"blocks": ["stage1_block1", "stage1_block2"], "output": [[1.0, 3.0]]}
    return {"lines": [line | {"branch": [[1.0, 1.0]], "shortcut": [shortcut]}]}


def test_responses_are_the_spread_and_the_share_of_the_branch():
    result = responses([2.0, 0.5])
    figures = charts.experiment("response", result)
    assert [*figures] == [SPREAD, SHARE]
    assert lines_of(figures[SHARE])[0]["y"] == [0.5, 2.0]
    read = charts.readings("response", result)
    assert "net 1 to 3" in read[SPREAD]
    assert "0.5 to 2 times as strong as its shortcut, weaker in 1 of 2 cases" in read[SHARE]


def test_a_network_without_sums_has_no_share():
    result = responses([None, None])
    assert [*charts.experiment("response", result)] == [SPREAD]
    assert [*charts.readings("response", result)] == [SPREAD]


def test_distances_from_the_identity_tell_zero_gamma_apart():
    line = {"network": "net", "plain": False, "zero_gamma": False, "blocks": ["stage1_block1"]}
    lines = [line | {"distance": [[0.5]]}, line | {"zero_gamma": True, "distance": [[0.0]]}]
    figure = charts.experiment("identity", {"lines": lines})[DISTANCE]
    usual, zero = lines_of(figure)
    assert zero["name"] == "net with zero gamma" and zero["line"] != usual["line"]
    text = charts.readings("identity", {"lines": lines})[DISTANCE]
    assert "net 0.5" in text and "net with zero gamma 0 " in text


@pytest.mark.parametrize("name", ["gradient_flow", "response", "identity"])
def test_before_the_first_line_there_is_nothing_to_draw(name):
    assert charts.experiment(name, {"protocol": "", "lines": []}) == {}
    assert charts.readings(name, {"protocol": "", "lines": []}) == {}


def test_an_experiment_without_charts_has_none():
    assert charts.experiment("predict", {"probabilities": [1.0]}) == {}
    assert charts.readings("predict", {"probabilities": [1.0]}) == {}


def test_every_experiment_of_the_why_page_has_charts():
    assert set(charts._MAKERS) == set(why_place.names())


def test_names_of_blocks_are_short_on_an_axis():
    assert [short(name) for name in ("stage2_block13", "stem", "skip1")] == [
        "2.13",
        "stem",
        "skip1",
    ]
