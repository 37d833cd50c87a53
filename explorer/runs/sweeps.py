"""Depth and degradation: a queue of runs, with and without skips, at several depths and seeds.

A sweep is nothing but its runs: they carry the same tag, and what they have come to is read from
their rows. A short one shows little; a difference smaller than its seeds' spread shows nothing.
"""

import json
import statistics
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from explorer.analysis import analyse
from explorer.assembly import trace
from explorer.edits import deepen
from explorer.runs.groups import groups, verdicts
from explorer.runs.schema import Job
from explorer.specs import Network
from explorer.twins import twin

TAG = "sweep "
USUAL_PACE = 375 * 40.55e6  # images a second times MACs an image: ResNet-20 on two cores
LAYER_SECONDS = 0.25  # to build and compile one layer
NEAR = 1.5  # times the accuracy of guessing: what has hardly learned anything


class Run(NamedTuple):
    """One run of a sweep that is to be queued."""

    network: Network
    settings: object


class Point(NamedTuple):
    """One run of a sweep as it is now.

    Attributes:
        plain: whether it has no skips.
        error: the share of test images named wrong, or None before it has ended.
        so_far: the same of validation images after the newest epoch, or None.
    """

    job: Job
    depth: int
    plain: bool
    seed: int
    error: float | None
    so_far: float | None


def plan(network, blocks, seeds, settings):
    """The runs of a sweep, the shallow ones first, and every depth before the next seed.

    Args:
        blocks: numbers of blocks a stage.
        seeds: how many.
        settings: of every run; its seed is replaced.
    """
    networks = [each for count in sorted(blocks) for each in _pair(deepen(network, count))]
    return [Run(each, replace(settings, seed=seed)) for seed in range(seeds) for each in networks]


def depth_of(network):
    """Weighted layers on the longest path."""
    return _place(json.dumps(network.to_dict()))[0]


def seconds(runs, pace=USUAL_PACE):
    """About how long the runs take, one after the other.

    Args:
        pace: images a second times MACs an image.
    """
    return sum(_seconds(*run, pace) for run in runs)


def pace(jobs):
    """What this machine has achieved in these runs, or the usual."""
    speeds = [(job, job.summary.get("images_per_second")) for job in jobs]
    known = [speed * _place(json.dumps(job.network))[2] for job, speed in speeds if speed]
    return statistics.median(known) if known else USUAL_PACE


def tags(jobs):
    """The tags of the sweeps that these runs belong to, in the order of the runs."""
    return list(dict.fromkeys(tag for job in jobs for tag in job.tags if tag.startswith(TAG)))


def points(jobs):
    """Where each run of a sweep stands, the shallow ones first."""
    return sorted(map(_point, jobs), key=lambda point: (point.depth, point.plain, point.seed))


def findings(points_):
    """What the finished runs show at each depth, in sentences; fewer where little is known."""
    depths = sorted({point.depth for point in points_})
    own = {depth: [point for point in points_ if point.depth == depth] for depth in depths}
    said = {depth: verdicts(groups([point.job for point in own[depth]])) for depth in depths}
    return [
        f"{depth} layers: {text}{_caution(own[depth])}"
        for depth, texts in said.items()
        for text in texts
    ]


def _caution(points_):
    """Networks that have hardly learned anything cannot be told apart, whatever the seeds say."""
    known = [1 - point.error for point in points_ if point.error is not None]
    guess = 1 / _place(json.dumps(points_[0].job.network))[3]
    if not known or max(known) > NEAR * guess:
        return ""
    return f" All of them are close to guessing ({guess:.0%}): train longer before reading this."


def _pair(network):
    name = f"{network.name}_at_{depth_of(network)}"
    residual = network.with_(name=name)
    plain = twin(residual)
    # Of a plain network there is no other one.
    return [residual] if plain.with_(name=name) == residual else [residual, plain]


def _seconds(network, settings, pace_):
    depth, _, macs, _ = _place(json.dumps(network.to_dict()))
    images = settings.epochs * (settings.limit or 50_000)
    return depth * 2 * LAYER_SECONDS + images * macs / pace_


def _point(job):
    depth, plain, *_ = _place(json.dumps(job.network))
    done, now = job.summary.get("test_accuracy"), job.progress.get("metrics", {})
    so_far = now.get("epoch/val_accuracy")
    errors = (None if each is None else 1 - each for each in (done, so_far))
    return Point(job, depth, plain, job.settings.get("seed", 0), *errors)


@lru_cache(maxsize=512)
def _place(text):
    """Depth, whether it is plain, MACs, and the number of classes of a description."""
    network = Network.from_dict(json.loads(text))
    summary = analyse(trace(network))
    plain = twin(network).with_(name=network.name) == network
    return summary.depth, plain, summary.macs, summary.rows[-1].output_shape[-1]
