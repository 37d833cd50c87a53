"""The test error of a sweep's runs over depth, with skips and without, as it fills."""

from explorer.charts.spreads import PLAIN, RESIDUAL, layout, spread_line

NAMES = {False: "With skips", True: "Plain"}


def degradation(points):
    """The figure of a sweep's points (`explorer.runs.sweeps.Point`).

    A line goes through the means of the seeds that have ended, a band over their spread; each seed
    is a dot, and a hollow one is a run that still trains, by its validation.
    """
    drawn = []
    for plain, color in ((False, RESIDUAL), (True, PLAIN)):
        own = [point for point in points if point.plain == plain]
        drawn += _line(own, NAMES[plain], color) + _dots(own, NAMES[plain], color)
    how = layout("Depth in weighted layers", "Test error", revision="sweep")
    how["yaxis"] |= {"tickformat": ".1~%"}
    depths = sorted({point.depth for point in points})
    how["xaxis"] |= {"tickvals": depths, "ticktext": [*map(str, depths)]}
    return {"data": drawn, "layout": how}


def _line(points, name, color):
    done = [point for point in points if point.error is not None]
    depths = sorted({point.depth for point in done})
    seeds = sorted({point.seed for point in done})
    known = {(point.seed, point.depth): point.error for point in done}
    rows = [[known.get((seed, depth)) for depth in depths] for seed in seeds]
    labels = [f"{depth} layers" for depth in depths]
    return spread_line(name, depths, rows, color, labels=labels) if done else []


def _dots(points, name, color):
    """Each seed that has ended, and the runs that still train."""
    done = [(point.depth, point.error) for point in points if point.error is not None]
    going = [
        (point.depth, point.so_far)
        for point in points
        if point.error is None and point.so_far is not None and not point.job.over
    ]
    ended = _scatter(done, f"{name}, each seed", color, "circle", 5) if len(done) > 1 else []
    return ended + _scatter(going, f"{name}, still training (validation)", color, "circle-open", 9)


def _scatter(places, name, color, symbol, size):
    if not places:
        return []
    trace = {
        "type": "scatter",
        "name": name,
        "x": [x for x, _ in places],
        "y": [round(y, 5) for _, y in places],
        "mode": "markers",
        "marker": {"color": color, "symbol": symbol, "size": size},
        "showlegend": symbol != "circle",
        "hovertemplate": f"{name}: %{{y:.1%}}<extra></extra>",
    }
    return [trace]


def read_degradation(points):
    """How far the sweep is, in one sentence."""
    done = sum(point.error is not None for point in points)
    return f"{done} of {len(points)} runs have ended." if done else "No run has ended yet."
