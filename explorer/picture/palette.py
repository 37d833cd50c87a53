"""The colours of pictures in files: one for each kind of line, and what fills a box.

Kinds of layer have the colours of Okabe and Ito, lightened, which people of every colour vision
tell apart; figures run from pale to dark on one blue scale, logarithmic but for the receptive
field.
"""

import math

from explorer.picture.facts import compact

INK, MUTED, PAPER, FRAME, WRONG = "#1f2937", "#6b7280", "#ffffff", "#eef2ff", "#dc2626"
INNER, FRAME_LINE, LINE = "#f8fafc", "#c7d2fe", "#94a3b8"
EDGES = {
    "trunk": ("#9ca3af", 1.4, "solid"),
    "branch": ("#9ca3af", 1.4, "solid"),
    "identity": ("#4f46e5", 2.6, "solid"),
    "pad": ("#4f46e5", 2.6, "dashed"),
    "projection": ("#d97706", 2.6, "solid"),
    "long": ("#0f766e", 2.6, "solid"),
    "ghost": ("#c7c9d1", 2.0, "dashed"),
}
TONES = {
    "convolution": "#cfe4f4",
    "dense": "#f9dcc4",
    "normalization": "#d5efe6",
    "activation": "#faf3c8",
    "merge": "#ffffff",
    "pooling": "#f3dcea",
    "regularization": "#e5e7eb",
    "reshaping": "#e5e7eb",
    "input": "#f3f4f6",
    "block": "#ffffff",
}
COLORS = ("kind", "params", "macs", "activations", "receptive_field")
DARKEST = 0.6  # of the scale, so that text stays readable
SCALE = ((239, 246, 255), (37, 99, 235))


def fills(nodes, color_by="kind"):
    """The colour that fills each node, by its id: by kind, or by a value among all nodes'."""
    if color_by not in COLORS:
        raise ValueError(f"color_by must be one of {', '.join(COLORS)}, got {color_by!r}")
    top = max((node.values.get(color_by, 0) for node in nodes), default=0)
    return {node.id: _fill(node, top, color_by) for node in nodes}


def legend(nodes, color_by="kind"):
    """What the colours mean: (colour, words) pairs, none where all boxes are plain cards."""
    if color_by == "kind":
        known = {node.tone for node in nodes} - {"block", "merge", "input"}
        return tuple((TONES[tone], tone) for tone in TONES if tone in known)
    top = max((node.values.get(color_by, 0) for node in nodes), default=0)
    linear = color_by == "receptive_field"
    middle = top / 2 if linear else math.expm1(math.log1p(top) / 2)
    steps = ((0.0, "0"), (0.5, compact(round(middle))), (1.0, compact(top)))
    name = (PAPER, "MACs" if color_by == "macs" else color_by.replace("_", " "))
    return (name, *((_mixed(share), words) for share, words in steps))


def _fill(node, top, color_by):
    value = node.values.get(color_by)
    if value is None:
        return TONES[node.tone]
    return _mixed(_share(value, top, linear=color_by == "receptive_field"))


def _mixed(share):
    low, high = SCALE
    mixed = [round(a + (b - a) * share * DARKEST) for a, b in zip(low, high, strict=True)]
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def _share(value, top, linear):
    if top <= 0 or value <= 0:
        return 0.0
    return value / top if linear else math.log1p(value) / math.log1p(top)
