"""Numbers in two dimensions, and bars of probabilities, as Plotly figures."""

import math

import numpy as np

MOST_CELLS, MOST_COLUMNS = 6000, 150
ROW = 18  # pixels of a block in the heat map
NUMBERED = 20  # classes up to which a confusion matrix shows its numbers
BAR = "#3b82f6"
PREFIX = "gradient/"
_POWERS = {"tickprefix": "10<sup>", "ticksuffix": "</sup>"}
# Clear where there is nothing, so that it suits any page; never so strong that text is lost on it.
_BLUES = [[0, "rgba(59, 130, 246, 0)"], [1, "rgba(59, 130, 246, 0.6)"]]


def gradients(trails):
    """The gradient RMS of each block over the steps, or None where there is none.

    Returns:
        (figure, height in pixels).
    """
    names = [name for name in trails if name.startswith(PREFIX) and trails[name].steps]
    if not names:
        return None
    # The longest trail has the most recent step: a point may have come of some blocks only.
    steps = max((trails[name].steps for name in names), key=len)
    columns = _columns(len(steps), len(names))
    rows = [[_at(trails[name].values, i) for i in columns] for name in names]
    trace = {
        "type": "heatmap",
        "x": [steps[i] for i in columns],
        "y": [name.removeprefix(PREFIX) for name in names],
        "z": [[_exponent(value) for value in row] for row in rows],
        "customdata": rows,
        "hovertemplate": "%{y}, step %{x}: %{customdata:.2e}<extra></extra>",
        "colorscale": "Viridis",
        "colorbar": {"title": {"text": "RMS"}, "thickness": 12, "dtick": 1} | _POWERS,
    }
    height = min(max(ROW * len(names) + 90, 220), 480)
    return {"data": [trace], "layout": _layout("Step", "", "gradients")}, height


def confusion(counts, names):
    """How often each class was taken for which.

    Args:
        counts: images, `counts[true class][said class]`.

    Returns:
        (figure, height in pixels).
    """
    shares = [[each / max(sum(row), 1) for each in row] for row in counts]
    trace = {
        "type": "heatmap",
        "x": names,
        "y": names,
        "z": shares,
        "zmin": 0,
        "zmax": 1,
        "customdata": counts,
        "colorscale": _BLUES,
        "showscale": False,
        "hovertemplate": "%{y} taken for %{x}: %{customdata}, %{z:.0%} of them<extra></extra>",
    }
    if len(names) <= NUMBERED:
        trace["text"] = [[str(each or "") for each in row] for row in counts]
        trace["texttemplate"] = "%{text}"
    height = min(26 * len(names) + 130, 480)
    return {"data": [trace], "layout": _layout("Said", "True", "confusion")}, height


def probabilities(names, chances):
    """A bar for each of the likeliest classes, the likeliest on top.

    Returns:
        (figure, height in pixels).
    """
    order = sorted(range(len(names)), key=lambda i: -chances[i])[:10]
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [chances[i] for i in order],
        "y": [names[i] for i in order],
        "marker": {"color": BAR},
        "text": [f"{chances[i]:.1%}" for i in order],
        "textposition": "outside",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    layout = _layout("Probability", "", "probabilities")
    layout["xaxis"] |= {"range": [0, 1.12], "tickformat": ".0%", "fixedrange": True, "dtick": 0.25}
    layout["yaxis"] |= {"fixedrange": True}
    return {"data": [trace], "layout": layout}, 30 * len(order) + 60


def _columns(count, rows):
    most = max(min(MOST_COLUMNS, MOST_CELLS // rows), 2)
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(int)).tolist()


def _at(values, i):
    known = i < len(values) and math.isfinite(values[i])
    return float(f"{values[i]:.3g}") if known else None


def _exponent(value):
    return round(math.log10(value), 3) if value else None


def _layout(x, y, revision):
    return {
        "xaxis": {"title": {"text": x}, "automargin": True},
        "yaxis": {
            "title": {"text": y, "standoff": 10},
            "automargin": True,
            "autorange": "reversed",
        },
        "margin": {"l": 8, "r": 8, "t": 8, "b": 40},
        "uirevision": revision,
    }
