"""Accuracy of trained networks whose blocks are switched off or swapped."""

from explorer.charts.curves import rounded
from explorer.charts.spreads import (
    PLAIN,
    RESIDUAL,
    layout,
    mean,
    named_places,
    short,
    spread_line,
)

SINGLE = "Accuracy with one block switched off"
SEVERAL = "Accuracy with several blocks switched off, drawn at random"
SWAPS = "Accuracy with two blocks in each other's place"
GUESS = "#808080"


def figures(result):
    """A chart for each kind of lesion that was done."""
    lines = result["lines"]
    if not lines:
        return {}
    found = {SINGLE: _single(lines, result["chance"])}
    if any(line["several"] for line in lines):
        found[SEVERAL] = _several(lines, result["chance"])
    if any(line["swaps"] for line in lines):
        found[SWAPS] = _swaps(lines, result["chance"])
    return found


def readings(result):
    """What the charts say, in words, and what of it is chance."""
    if not result["lines"]:
        return {}
    said = [_single_sentence(line) for line in result["lines"]]
    images = min(line["images"] for line in result["lines"])
    points = 100 / images**0.5
    said.append(f"Guessing gives {result['chance']:.0%}.")
    said.append(f"Of {images} images, differences under {points:.1f} points are chance.")
    return {SINGLE: " ".join(said)}


def _single(lines, chance):
    blocks = max((line["blocks"] for line in lines), key=len)
    drawn = []
    for line in lines:
        places = [blocks.index(block) for block in line["blocks"] if block in blocks]
        drawn += [_markers(line, places), _intact(line, [-0.5, len(blocks) - 0.5])]
    drawn.append(_guess(chance, [-0.5, len(blocks) - 0.5]))
    how = _layout("Block that is missing")
    named_places(how["xaxis"], [short(block) for block in blocks])
    return {"data": drawn, "layout": how}


def _markers(line, places):
    name, changing = line["network"], set(line["changing"])
    return {
        "type": "scatter",
        "name": name,
        "x": places,
        "y": [rounded(share) for share in line["single"]],
        "mode": "lines+markers",
        "line": {"color": _color(line), "width": 2},
        "marker": {
            "size": 8,
            "symbol": ["diamond" if block in changing else "circle" for block in line["blocks"]],
        },
        "legendgroup": name,
        "customdata": [
            f"{block}, which changes the shape" if block in changing else block
            for block in line["blocks"]
        ],
        "hovertemplate": name + " without %{customdata}: %{y:.1%}<extra></extra>",
    }


def _intact(line, ends):
    name = line["network"]
    return {
        "type": "scatter",
        "name": f"{name}, nothing missing",
        "x": ends,
        "y": [rounded(line["intact"])] * 2,
        "mode": "lines",
        "line": {"color": _color(line), "width": 1.5, "dash": "dash"},
        "legendgroup": name,
        "showlegend": False,
        "hovertemplate": name + ", nothing missing: %{y:.1%}<extra></extra>",
    }


def _guess(chance, ends):
    return {
        "type": "scatter",
        "name": "Guessing",
        "x": ends,
        "y": [rounded(chance)] * 2,
        "mode": "lines",
        "line": {"color": GUESS, "width": 1.5, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _several(lines, chance):
    drawn, most = [], 0
    for line in lines:
        columns = {0: [line["intact"]], 1: line["single"]}
        columns |= {each["missing"]: each["accuracies"] for each in line["several"]}
        longest = max(map(len, columns.values()))
        padded = [each + [None] * (longest - len(each)) for each in columns.values()]
        rows = [list(row) for row in zip(*padded, strict=True)]
        traces = spread_line(line["network"], [*columns], rows, _color(line))
        traces[-1]["customdata"] = [[n, _draws(each)] for n, each in columns.items()]
        drawn += traces
        most = max(most, *columns)
    how = _layout("Blocks that are missing")
    return {"data": [*drawn, _guess(chance, [0, most])], "layout": how}


def _draws(values):
    if len(values) < 2:
        return ""
    return f" ({min(values):.1%} to {max(values):.1%} in {len(values)} draws)"


def _swaps(lines, chance):
    named = [" and ".join(map(short, swap["blocks"])) for line in lines for swap in line["swaps"]]
    pairs = list(dict.fromkeys(named))
    ends, drawn = [-0.5, len(pairs) - 0.5], []
    for line in lines:
        own = [" and ".join(map(short, swap["blocks"])) for swap in line["swaps"]]
        points = {
            "x": [pairs.index(pair) for pair in own],
            "y": [rounded(swap["accuracy"]) for swap in line["swaps"]],
            "customdata": own,
            "hovertemplate": line["network"] + ", %{customdata} swapped: %{y:.1%}<extra></extra>",
        }
        look = {"mode": "markers", "marker": {"size": 9, "color": _color(line)}}
        group = {"name": line["network"], "legendgroup": line["network"]}
        drawn += [{"type": "scatter"} | group | look | points, _intact(line, ends)]
    how = _layout("Blocks that are swapped")
    named_places(how["xaxis"], pairs)
    return {"data": [*drawn, _guess(chance, ends)], "layout": how}


def _layout(title):
    how = layout(title, "Accuracy", revision=title)
    how["yaxis"] |= {"tickformat": ".0%", "rangemode": "tozero"}
    return how


def _color(line):
    return PLAIN if line["plain"] else RESIDUAL


def _single_sentence(line):
    shares = line["single"]
    span = f"{min(shares):.0%} to {max(shares):.0%}" if len(shares) > 1 else "one block only"
    return (
        f"{line['network']} has {line['intact']:.0%} of its images right, and without one of its"
        f" blocks {mean(shares):.0%} on average ({span})."
    )
