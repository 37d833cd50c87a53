"""Several seeds of one network as one band: their mean, and from the lowest to the highest."""

import numpy as np

from explorer.charts.curves import (
    EPOCH,
    figure,
    is_smoothed,
    line,
    measures,
    rounded,
    run_lines,
    trail_of,
)
from explorer.charts.styles import run_style
from explorer.charts.trails import smooth

MOST_POINTS = 250  # of a band's edge


def banded(groups, view=EPOCH, smoothing=0.0, log=()):
    """Draw each measure of groups of runs: a band where a group has several seeds, else a line.

    A band reaches as far as every seed that has begun.

    Args:
        groups: (id, name, trails of each seed); the colour is that of `run_style(id)`. The other
            arguments are those of `compared`.

    Returns:
        `{measure: figure}`.
    """
    figures = {}
    for measure in measures([trails for _, _, seeds in groups for trails in seeds]):
        how = (measure, view, smoothing)
        if lines := [each for group in groups for each in _lines(*group, *how)]:
            figures[measure] = figure(lines, measure, view, log)
    return figures


def _lines(id, name, seeds, measure, view, smoothing):
    trails = [trail_of(each, measure, view) for each in seeds]
    known = [_finite(trail, measure, view, smoothing) for trail in trails if trail]
    known = [each for each in known if len(each[0])]
    if len(known) > 1:
        return _band(id, f"{name}, {len(known)} seeds", known, measure)
    begun = [each for each, trail in zip(seeds, trails, strict=True) if trail]
    return run_lines(id, name, begun[0], measure, view, smoothing) if begun else []


def _finite(trail, measure, view, smoothing):
    """A trail's places and values that are numbers."""
    ys = smooth(trail.values, smoothing) if is_smoothed(measure, view, smoothing) else trail.values
    xs, ys = np.asarray(trail.steps, float), np.asarray(ys, float)
    there = np.isfinite(ys)
    return xs[there], ys[there]


def _band(id, name, known, measure):
    xs = _places([xs for xs, _ in known])
    rows = np.stack([np.interp(xs, *each) for each in known])
    low, high = rows.min(axis=0), rows.max(axis=0)
    color, dash = run_style(id)
    mean = line(name, xs.tolist(), rows.mean(axis=0), color, dash=dash, group=id)
    form = ".1%" if measure.endswith("accuracy") else ".4~g"
    mean["customdata"] = [[rounded(a), rounded(b)] for a, b in zip(low, high, strict=True)]
    mean["hovertemplate"] = f"%{{y}}, %{{customdata[0]:{form}}} to %{{customdata[1]:{form}}}"
    return [_area(id, name, xs, low, high, color), mean]


def _area(id, name, xs, low, high, color):
    parts = ", ".join(str(int(color[i : i + 2], 16)) for i in (1, 3, 5))
    return {
        "type": "scatter",
        "name": name,
        "x": [*xs.tolist(), *xs[::-1].tolist()],
        "y": [rounded(y) for y in (*high, *low[::-1])],
        "fill": "toself",
        "fillcolor": f"rgba({parts}, 0.2)",
        "mode": "lines",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
        "legendgroup": id,
    }


def _places(all_xs):
    """Where the band has corners: places of any seed, between the last begin and the first end."""
    begin, end = max(xs[0] for xs in all_xs), min(xs[-1] for xs in all_xs)
    xs = np.unique(np.concatenate(all_xs))
    xs = xs[(begin <= xs) & (xs <= end)]
    if not len(xs):
        return np.array([end])  # one point each, at other times
    few = np.unique(np.linspace(0, len(xs) - 1, min(len(xs), MOST_POINTS)).astype(int))
    return xs[few]
