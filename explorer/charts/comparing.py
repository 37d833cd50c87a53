"""Networks side by side, as figures: what they cost, where, how far they see, what it buys.

A network has the colour, the dash and the symbol of its place in the order, in every figure.
Plotly reads names as HTML: those of people are escaped here.
"""

import math
from html import escape

from explorer.charts.curves import SHARE, rounded

# Relative luminance (WCAG 2) from 0.12 to 0.30: 3 to 1 or more to white and to #0e1117.
COLORS = ("#3b82f6", "#d9480f", "#2b9348", "#a855f7", "#0c8599", "#d6336c")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star")

PARAMS, MACS = "params", "macs"
NEAR = 0.06  # of the distance between the outermost points
LONGEST = 24  # letters of a name beside its point
WIDE = 20  # times as much, beyond which an axis is logarithmic
_COSTS = {PARAMS: "Parameters", MACS: "MACs of an image"}
SCORES = {"accuracy": "Test accuracy", "psnr": "Test PSNR (dB)"}
_SHARED = {"margin": {"l": 8, "r": 8, "t": 28, "b": 40}, "uirevision": "compare"}


def costs(networks, places=None):
    """Parameters against MACs, a labelled point for each network.

    Args:
        networks: (name, Cost) of each.
        places: the number of each in the order of all, where these are some of them.
    """
    points = [
        _point(place, name, cost.macs, cost.params)
        for place, (name, cost) in _placed(networks, places)
    ]
    costs_ = [cost for _, cost in networks]
    axes = {f"{axis}axis": _cost_axis(key, costs_) for axis, key in (("x", MACS), ("y", PARAMS))}
    layout = axes | {"showlegend": False}
    return {"data": _labelled(points), "layout": _SHARED | layout | {"hovermode": "closest"}}


def by_stage(networks, places=None):
    """Where the parameters and the MACs are: bars for each place, a colour for each network.

    Args:
        networks: (name, StageCosts) of each; `places` as for `costs`.

    Returns:
        `{"params": figure, "macs": figure}`.
    """
    return {key: _bars(_placed(networks, places), key) for key in _COSTS}


def receptive_fields(networks, places=None):
    """How far an output pixel sees after each block, over the weighted layers so far.

    Args:
        networks: (name, FieldPoints) of each; `places` as for `costs`.
    """
    lines = [_field_line(place, *each) for place, each in _placed(networks, places)]
    layout = {
        "xaxis": {"title": {"text": "Weighted layers"}, "rangemode": "tozero"},
        "yaxis": {"title": {"text": "Receptive field (pixels)"}, "automargin": True},
        "legend": _legend(),
        "hovermode": "closest",
    }
    return {"data": lines, "layout": _SHARED | layout}


def score_against_cost(networks, by=PARAMS, metric="accuracy", places=None):
    """What trained networks score against what they cost.

    The point is the mean of a network's seeds; a bar reaches from the lowest to the highest.

    Args:
        networks: (name, Cost, test scores of its seeds) of each; one without scores is left out.
        by: "params" or "macs".
        metric: "accuracy" (a share) or "psnr" (decibels).
        places: as for `costs`.
    """
    points = [
        _scored(place, name, getattr(cost, by), scores, metric)
        for place, (name, cost, scores) in _placed(networks, places)
        if scores
    ]
    share = metric == "accuracy"
    scale = {"tickformat": ".1~%"} | SHARE if share else {"tickformat": "~g"}
    layout = {
        "xaxis": _cost_axis(by, [cost for _, cost, scores in networks if scores]),
        "yaxis": {"title": {"text": SCORES.get(metric, metric)}, "automargin": True, **scale},
        "showlegend": False,
        "hovermode": "closest",
    }
    return {"data": _labelled(points), "layout": _SHARED | layout}


def style(number):
    """The colour, Plotly's dash and Plotly's symbol of the network of this place (from 0)."""
    return tuple(each[number % len(each)] for each in (COLORS, DASHES, SYMBOLS))


def _placed(networks, places):
    return list(zip(places or range(len(networks)), networks, strict=True))


def _point(number, name, x, y):
    color, _, symbol = style(number)
    return {
        "type": "scatter",
        "name": _plain(name),
        "x": [x],
        "y": [y],
        "mode": "markers+text",
        "text": [_plain(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…")],
        "cliponaxis": False,
        "marker": {"color": color, "symbol": symbol, "size": 12},
        "hovertemplate": "%{x:.4s} MACs, %{y:.4s} parameters<extra>%{fullData.name}</extra>",
    }


def _labelled(points):
    """Names stand towards the middle, so that none leaves the figure; neighbours' above and below.

    Points on the right half of the axis, which starts at 0 or is logarithmic, have theirs left.
    Of points in one place the first has the names of all.
    """
    xs = [point["x"][0] or 1 for point in points]
    middle = math.sqrt(min(xs) * max(xs)) if _is_wide(xs) else max(xs, default=0) / 2
    heaps = []
    for point in points:
        heap = next((heap for heap in heaps if _is_near(heap[0], point, points)), None)
        heap.append(point) if heap else heaps.append([point])
    for number, (first, *others) in enumerate(heaps):
        side = "left" if first["x"][0] > middle else "right"
        first["textposition"] = f"{('top', 'bottom')[number % 2]} {side}"
        first["text"] = ["<br>".join(each["text"][0] for each in (first, *others))]
        for each in others:
            each["text"] = [""]
    return points


def _is_near(one, two, points):
    """Whether two points lie so close, as far as all points reach, that names would overlap."""
    for axis in "xy":
        values = [point[axis][0] for point in points]
        if abs(one[axis][0] - two[axis][0]) > NEAR * (max(values) - min(values)):
            return False
    return True


def _scored(number, name, cost, scores, metric):
    mean = sum(scores) / len(scores)
    form = ".1%" if metric == "accuracy" else ".2f"
    seeds = f", {len(scores)} seeds" if len(scores) > 1 else ", one seed"
    point = _point(number, name, cost, rounded(mean))
    point["hovertemplate"] = f"%{{y:{form}}}{seeds}<extra>%{{fullData.name}}</extra>"
    if len(scores) > 1:
        point["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": [rounded(max(scores) - mean)],
            "arrayminus": [rounded(mean - min(scores))],
            "color": point["marker"]["color"],
        }
    return point


def _bars(placed, key):
    order = _places([[each.place for each in costs_] for _, (_, costs_) in placed])
    data = [
        _bar(place, name, {each.place: getattr(each, key) for each in costs_}, order)
        for place, (name, costs_) in placed
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
        "name": _plain(name),
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
        "name": _plain(name),
        "x": [point.depth for point in points],
        "y": [point.pixels for point in points],
        "text": [point.block.replace("_", " ") for point in points],
        "mode": "lines+markers",
        "line": {"color": color, "dash": dash, "width": 2},
        "marker": {"symbol": symbol, "size": 6},
        "hovertemplate": "%{text}: %{y} pixels<extra>%{fullData.name}</extra>",
    }


def _cost_axis(key, costs_):
    values = [getattr(cost, key) for cost in costs_ if getattr(cost, key)]
    scale = {"type": "log"} if _is_wide(values) else {"rangemode": "tozero"}
    return {"title": {"text": _COSTS[key]}, "tickformat": "~s", "automargin": True} | scale


def _is_wide(values):
    return bool(values) and max(values) > WIDE * min(values)


def _plain(name):
    return escape(name, quote=False)


def _legend():
    return {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}
