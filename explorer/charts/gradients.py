"""What reaches weights and images from behind, drawn over depth; and what it says in a sentence."""

from explorer.charts.spreads import (
    PLAIN,
    RESIDUAL,
    layout,
    mean,
    named_places,
    short,
    spread_line,
)

FLOW, COSINE = "Gradient of each block, from the image to the classes", "Cosine over depth"
# Of the weights of a run, at each of its states; contrast of 3 or more on a light and a dark page.
STATES = {"start": "#8b6914", "best": "#15803d", "last": "#a855f7"}
_AT = {"fresh": "", "start": " at its start", "best": " at its best epoch", "last": " at its end"}
SAME = 2.0  # a ratio of ratios that is called no difference, whatever the seeds say
LEVEL, HUGE = 10.0, 1000.0  # up to which factor a gradient is level; from where it explodes


def gradient_flow(result):
    """One chart: the gradient's root mean square of each block, a line for each network."""
    lines = result["lines"]
    if not lines:
        return {}
    blocks = max((line["blocks"] for line in lines), key=len)
    drawn = [trace for line in lines for trace in _flow_line(line, blocks, len(lines))]
    how = layout("Block", "RMS of the gradient", log=True, revision="flow")
    named_places(how["xaxis"], [short(block) for block in blocks])
    return {FLOW: {"data": drawn, "layout": how}}


def shattered(result):
    """One chart: the cosine over depth, a line for each network, a band over its seeds."""
    drawn = []
    for points in _by_network(result["points"]):
        rows = zip(*(point["cosines"] for point in points), strict=True)
        depths = [point["depth"] for point in points]
        labels = [f"{depth} layers" for depth in depths]
        name, color = points[0]["network"], PLAIN if points[0]["plain"] else RESIDUAL
        drawn += spread_line(name, depths, [*rows], color, labels=labels)
    how = layout("Depth in weighted layers", "Cosine of the gradients", revision="cosine")
    how["yaxis"] |= {"range": [-0.1, 1.02], "dtick": 0.25}
    how["xaxis"] |= {"rangemode": "tozero"}
    return {COSINE: {"data": drawn, "layout": how}} if drawn else {}


def read_gradient_flow(result):
    """The ratio of the first to the last convolution, in words."""
    fresh = [line for line in result["lines"] if line["weights"] == "fresh"]
    ways = [[line for line in fresh if line["norm"] == norm] for norm in ("with", "without")]
    said = [_flow_sentence(lines) for lines in ways if any(map(_ratios, lines))]
    said += filter(None, [_state_sentence(result["lines"])])
    return {FLOW: "\n\n".join([*said, f"Measured with {result['protocol']}."])} if said else {}


def read_shattered(result):
    """The cosine at the deepest networks measured, in words."""
    ends = [points[-1] for points in _by_network(result["points"])]
    if len(ends) < 2 or ends[0]["depth"] != ends[1]["depth"]:
        return {}
    low, high = sorted(ends, key=lambda point: mean(point["cosines"]))
    said = (
        f"At {high['depth']} layers the cosine is {_span(high['cosines'])} in {high['network']}"
        f" and {_span(low['cosines'])} in {low['network']}"
    )
    apart = min(high["cosines"]) > max(low["cosines"])
    said += f": {_how_sure(high, low) if apart else _OVERLAP}"
    # Results of an earlier version do not say it.
    how = f"\n\nMeasured with {result['protocol']}." if "protocol" in result else ""
    return {COSINE: f"{said}{how}"}


_OVERLAP = "the seeds overlap, so no difference is shown."


def _how_sure(high, low):
    seeds = min(len(high["cosines"]), len(low["cosines"]))
    if seeds < 2:
        return "with one seed; others would show how far that can be trusted."
    every = "both seeds" if seeds == 2 else f"all {seeds} seeds"
    if max(map(abs, low["cosines"])) < 0.1:
        return (
            f"after so small a move the gradient of {low['network']} points anywhere, in {every}."
        )
    return f"the gradient of {high['network']} keeps its direction better, in {every}."


def _flow_line(line, blocks, count):
    where = [blocks.index(block) for block in line["blocks"] if block in blocks]
    name = f"{line['network']}{_AT[line['weights']]}"
    if count > 1 and line["norm"] == "without":
        name += ", no batch norm"
    color = STATES.get(line["weights"], PLAIN if line["plain"] else RESIDUAL)
    dash = "dot" if line["norm"] == "without" else "solid"
    return spread_line(name, where, line["rms"], color, dash, log=True, labels=line["blocks"])


def _by_network(points):
    """The points of each network, the shallowest first."""
    found = {}
    for point in points:
        found.setdefault((point["network"], point["plain"]), []).append(point)
    return [sorted(each, key=lambda point: point["depth"]) for each in found.values()]


def _flow_sentence(lines):
    """What the networks with, or without, batch norm show."""
    norm = "With batch norm" if lines[0]["norm"] == "with" else "Without batch norm"
    first, *others = [line for line in lines if _ratios(line)]
    said = f"{_times(_ratios(first))} the last one's in {first['network']}"
    said += "".join(f" and {_times(_ratios(line))} in {line['network']}" for line in others)
    seeds = min(len(_ratios(line)) for line in (first, *others))
    many = f"mean of {seeds} seeds" if seeds > 1 else "one seed"
    shown = "; ".join([_direction([first, *others]), *_compared([first, *others])])
    return f"{norm}, the first convolution's gradient is {said} ({many}): {shown}."


def _direction(lines):
    ratios = [ratio for line in lines for ratio in _ratios(line)]
    if min(ratios) > LEVEL:
        wild = [line["network"] for line in lines if min(_ratios(line)) > HUGE]
        where = f" and explodes in {' and '.join(wild)}" if wild else ""
        return f"it grows towards the image{where}, it does not vanish"
    if max(ratios) < 1 / LEVEL:
        return "it shrinks towards the image"
    if max(ratios) <= LEVEL and min(ratios) >= 1 / LEVEL:
        return "it stays within one power of ten"
    return "it is not the same for all"


def _compared(lines):
    """What the ratios of two networks show of their difference."""
    if len(lines) != 2:
        return
    high, low = sorted((_ratios(line) for line in lines), key=mean, reverse=True)
    if min(high) <= max(low):
        yield "between the two networks the seeds overlap, so no difference is shown"
    elif mean(high) / mean(low) < SAME:
        yield "the two networks hardly differ"


def _state_sentence(lines):
    """How the ratio moved while a run trained."""
    known = [line for line in lines if line["weights"] in ("start", "best") and _ratios(line)]
    if len(known) < 2:
        return ""
    before, after = (_times(_ratios(line)) for line in known[:2])
    return f"In the run it was {before} at the start and {after} at its best epoch (one run)."


def _ratios(line):
    return [ratio for ratio in line["ratio"] if ratio]


def _times(ratios):
    """The mean of the seeds to two digits: "20,000 times", "0.5 times"."""
    return f"{float(f'{mean(ratios):.2g}'):,.10g} times"


def _span(values):
    low, high = (f"{each:.2f}" for each in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"
