"""A slice through the loss: along one direction as lines, over two as contours and a surface."""

import math

from explorer.charts.spreads import PLAIN, RESIDUAL, layout

LINE = "Loss along one direction"
CONTOUR, SURFACE = "Loss around {}, from above", "Loss around {}, as a surface"
HEIGHT = 480  # pixels of a square chart
GRID = "#808080"
_AXES = ("First direction", "Second direction")


def figures(result):
    """A line for each network, then contours and a surface for each; colours are shared."""
    found = {LINE: _lines(result["lines"])} if result["lines"] else {}
    scale = _scale(result["grids"])
    for grid in result["grids"]:
        found[CONTOUR.format(grid["network"])] = _contour(grid, scale)
    for grid in result["grids"]:
        found[SURFACE.format(grid["network"])] = _surface(grid, scale)
    return found


def readings(result):
    """How far the loss stays below twice its value at the weights, in words."""
    said = [text for line in result["lines"] if (text := _sentence(line))]
    return {LINE: " ".join([*said, "Another seed is another slice."])} if said else {}


def _lines(lines):
    drawn = [
        {
            "type": "scatter",
            "name": line["network"],
            "x": line["at"],
            "y": line["loss"],
            "mode": "lines+markers",
            "line": {"color": PLAIN if line["plain"] else RESIDUAL, "width": 2},
            "marker": {"size": 5},
            "hovertemplate": line["network"] + " at %{x:.2f}: %{y:.3~g}<extra></extra>",
        }
        for line in lines
    ]
    return {"data": drawn, "layout": layout("Distance, in lengths of the weights", "Loss", True)}


def _contour(grid, scale):
    trace = _heights(grid, scale) | {
        "type": "contour",
        "connectgaps": True,
        "contours": {"coloring": "heatmap"},
        "line": {"width": 1, "color": "rgba(255, 255, 255, 0.5)"},
        "hovertemplate": "%{x:.2f}, %{y:.2f}: %{customdata:.3~g}<extra></extra>",
    }
    here = {
        "type": "scatter",
        "x": [0],
        "y": [0],
        "mode": "markers",
        "marker": {"symbol": "x", "size": 9, "color": "white", "line": {"width": 1}},
        "hovertemplate": "The weights<extra></extra>",
        "showlegend": False,
    }
    how = layout(*_AXES, revision="contour") | {"height": HEIGHT}
    how["yaxis"] |= {"scaleanchor": "x", "constrain": "domain"}
    how["xaxis"] |= {"constrain": "domain"}
    return {"data": [trace, here], "layout": how}


def _surface(grid, scale):
    trace = _heights(grid, scale) | {
        "type": "surface",
        "connectgaps": True,
        "hovertemplate": "%{x:.2f}, %{y:.2f}: %{customdata:.3~g}<extra></extra>",
    }
    trace |= {"cmin": trace.pop("zmin"), "cmax": trace.pop("zmax")}
    names = (*_AXES, "Loss")
    axes = {
        f"{axis}axis": {"title": {"text": name}, "gridcolor": GRID, "zerolinecolor": GRID}
        for axis, name in zip("xyz", names, strict=True)
    }
    axes["zaxis"] |= _powers(scale) | {"range": list(scale)}
    camera = {"eye": {"x": 1.5, "y": 1.5, "z": 0.9}, "center": {"x": 0, "y": 0, "z": -0.15}}
    scene = axes | {"camera": camera, "aspectmode": "cube"}
    margin = {"l": 0, "r": 0, "t": 0, "b": 0}
    how = {"scene": scene, "margin": margin, "height": HEIGHT, "uirevision": "surface"}
    return {"data": [trace], "layout": how}


def _heights(grid, scale):
    """What contours and surface share: the logarithm as height, and the loss to be read."""
    return {
        "x": grid["at"],
        "y": grid["at"],
        "z": [[_exponent(loss) for loss in row] for row in grid["loss"]],
        "customdata": grid["loss"],
        "zmin": scale[0],
        "zmax": scale[1],
        "colorscale": "Viridis",
        "colorbar": {"title": {"text": "Loss"}, "thickness": 12} | _powers(scale),
    }


def _powers(scale):
    """Marks of a logarithmic scale: powers of ten, and between them where there are few."""
    low, high = math.floor(scale[0]), math.ceil(scale[1])
    steps = (1,) if high - low > 3 else (1, 2, 5)
    values = [step * 10.0**power for power in range(low, high + 1) for step in steps]
    shown = [each for each in values if scale[0] <= math.log10(each) <= scale[1]]
    return {
        "tickvals": [round(math.log10(each), 4) for each in shown],
        "ticktext": [f"{each:,.10g}" for each in shown],
    }


def _scale(grids):
    """The smallest and the largest logarithm of all grids."""
    rows = [row for grid in grids for row in grid["loss"]]
    known = [power for row in rows for loss in row if (power := _exponent(loss)) is not None]
    return (min(known), max(known)) if known else (0.0, 1.0)


def _exponent(loss):
    return round(math.log10(loss), 4) if loss else None


def _sentence(line):
    at, loss = line["at"], line["loss"]
    here = loss[len(at) // 2]
    if not here:
        return ""
    far = [place for place, each in zip(at, loss, strict=True) if each is None or each >= 2 * here]
    ends = [
        max([x for x in far if x < 0], default=None),
        min([x for x in far if x > 0], default=None),
    ]
    ends = [f"{end:+.2f}" for end in ends if end is not None]
    reached = f"is twice that at {' and '.join(ends)}" if ends else "stays below twice that"
    return f"In {line['network']} the loss is {here:.3g} at the weights and {reached}."
