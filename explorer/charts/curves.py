"""The curves of runs: training and validation, one run or several over each other."""

import colorsys
import math
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

TRAINING, VALIDATION = "#3b82f6", "#e8590c"
MOST_POINTS = 500
STEP, EPOCH = "step", "epoch"

GRADIENT, RATE = "gradient_norm", "learning_rate"
SPARK_POINTS = 60

_LABELS = {"loss": "Loss", "accuracy": "Accuracy", "psnr": "PSNR (dB)", "mae": "Mean error"}
_LAST = (GRADIENT, RATE)  # what concerns the way rather than the aim, and is never smoothed
_DASHES = ("solid", "dash", "dot")
_LUMINANCES = (0.15, 0.26)  # relative, WCAG 2: 3 to 1 or more to white and to #0e1117


class Trail(NamedTuple):
    """A metric's points in the order of their steps.

    Attributes:
        steps: training steps of the series "train/...", epochs from 1 of "epoch/...".
        values: the metric.
        ends: the training step at which each was written.
    """

    steps: list
    values: list
    ends: list


def collect(points, trails=None):
    """Add points of the store, oldest first, to the trails of the ones before them.

    An attempt that begins again at an earlier step takes the place of what came after it.

    Returns:
        `{series: Trail}`; the same dict where one was given.
    """
    trails = {} if trails is None else trails
    step = max([trail.ends[-1] for trail in trails.values() if trail.ends], default=0)
    for point in points:
        trail = trails.setdefault(point.series, Trail([], [], []))
        while trail.steps and trail.steps[-1] >= point.step:
            for column in trail:
                column.pop()
        step = point.step if point.series.startswith("train/") else step
        for column, value in zip(trail, (point.step, point.value, step), strict=True):
            column.append(value)
    return trails


def curves(trails, view=STEP, smoothing=0.0, log=()):
    """Draw each measure that the trails hold: loss first, the learning rate last.

    Args:
        trails: as `collect` makes them: "train/loss", "epoch/loss", "epoch/val_loss", ...
        view: STEP shows every training step, and validation where its epoch ended; EPOCH the
            averages of the epochs.
        smoothing: from 0 to below 1, how much of the average before it a smoothed value keeps;
            the raw values stay visible behind.
        log: "x", "y" or both: axes with a logarithmic scale.

    Returns:
        `{measure: figure}`.
    """
    figures = {}
    for measure in _measures([trails]):
        lines = _step_lines if view == STEP else _epoch_lines
        if data := lines(trails, measure, smoothing):
            layout = _layout(measure, view, log) | {"showlegend": measure not in _LAST}
            figures[measure] = {"data": data, "layout": layout}
    return figures


def compared(runs, view=EPOCH, smoothing=0.0, log=()):
    """Draw each measure of several runs in one figure, each run in its own colour.

    At every step it is the training curve; by epochs validation, where there is any.

    Args:
        runs: (id, name, trails) of each; the other arguments are those of `curves`.

    Returns:
        `{measure: figure}`.
    """
    figures = {}
    for measure in _measures([trails for _, _, trails in runs]):
        data = [_run_line(*run, measure, view, smoothing) for run in runs]
        if data := [line for line in data if line]:
            figures[measure] = {"data": data, "layout": _layout(measure, view, log)}
    return figures


def run_style(id):
    """The colour ("#rrggbb") and Plotly's dash of a run, wherever it is drawn: both from its id."""
    code = int(id, 16)
    hue, light, dash = code % 18 / 18, code // 18 % 2, code // 36 % len(_DASHES)
    return _colour(hue, _LUMINANCES[light]), _DASHES[dash]


def spark(trails):
    """A run's validation loss by epoch, else its training loss, as a short list of numbers."""
    named = (trails.get(name) for name in ("epoch/val_loss", "epoch/loss"))
    trail = next((trail for trail in named if trail and trail.values), None)
    ys = thin(trail.steps, trail.values, SPARK_POINTS)[1] if trail else []
    return [float(f"{y:.4g}") for y in ys if math.isfinite(y)]


def label(measure):
    """A measure in words."""
    return _LABELS.get(measure, measure.replace("_", " ").capitalize())


def smooth(values, weight):
    """The exponential average of values, which starts at the first and passes over NaN."""
    return list(accumulate(values, lambda mean, value: _blend(mean, value, weight)))


def thin(xs, ys, most=MOST_POINTS):
    """Keep the ends, and the lowest and the highest point of each of `most // 2 - 1` buckets.

    Returns:
        (xs, ys), at most `most` of each, in their order.
    """
    if len(xs) <= most:
        return list(xs), list(ys)
    values = np.asarray(ys, float)
    # A bucket of nothing but gaps keeps its first one, so that the gap is still seen.
    low, high = np.nan_to_num(values, nan=np.inf), np.nan_to_num(values, nan=-np.inf)
    edges = np.linspace(1, len(xs) - 1, most // 2).astype(int)
    kept = {0, len(xs) - 1}
    for start, end in pairwise(edges):
        kept |= {start + int(low[start:end].argmin()), start + int(high[start:end].argmax())}
    kept = sorted(kept)
    return [xs[i] for i in kept], [ys[i] for i in kept]


def _measures(trails):
    drawn = [name for each in trails for name in each if name.startswith(("train/", "epoch/"))]
    return sorted({name.partition("/")[2].removeprefix("val_") for name in drawn}, key=_rank)


def _rank(measure):
    return measure != "loss", measure in _LAST, measure


def _run_line(id, name, trails, measure, view, smoothing):
    names = (f"train/{measure}",) if view == STEP else (f"epoch/val_{measure}", f"epoch/{measure}")
    trail = next((trails[name] for name in names if trails.get(name)), None)
    if trail is None:
        return None
    ys = smooth(trail.values, smoothing) if _smoothed(measure, view, smoothing) else trail.values
    color, dash = run_style(id)
    return _line(name, trail.steps, ys, color, markers=view == EPOCH, dash=dash)


def _smoothed(measure, view, smoothing):
    return smoothing and view == STEP and measure not in _LAST


def _colour(hue, luminance):
    """The colour of a hue (0 to 1) whose relative luminance is the given one."""
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        rgb = colorsys.hls_to_rgb(hue, middle, 0.75)
        low, high = (middle, high) if _luminance(rgb) < luminance else (low, middle)
    return "#" + "".join(f"{round(255 * part):02x}" for part in rgb)


def _luminance(rgb):
    # https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _blend(mean, value, weight):
    if math.isfinite(value) and math.isfinite(mean):
        return weight * mean + (1 - weight) * value
    return value if math.isfinite(value) else mean


def _step_lines(trails, measure, smoothing):
    lines = []
    if trail := trails.get(f"train/{measure}"):
        raw = trail.steps, trail.values
        if _smoothed(measure, STEP, smoothing):
            lines += [_line("Each step", *raw, TRAINING, opacity=0.35, width=1, hidden=True)]
            raw = trail.steps, smooth(trail.values, smoothing)
        lines += [_line("Training", *raw, TRAINING)]
    if trail := trails.get(f"epoch/val_{measure}"):
        lines += [_line("Validation", trail.ends, trail.values, VALIDATION, markers=True)]
    return lines


def _epoch_lines(trails, measure, _smoothing):
    names = (("", "Training", TRAINING), ("val_", "Validation", VALIDATION))
    return [
        _line(name, trail.steps, trail.values, color, markers=True)
        for prefix, name, color in names
        if (trail := trails.get(f"epoch/{prefix}{measure}"))
    ]


def _line(name, xs, ys, color, opacity=1.0, width=2, hidden=False, markers=False, dash="solid"):
    xs, ys = thin(xs, ys)
    # A line of one point would not be seen.
    markers = markers or len(xs) == 1
    return {
        "type": "scatter",
        "name": name,
        "x": xs,
        "y": [float(f"{y:.5g}") if math.isfinite(y) else None for y in ys],
        "mode": "lines+markers" if markers else "lines",
        "line": {"color": color, "width": width, "dash": dash},
        "marker": {"size": 6},
        "opacity": opacity,
        "showlegend": not hidden,
        **({"hoverinfo": "skip"} if hidden else {}),
    }


def _layout(measure, view, log=()):
    kinds = {axis: "log" if axis in log else "linear" for axis in "xy"}
    return {
        "xaxis": {
            "title": {"text": view.capitalize()},
            "type": kinds["x"],
            **({} if "x" in log else {"rangemode": "tozero"}),
        },
        "yaxis": {
            "title": {"text": label(measure)},
            "type": kinds["y"],
            "automargin": True,
            "tickformat": ".0%" if measure.endswith("accuracy") else "~g",
            "hoverformat": ".1%" if measure.endswith("accuracy") else ".4~g",
        },
        "margin": {"l": 8, "r": 8, "t": 28, "b": 40},
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        "hovermode": "x unified",
        # A zoom is kept for as long as the axes mean the same.
        "uirevision": f"{view} {''.join(sorted(log))}",
    }
