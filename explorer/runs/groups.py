"""Runs that differ in nothing but their seed, and what they show together about a network.

What one run scores is one draw: other seeds of the same network score otherwise. A difference of
two networks that is smaller than this spread shows nothing.
"""

import hashlib
import json
from dataclasses import dataclass
from itertools import combinations

from explorer.runs.schema import Job
from explorer.runs.settings import Settings, SettingsError

SURE = 0.01  # of accuracy: what one seed alone may show
_PARTS = {"test": "on the test set", "val": "on validation"}


@dataclass(frozen=True)
class Group:
    """Runs of one network with the same settings, one for each seed.

    Attributes:
        id: 16 hexadecimal digits, made of what the runs share; a lone run's is its own.
        name: the runs' name if they share one, else that of their network.
        jobs: the smallest seed first.
    """

    id: str
    name: str
    jobs: tuple[Job, ...]

    @property
    def metric(self):
        """What the runs were scored by, "accuracy" or "psnr"; empty before one has ended."""
        return next((job.summary["metric"] for job in self.jobs if "metric" in job.summary), "")

    def finals(self, part):
        """The final scores of the seeds that have one, of part "test" or "val"."""
        found = (job.summary.get(f"{part}_{self.metric}") for job in self.jobs)
        return [score for score in found if score is not None]


def groups(jobs):
    """The groups of these runs, in the order in which the first of each comes.

    Of several runs of one seed the one with a final score counts, else the first of them.
    """
    found = {}
    for job in jobs:
        found.setdefault(_shared(job), []).append(job)
    return _told_apart([_group(shared, each) for shared, each in found.items()])


def mean(values):
    """The mean of some scores."""
    return sum(values) / len(values)


def spread(values):
    """How far apart the scores of a network's seeds lie: from the lowest to the highest."""
    return max(values) - min(values)


def verdicts(found):
    """What the final scores of these groups show, a sentence for each two of them."""
    return [text for pair in combinations(found, 2) if (text := verdict(*pair))]


def verdict(first, second):
    """What the final scores of two groups show of their difference; empty where none is known."""
    part = next((part for part in _PARTS if first.finals(part) and second.finals(part)), None)
    if part is None or first.metric != second.metric:
        return ""
    if _data(first) != _data(second):
        return f"{first.name} and {second.name} learned other images: their scores say nothing."
    # The better one comes first.
    pair = sorted((first, second), key=lambda group: -mean(group.finals(part)))
    return _judged(*pair, part)


def _judged(better, worse, part):
    scores = [group.finals(part) for group in (better, worse)]
    by, many = mean(scores[0]) - mean(scores[1]), [len(each) > 1 for each in scores]
    wide = max(spread(each) for each in scores)
    metric, where = better.metric, _PARTS[part]
    apart = f"{better.name} is {_amount(metric, by)} better than {worse.name} {where}"
    if not any(many):
        return _of_one_seed(apart, metric, by)
    seeds = f"the spread of the seeds ({_amount(metric, wide)})"
    if by <= wide:
        return f"{apart}: smaller than {seeds}, no difference shown."
    alone = "" if all(many) else f" {(better if many[1] else worse).name} has one seed only."
    return f"{apart}: more than {seeds}.{alone}"


def _of_one_seed(apart, metric, by):
    if metric == "accuracy" and by < SURE:
        return f"{apart}, with one seed each: one seed shows nothing under a point."
    return f"{apart}, with one seed each: other seeds would show how far that can be trusted."


def _amount(metric, value):
    """A difference in words."""
    return f"{100 * value:.1f} points" if metric == "accuracy" else f"{value:.1f} dB"


def _data(group):
    settings = group.jobs[0].settings
    return settings.get("dataset"), settings.get("data_dir")


def _shared(job):
    """All that makes a run but its seed, as text; the network's name is no part of it."""
    network = {key: value for key, value in job.network.items() if key != "name"}
    return json.dumps([network, _settings(job), job.parent], sort_keys=True)


def _settings(job):
    """The settings without the seed; what an older version did not write has its default."""
    try:
        given = Settings.from_dict(job.settings).to_dict()
    except SettingsError:
        given = job.settings
    return {name: value for name, value in given.items() if name != "seed"}


def _group(shared, jobs):
    seeds = {}
    # The first one stays: those with a score come first.
    for job in sorted(jobs, key=lambda job: "metric" not in job.summary):
        seeds.setdefault(job.settings.get("seed", 0), job)
    chosen = tuple(seeds[seed] for seed in sorted(seeds))
    names = {job.name for job in chosen}
    name = names.pop() if len(names) == 1 else chosen[0].network.get("name", "network")
    id = hashlib.sha256(shared.encode()).hexdigest()[:16] if len(chosen) > 1 else chosen[0].id
    return Group(id, name, chosen)


def _told_apart(found):
    """The groups, those of one name with what they differ in."""
    named = {}
    for group in found:
        named.setdefault(group.name, []).append(group)
    return [_with_differences(group, named[group.name]) for group in found]


def _with_differences(group, same):
    if len(same) == 1:
        return group
    all_ = [_settings(each.jobs[0]) for each in same]
    own = _settings(group.jobs[0])
    apart = [name for name in own if any(each.get(name) != own[name] for each in all_)]
    if "dataset" in apart:
        # Where its files lie is long to tell, and says no more.
        apart = [name for name in apart if name != "data_dir"]
    words = [f"{name.replace('_', ' ')} {own[name]}" for name in apart[:3]]
    name = f"{group.name} ({', '.join(words) or group.jobs[0].id[:4]})"
    return Group(group.id, name, group.jobs)
