"""Lines of several seeds each: their mean, and a band from the lowest to the highest."""

import math

from explorer.charts.curves import rounded

RESIDUAL, PLAIN = "#3b82f6", "#e8590c"


def spread_line(name, xs, rows, color, dash="solid", log=False, labels=None, group=""):
    """The line of several seeds in Plotly's words, its band first.

    Args:
        xs: places, numbers.
        rows: a list over the places for each seed; None where there is no value.
        log: whether the mean is the geometric one, for an axis with a logarithmic scale.
        labels: what stands for each place under the pointer, else the place itself.
    """
    columns = [_known(column, log) for column in zip(*rows, strict=True)]
    group = group or name
    line = {
        "type": "scatter",
        "name": name,
        "x": list(xs),
        "y": [rounded(_mean(each, log)) if each else None for each in columns],
        "mode": "lines+markers",
        "line": {"color": color, "width": 2, "dash": dash},
        "marker": {"size": 5},
        "legendgroup": group,
        "customdata": [
            [label, _range(each)] for label, each in zip(labels or xs, columns, strict=True)
        ],
        "hovertemplate": name + ", %{customdata[0]}: %{y:.3~g}%{customdata[1]}<extra></extra>",
    }
    return [*_band(name, xs, columns, color, group, len(rows)), line]


def layout(x, y, log=False, revision=""):
    """The layout of a chart with a legend above it."""
    return {
        "xaxis": {"title": {"text": x}, "automargin": True},
        "yaxis": {
            "title": {"text": y},
            "automargin": True,
            **({"type": "log", "exponentformat": "power", "dtick": 1} if log else {}),
        },
        "margin": {"l": 8, "r": 8, "t": 28, "b": 44},
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        "hovermode": "closest",
        "uirevision": revision or y,
    }


def named_places(axis, names, most=14):
    """Let an axis of places from 0 show their names, at most so many of them."""
    every = max(math.ceil(len(names) / most), 1)
    shown = range(0, len(names), every)
    axis |= {"tickvals": [*shown], "ticktext": [names[i] for i in shown]}


def short(block):
    """A block's name for an axis: "stage2_block3" is "2.3"."""
    words = block.split("_")
    if len(words) == 2 and words[0].startswith("stage") and words[1].startswith("block"):
        return f"{words[0][5:]}.{words[1][5:]}"
    return block


def mean(values):
    """The mean of some numbers."""
    return sum(values) / len(values)


def _known(column, log):
    known = [value for value in column if value is not None and math.isfinite(value)]
    return [value for value in known if value > 0] if log else known


def _mean(values, log):
    return math.exp(mean([math.log(value) for value in values])) if log else mean(values)


def _range(values):
    if len(values) < 2:
        return ""
    return f" ({min(values):.3g} to {max(values):.3g} in {len(values)} seeds)"


def _band(name, xs, columns, color, group, seeds):
    pairs = [(x, min(each), max(each)) for x, each in zip(xs, columns, strict=True) if each]
    if seeds < 2 or len(pairs) < 2:
        return []
    parts = ", ".join(str(int(color[i : i + 2], 16)) for i in (1, 3, 5))
    area = {
        "type": "scatter",
        "name": name,
        "x": [x for x, *_ in (*pairs, *pairs[::-1])],
        "y": [rounded(high) for *_, high in pairs] + [rounded(low) for _, low, _ in pairs[::-1]],
        "fill": "toself",
        "fillcolor": f"rgba({parts}, 0.18)",
        "mode": "lines",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
        "legendgroup": group,
    }
    return [area]
