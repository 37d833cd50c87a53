"""Paths by their length: how many there are, what gradient each carries, and the two multiplied."""

import math

from explorer.charts.curves import rounded
from explorer.charts.spreads import RESIDUAL, layout

COUNT = "Number of paths of each length"
GRADIENT = "Gradient that one path of each length carries"
PRODUCT = "Number times gradient"
TAIL = 0.05  # of either side, which the range that is read out leaves out
PRODUCTS = "#15803d"
EXACT = 10**15  # from here on a number is told as a power of ten


def figures(result):
    """One chart of what is counted, and two more of what has been measured so far."""
    found = {COUNT: _counted(result)}
    points = [point for point in result["points"] if point["gradient"] > 0]
    if points:
        found[GRADIENT] = _measured(points)
        found[PRODUCT] = _bars(*zip(*_products(result).items(), strict=True), "Share", PRODUCTS)
    return found


def readings(result):
    """What the charts say, in words."""
    said = {COUNT: _count_sentence(result)}
    points, lengths = result["points"], _lengths(result)
    if len(points) > 1 and points[-1]["length"] == lengths[-1]:
        said[GRADIENT] = _gradient_sentence(points)
        said[PRODUCT] = _product_sentence(result)
    return said


def _counted(result):
    counts, lengths = result["counts"], _lengths(result)
    total = sum(counts)
    shares = [counts[length] / total for length in lengths]
    texts = [_number(counts[length]) for length in lengths]
    return _bars(lengths, shares, "Share of all paths", RESIDUAL, texts)


def _bars(lengths, shares, title, color, texts=None):
    bars = {
        "type": "bar",
        "x": list(lengths),
        "y": [rounded(share) for share in shares],
        "marker": {"color": color},
        "hovertemplate": "%{x} blocks: %{y:.3~%}<extra></extra>",
    }
    if texts:
        bars |= {"customdata": texts}
        bars["hovertemplate"] = "%{x} blocks: %{customdata} paths, %{y:.3~%}<extra></extra>"
    how = layout("Blocks that a path passes", title, revision=title)
    how["yaxis"] |= {"tickformat": "~%", "rangemode": "tozero"}
    how["xaxis"] |= {"rangemode": "tozero"} if len(lengths) > 1 else {"dtick": 1}
    return {"data": [bars], "layout": how}


def _measured(points):
    lengths = [point["length"] for point in points]
    low, high = ([point[name] for point in points] for name in ("low", "high"))
    area = {
        "type": "scatter",
        "name": "Middle half",
        "x": [*lengths, *lengths[::-1]],
        "y": [rounded(value) or None for value in (*high, *low[::-1])],
        "fill": "toself",
        "fillcolor": "rgba(59, 130, 246, 0.18)",
        "mode": "lines",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": len(points) > 1,
    }
    line = {
        "type": "scatter",
        "name": "Mean",
        "x": lengths,
        "y": [rounded(point["gradient"]) for point in points],
        "mode": "lines+markers",
        "line": {"color": RESIDUAL, "width": 2},
        "marker": {"size": 5},
        "customdata": [point["samples"] for point in points],
        "hovertemplate": "%{x} blocks: %{y:.3~g}, mean of %{customdata} paths<extra></extra>",
    }
    how = layout("Blocks that a path passes", "Gradient at the image", log=True)
    how["xaxis"] |= {"rangemode": "tozero"}
    how["yaxis"]["dtick"] = _between_marks([each for each in (*low, *high) if each > 0])
    return {"data": [area, line], "layout": how}


def _between_marks(values):
    """Powers of ten from mark to mark; within one there would be none, so 2 and 5 are marked."""
    powers = math.log10(max(values) / min(values)) if values else 1
    return "D2" if powers < 1 else max(math.ceil(powers / 8), 1)


def _products(result):
    """Number times gradient of each measured length, as shares of their sum."""
    counts, total = result["counts"], sum(result["counts"])
    products = {
        point["length"]: counts[point["length"]] / total * point["gradient"]
        for point in result["points"]
    }
    whole = sum(products.values()) or 1.0
    return {length: product / whole for length, product in products.items()}


def _lengths(result):
    return [length for length, count in enumerate(result["counts"]) if count]


def _count_sentence(result):
    counts, lengths, total = result["counts"], _lengths(result), sum(result["counts"])
    if total == 1:
        return f"{result['network']} has one path: all of its {lengths[0]} blocks lie on it."
    mean = sum(length * counts[length] for length in lengths) / total
    return (
        f"{result['network']} has {_number(total)} paths through {lengths[0]} to {lengths[-1]} of"
        f" its {result['blocks']} blocks, {mean:.3g} on average."
    )


def _gradient_sentence(points):
    short, long = points[0], points[-1]
    if not short["gradient"] or not long["gradient"]:
        return "Nothing comes through some of the paths."
    times = long["gradient"] / short["gradient"]
    return (
        f"A path through {long['length']} blocks carries {_times(times)} the gradient of one"
        f" through {short['length']}."
    )


def _times(times):
    if 1e-4 < times < 1e4:
        return f"{times:.2g} times" if times >= 1 else f"1/{1 / times:.2g} of"
    return f"about 10^{round(math.log10(times))} times"


def _product_sentence(result):
    products, counts = _products(result), result["counts"]
    low, high = _range(products)
    share = sum(counts[low : high + 1]) / sum(counts)
    return (
        f"Lengths {low} to {high} hold at least {1 - 2 * TAIL:.0%} of the product, and"
        f" {float(f'{100 * share:.3g}'):g} % of the paths."
    )


def _range(products):
    """The lengths between the two tails."""
    low, high, sums = None, None, 0.0
    for length, share in products.items():
        sums += share
        low = length if low is None and sums >= TAIL else low
        high = length if high is None and sums >= 1 - TAIL else high
    return low, high if high is not None else max(products)


def _number(count):
    if count < EXACT:
        return f"{count:,}"
    power = len(str(count)) - 1
    return f"{count / 10**power:.2f} × 10^{power}"
