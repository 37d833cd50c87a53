"""How strongly blocks respond and how far they start from the identity, drawn over depth."""

from explorer.charts.spreads import (
    PLAIN,
    RESIDUAL,
    layout,
    mean,
    named_places,
    short,
    spread_line,
)

SPREAD, SHARE = "Spread of each block's output", "Branch relative to shortcut"
DISTANCE = "Distance of each block from the identity"
ZERO_GAMMA = "#15803d"


def response(result):
    """Two charts: the spread of outputs, and that of the branch over that of its shortcut."""
    if not result["lines"]:
        return {}
    figures = {SPREAD: _chart(result["lines"], "output", "Standard deviation of the output")}
    sums = [line | {"share": _shares(line)} for line in result["lines"]]
    sums = [line for line in sums if any(_known(row) for row in line["share"])]
    if sums:
        figures[SHARE] = _chart(sums, "share", "Branch ÷ shortcut")
    return figures


def identity(result):
    """One chart: |output - input| / |input| of each block that keeps its shape."""
    lines = [line for line in result["lines"] if line["blocks"]]
    if not lines:
        return {}
    return {DISTANCE: _chart(lines, "distance", "|output − input| ÷ |input|")}


def read_response(result):
    """How outputs grow, and how strong branches are beside their shortcuts, in words."""
    ends = [_ends(line) for line in result["lines"]]
    found = {SPREAD: f"From the first block to the last: {'; '.join(ends)}."} if ends else {}
    said = []
    for line in result["lines"]:
        shares = _known([value for row in _shares(line) for value in row])
        if shares:
            weaker = sum(share < 1 for share in shares)
            said.append(
                f"In {line['network']} the branch is {min(shares):.2g} to {max(shares):.2g} times"
                f" as strong as its shortcut, weaker in {weaker} of {len(shares)} cases."
            )
    return found | ({SHARE: " ".join(said)} if said else {})


def read_identity(result):
    """How far blocks start from the identity, in words."""
    said = []
    for line in result["lines"]:
        values = _known([value for row in line["distance"] for value in row])
        if values:
            said.append(
                f"{_named(line)} {mean(values):.2g} ({min(values):.2g} to {max(values):.2g})"
            )
    text = f"On average over blocks and seeds: {'; '.join(said)}. 0 is the identity."
    return {DISTANCE: text} if said else {}


def _chart(lines, what, title):
    blocks = max((line["blocks"] for line in lines), key=len)
    drawn = []
    for line in lines:
        where = [blocks.index(block) for block in line["blocks"] if block in blocks]
        rows = [
            [row[i] for i, block in enumerate(line["blocks"]) if block in blocks]
            for row in line[what]
        ]
        labels = [block for block in line["blocks"] if block in blocks]
        drawn += spread_line(_named(line), where, rows, _color(line), labels=labels)
    how = layout("Block", title, revision=what)
    how["yaxis"]["rangemode"] = "tozero"
    named_places(how["xaxis"], [short(block) for block in blocks])
    return {"data": drawn, "layout": how}


def _ends(line):
    first, last = (mean([row[at] for row in line["output"]]) for at in (0, -1))
    return f"{line['network']} {first:.2g} to {last:.2g}"


def _named(line):
    return line["network"] + (" with zero gamma" if line.get("zero_gamma") else "")


def _color(line):
    return ZERO_GAMMA if line.get("zero_gamma") else PLAIN if line["plain"] else RESIDUAL


def _shares(line):
    return [
        [b / s if b is not None and s else None for b, s in zip(branch, shortcut, strict=True)]
        for branch, shortcut in zip(line["branch"], line["shortcut"], strict=True)
    ]


def _known(values):
    return [value for value in values if value is not None]
