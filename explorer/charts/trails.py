"""Metrics as columns of numbers: joined over attempts, on the clock, smoothed and thinned."""

import math
from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

MOST_POINTS = 500


class Trail(NamedTuple):
    """A metric's points in the order of their steps.

    Attributes:
        steps: training steps of the series "train/...", epochs from 1 of "epoch/...".
        values: the metric.
        ends: the training step at which each was written.
        times: when each was written, in seconds since 1970.
    """

    steps: list
    values: list
    ends: list
    times: list


def collect(points, trails=None):
    """Add points of the store, oldest first, to the trails of the ones before them.

    An attempt that begins again at an earlier step takes the place of what came after it.

    Returns:
        `{series: Trail}`; the same dict where one was given.
    """
    trails = {} if trails is None else trails
    step = max([trail.ends[-1] for trail in trails.values() if trail.ends], default=0)
    for point in points:
        trail = trails.setdefault(point.series, Trail([], [], [], []))
        while trail.steps and trail.steps[-1] >= point.step:
            for column in trail:
                column.pop()
        step = point.step if point.series.startswith("train/") else step
        for column, value in zip(trail, (point.step, point.value, step, point.time), strict=True):
            column.append(value)
    return trails


def on_clock(trails, begins=()):
    """The trails with seconds of training since the run's first points in place of steps.

    What lies between two attempts is no training: pauses, waiting, loading and compiling, and the
    steps that a killed attempt had done since its last snapshot.

    Args:
        begins: when each attempt began to run, in seconds since 1970.
    """
    times = sorted({time for trail in trails.values() for time in trail.times})
    starts = sorted(begins)
    lasted = (
        now - before if bisect_right(starts, before) == bisect_right(starts, now) else 0.0
        for before, now in pairwise(times)
    )
    seconds = dict(zip(times, accumulate(lasted, initial=0.0), strict=False))
    return {
        name: trail._replace(steps=[seconds[time] for time in trail.times])
        for name, trail in trails.items()
    }


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
    gaps = np.isnan(values)
    low, high = np.where(gaps, np.inf, values), np.where(gaps, -np.inf, values)
    edges = np.linspace(1, len(xs) - 1, most // 2).astype(int).tolist()
    kept = {0, len(xs) - 1}
    for start, end in pairwise(edges):
        kept |= {start + int(low[start:end].argmin()), start + int(high[start:end].argmax())}
    kept = sorted(kept)
    return [xs[i] for i in kept], [ys[i] for i in kept]


def _blend(mean, value, weight):
    if math.isfinite(value) and math.isfinite(mean):
        return weight * mean + (1 - weight) * value
    return value if math.isfinite(value) else mean
