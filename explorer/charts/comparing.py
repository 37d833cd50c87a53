"""Networks side by side, as figures: what they cost, where, how far they see, what it buys.

A network has the colour, the dash and the symbol of its place in the order, in every figure.
"""

from explorer.charts.curves import rounded

# Relative luminance (WCAG 2) from 0.12 to 0.30: 3 to 1 or more to white and to #0e1117.
COLORS = ("#3b82f6", "#d9480f", "#2b9348", "#a855f7", "#0c8599", "#d6336c")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star")

PARAMS, MACS = "params", "macs"
_COSTS = {PARAMS: "Parameters", MACS: "MACs of an image"}
_SCORES = {"accuracy": "Test accuracy", "psnr": "Test PSNR (dB)"}
_SHARED = {"margin": {"l": 8, "r": 8, "t": 28, "b": 40}, "uirevision": "compare"}


def costs(networks):
    """Parameters against MACs, a labelled point for each network.

    Args:
        networks: (name, Cost) of each.
    """
    points = [
        _point(number, name, cost.macs, cost.params) for number, (name, cost) in enumerate(networks)
    ]
    layout = {"xaxis": _cost_axis(MACS), "yaxis": _cost_axis(PARAMS), "showlegend": False}
    return {"data": points, "layout": _SHARED | layout | {"hovermode": "closest"}}


def by_stage(networks):
    """Where the parameters and the MACs are: bars for each place, a colour for each network.

    Args:
        networks: (name, StageCosts) of each.

    Returns:
        `{"params": figure, "macs": figure}`.
    """
    return {key: _bars(networks, key) for key in _COSTS}


def receptive_fields(networks):
    """How far an output pixel sees after each block, over the weighted layers so far.

    Args:
        networks: (name, FieldPoints) of each.
    """
    lines = [_field_line(number, *each) for number, each in enumerate(networks)]
    layout = {
        "xaxis": {"title": {"text": "Weighted layers"}, "rangemode": "tozero"},
        "yaxis": {"title": {"text": "Receptive field (pixels)"}, "type": "log", "automargin": True},
        "legend": _legend(),
        "hovermode": "closest",
    }
    return {"data": lines, "layout": _SHARED | layout}


def score_against_cost(networks, by=PARAMS, metric="accuracy"):
    """What trained networks score against what they cost.

    The point is the mean of a network's seeds; a bar reaches from the lowest to the highest.

    Args:
        networks: (name, Cost, test scores of its seeds) of each; one without scores is left out.
        by: "params" or "macs".
        metric: "accuracy" (a share) or "psnr" (decibels).
    """
    points = [
        _scored(number, name, getattr(cost, by), scores, metric)
        for number, (name, cost, scores) in enumerate(networks)
        if scores
    ]
    share = metric == "accuracy"
    scale = {"tickformat": ".1%" if share else "~g", "automargin": True}
    layout = {
        "xaxis": _cost_axis(by),
        "yaxis": {"title": {"text": _SCORES.get(metric, metric)}, **scale},
        "showlegend": False,
        "hovermode": "closest",
    }
    return {"data": points, "layout": _SHARED | layout}


def style(number):
    """The colour, Plotly's dash and Plotly's symbol of the network of this place (from 0)."""
    return tuple(each[number % len(each)] for each in (COLORS, DASHES, SYMBOLS))


def _point(number, name, x, y):
    color, _, symbol = style(number)
    return {
        "type": "scatter",
        "name": name,
        "x": [x],
        "y": [y],
        "mode": "markers+text",
        "text": [name],
        # Neighbours have their names above and below.
        "textposition": "top center" if number % 2 == 0 else "bottom center",
        "cliponaxis": False,
        "marker": {"color": color, "symbol": symbol, "size": 12},
        "hovertemplate": "%{x:.4s} MACs, %{y:.4s} parameters<extra>%{text}</extra>",
    }


def _scored(number, name, cost, scores, metric):
    mean = sum(scores) / len(scores)
    form = ".1%" if metric == "accuracy" else ".2f"
    seeds = f", {len(scores)} seeds" if len(scores) > 1 else ", one seed"
    point = _point(number, name, cost, rounded(mean))
    point["hovertemplate"] = f"%{{y:{form}}}{seeds}<extra>%{{text}}</extra>"
    if len(scores) > 1:
        point["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": [rounded(max(scores) - mean)],
            "arrayminus": [rounded(mean - min(scores))],
            "color": point["marker"]["color"],
        }
    return point


def _bars(networks, key):
    order = _places([[each.place for each in costs_] for _, costs_ in networks])
    data = [
        _bar(number, name, {each.place: getattr(each, key) for each in costs_}, order)
        for number, (name, costs_) in enumerate(networks)
    ]
    layout = {
        "barmode": "group",
        "xaxis": {"type": "category"},
        "yaxis": {"title": {"text": _COSTS[key]}, "tickformat": "~s", "automargin": True},
        "legend": _legend(),
    }
    return {"data": data, "layout": _SHARED | layout}


def _bar(number, name, values, order):
    return {
        "type": "bar",
        "name": name,
        "x": [place.replace("stage", "stage ") for place in order],
        "y": [values.get(place) for place in order],
        "marker": {"color": style(number)[0]},
        "hovertemplate": "%{x}: %{y:,}<extra>%{fullData.name}</extra>",
    }


def _places(all_):
    """All places in their order: the stem first, the head last, as many stages as any has."""
    longest = max(all_, key=len, default=[])
    rest = {place for places in all_ for place in places} - set(longest)
    return sorted([*longest, *rest], key=_place_order)


def _place_order(place):
    number = place.removeprefix("stage")
    return (1, int(number)) if number.isdigit() else (0 if place == "stem" else 2, 0)


def _field_line(number, name, points):
    color, dash, symbol = style(number)
    return {
        "type": "scatter",
        "name": name,
        "x": [point.depth for point in points],
        "y": [point.pixels for point in points],
        "text": [point.block.replace("_", " ") for point in points],
        "mode": "lines+markers",
        "line": {"color": color, "dash": dash, "width": 2},
        "marker": {"symbol": symbol, "size": 6},
        "hovertemplate": "%{text}: %{y} pixels<extra>%{fullData.name}</extra>",
    }


def _cost_axis(key):
    title = {"text": _COSTS[key]}
    # Room for names beside points at the edge.
    return {"title": title, "tickformat": "~s", "automargin": True, "rangemode": "tozero"}


def _legend():
    return {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}
