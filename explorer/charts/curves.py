"""The curves of runs: training and validation, one run or several over each other."""

import math

from explorer.charts.styles import run_style
from explorer.charts.trails import smooth, thin

TRAINING, VALIDATION = "#3b82f6", "#e8590c"
STEP, EPOCH, TIME = "step", "epoch", "time"

GRADIENT, RATE = "gradient_norm", "learning_rate"
SPARK_POINTS = 60
FEW = 12  # steps or epochs, each of which gets its tick
# Around a single point Plotly would draw from -100 % to 100 % and beyond.
SHARE = {"autorangeoptions": {"clipmin": 0, "clipmax": 1}}  # of a linear axis

_LABELS = {"loss": "Loss", "accuracy": "Accuracy", "psnr": "PSNR (dB)", "mae": "Mean error"}
_LAST = (GRADIENT, RATE)  # what concerns the way rather than the aim, and is never smoothed
# Seconds in a unit of time, and from how many on it suits an axis.
_UNITS = (("hours", 3600, 7200), ("minutes", 60, 180), ("seconds", 1, 0))


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
    for measure in measures([trails]):
        lines = _step_lines if view == STEP else _epoch_lines
        if data := lines(trails, measure, smoothing):
            figures[measure] = figure(data, measure, view, log)
            figures[measure]["layout"]["showlegend"] = measure not in _LAST
    return figures


def compared(runs, view=EPOCH, smoothing=0.0, log=()):
    """Draw each measure of several runs in one figure, each run in its own colour.

    At every step it is the training curve, when smoothed with the raw one behind it; by epochs or
    on the clock it is validation, where there is any.

    Args:
        runs: (id, name, trails) of each; the other arguments are those of `curves`.
        view: STEP, EPOCH, or TIME, for which the trails are those of `on_clock`.

    Returns:
        `{measure: figure}`.
    """
    figures = {}
    for measure in measures([trails for _, _, trails in runs]):
        lines = [line for run in runs for line in run_lines(*run, measure, view, smoothing)]
        if lines:
            figures[measure] = figure(lines, measure, view, log)
    return figures


def spark(trails):
    """A run's validation loss by epoch, else its training loss, as a short list of numbers."""
    named = (trails.get(name) for name in ("epoch/val_loss", "epoch/loss"))
    trail = next((trail for trail in named if trail and trail.values), None)
    ys = thin(trail.steps, trail.values, SPARK_POINTS)[1] if trail else []
    return [float(f"{y:.4g}") for y in ys if math.isfinite(y)]


def label(measure):
    """A measure in words."""
    return _LABELS.get(measure, measure.replace("_", " ").capitalize())


def measures(trails):
    """The measures that any of these trails holds, in the order of their figures."""
    drawn = [name for each in trails for name in each if name.startswith(("train/", "epoch/"))]
    return sorted({name.partition("/")[2].removeprefix("val_") for name in drawn}, key=_rank)


def trail_of(trails, measure, view):
    """The trail that stands for a run among others: training at each step, else validation."""
    names = (f"train/{measure}",) if view == STEP else (f"epoch/val_{measure}", f"epoch/{measure}")
    return next((trails[name] for name in names if trails.get(name)), None)


def run_lines(id, name, trails, measure, view, smoothing):
    """The lines of one run among others; none where it has not got so far."""
    if (trail := trail_of(trails, measure, view)) is None:
        return []
    color, dash = run_style(id)
    how = {"markers": view != STEP, "dash": dash, "group": id}
    if not is_smoothed(measure, view, smoothing):
        return [line(name, trail.steps, trail.values, color, **how)]
    values = smooth(trail.values, smoothing)
    raw = line(name, trail.steps, trail.values, color, opacity=0.3, width=1, hidden=True, group=id)
    return [raw, line(name, trail.steps, values, color, **how)]


def is_smoothed(measure, view, smoothing):
    """Whether smoothing concerns a measure."""
    return smoothing > 0 and view == STEP and measure not in _LAST


def figure(lines, measure, view, log=()):
    """A figure of lines of one measure."""
    layout = _layout(measure, view, log)
    if view == TIME:
        unit, size = _unit(lines)
        layout["xaxis"]["title"]["text"] = f"Training time in {unit}"
        lines = [each | {"x": [round(x / size, 4) for x in each["x"]]} for each in lines]
    elif "x" not in log and max((x for each in lines for x in each["x"]), default=0) <= FEW:
        layout["xaxis"]["dtick"] = 1  # half an epoch is none
    return {"data": lines, "layout": layout}


def _rank(measure):
    return measure != "loss", measure in _LAST, measure


def _unit(lines):
    longest = max((x for each in lines for x in each["x"]), default=0)
    return next((unit, size) for unit, size, least in _UNITS if longest >= least)


def _step_lines(trails, measure, smoothing):
    lines = []
    if trail := trails.get(f"train/{measure}"):
        values, how = trail.values, {"group": "train"}
        if is_smoothed(measure, STEP, smoothing):
            behind = {"opacity": 0.35, "width": 1, "hidden": True} | how
            lines += [line("Each step", trail.steps, values, TRAINING, **behind)]
            values = smooth(values, smoothing)
        lines += [line("Training", trail.steps, values, TRAINING, **how)]
    if trail := trails.get(f"epoch/val_{measure}"):
        lines += [line("Validation", trail.ends, trail.values, VALIDATION, markers=True)]
    return lines


def _epoch_lines(trails, measure, _smoothing):
    names = (("", "Training", TRAINING), ("val_", "Validation", VALIDATION))
    return [
        line(name, trail.steps, trail.values, color, markers=True)
        for prefix, name, color in names
        if (trail := trails.get(f"epoch/{prefix}{measure}"))
    ]


def line(
    name, xs, ys, color, opacity=1.0, width=2, hidden=False, markers=False, dash="solid", group=""
):
    """A line in Plotly's words, thinned.

    Args:
        hidden: from the legend and from what the pointer shows.
        group: lines of one group come and go together when a person clicks the legend.
    """
    xs, ys = thin(xs, ys)
    # A line of one point would not be seen.
    markers = markers or len(xs) == 1
    return {
        "type": "scatter",
        "name": name,
        "x": xs,
        "y": [rounded(y) for y in ys],
        "mode": "lines+markers" if markers else "lines",
        "line": {"color": color, "width": width, "dash": dash},
        "marker": {"size": 6},
        "opacity": opacity,
        "showlegend": not hidden,
        "legendgroup": group,
        **({"hoverinfo": "skip"} if hidden else {}),
    }


def rounded(value):
    """A value as a chart needs it: a gap where it is no number."""
    return float(f"{value:.5g}") if math.isfinite(value) else None


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
            "tickformat": ".1~%" if measure.endswith("accuracy") else "~g",
            "hoverformat": ".1%" if measure.endswith("accuracy") else ".4~g",
            **(SHARE if measure.endswith("accuracy") and "y" not in log else {}),
        },
        "margin": {"l": 8, "r": 8, "t": 28, "b": 40},
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        "hovermode": "x unified",
        # A zoom is kept for as long as the axes mean the same.
        "uirevision": f"{view} {''.join(sorted(log))}",
    }
