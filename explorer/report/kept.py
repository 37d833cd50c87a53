"""What a store keeps of trained runs, as a report shows it."""

import json

from explorer import data
from explorer.report.disagreement import Disagreement
from explorer.report.training import Confusion, TrainedRun

EPOCHS = "epoch/"
MOST_SHOWN = 24  # images of two runs that disagree


def runs_of(store, jobs):
    """The jobs as TrainedRuns, with curves by epoch and the newest confusion matrix."""
    points = store.points_of([job.id for job in jobs], EPOCHS)
    return [TrainedRun.of(job, points[job.id], _confusion(store, job)) for job in jobs]


def disagreements_of(store, jobs):
    """The newest answer about each two of these runs that have been asked where they disagree."""
    known, newest = {job.id: job for job in jobs}, {}
    for asked in store.jobs("experiment", ["finished"]) if len(jobs) > 1 else ():
        pair = asked.settings.get("run"), asked.settings.get("other")
        if asked.settings.get("experiment") == "disagree" and set(pair) <= set(known):
            newest.setdefault(frozenset(pair), (asked, [known[id] for id in pair]))
    found = (_disagreement(store, *each) for each in reversed(newest.values()))
    return [each for each in found if each]


def _confusion(store, job):
    # This module imports no Keras; the package it is in is for the worker all the same.
    from explorer.training import diary

    path = store.artefacts(job.id).get("epochs")
    line = diary.newest(path.parent) if path else None
    if not line or "confusion" not in line:
        return None
    return Confusion(line["confusion"], line["epoch"], _classes(job, len(line["confusion"])))


def _disagreement(store, asked, pair):
    path = store.artefacts(asked.id).get("result")
    try:
        result = json.loads(path.read_text(encoding="utf-8")) if path else None
    except FileNotFoundError:
        result = None  # its folder was emptied
    if not result:
        return None
    shown = result["shown"][:MOST_SHOWN]
    least = 1 + max((max(s["label"], s["first"][0], s["second"][0]) for s in shown), default=0)
    names = tuple(f"{job.name}, seed {job.settings.get('seed', 0)}" for job in pair)
    confusion = _confusion(store, pair[0])
    classes = confusion.classes if confusion else [str(number) for number in range(least)]
    return Disagreement(names, result | {"shown": shown}, classes, _pictures(pair[0], shown))


def _classes(job, count):
    settings, size = job.settings, tuple(job.network["input_shape"][:2])
    return data.class_names(settings.get("dataset"), settings.get("data_dir"), size, count)


def _pictures(job, shown):
    settings, size = job.settings, tuple(job.network["input_shape"][:2])
    try:
        images = data.prepare(settings["dataset"], settings.get("data_dir"), size=size).x_train
    except (data.DataError, KeyError):
        return {}
    numbers = (sample["image"] for sample in shown)
    return {number: images[number] for number in numbers if number < len(images)}
