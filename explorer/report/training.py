"""The section of a report about trained runs: outcomes, curves, cost, settings.

Runs that differ in their seed alone are one band and one row.
"""

from dataclasses import dataclass, field
from html import escape

from explorer import comparison
from explorer.charts import EPOCH, banded, collect, comparing, label, maps, run_style
from explorer.report import disagreement
from explorer.report.sheet import details, items, swatch, table
from explorer.runs.groups import groups, mean, spread, verdicts
from explorer.specs import Network

MOST_MATRICES = 6


@dataclass(frozen=True)
class Confusion:
    """What a run took for what after an epoch: images, `counts[true class][said class]`."""

    counts: list
    epoch: int
    classes: list


@dataclass(frozen=True)
class TrainedRun:
    """A run as a report needs it.

    Attributes:
        id: 16 hexadecimal digits; it gives the curve its colour.
        network, settings, summary: as the store keeps them, plain data.
        trails: its curves, as `charts.collect` makes them.
        parent: the id of the run that it was forked from, or None.
        confusion: of its newest epoch, or None.
    """

    id: str
    name: str
    network: dict
    settings: dict
    summary: dict = field(default_factory=dict)
    trails: dict = field(default_factory=dict)
    parent: str | None = None
    confusion: Confusion | None = None

    @classmethod
    def of(cls, job, points, confusion=None):
        """Of a job in the store and its points, oldest first."""
        told = (job.id, job.name, job.network, job.settings, job.summary)
        return cls(*told, collect(points), job.parent, confusion)


def add_runs(sheet, runs, networks, called):
    """Outcomes, curves, what accuracy costs, and the settings of trained runs."""
    found = groups(runs)
    if not found:
        return
    drawn = [
        (each.id, escape(each.name, False), [run.trails for run in each.jobs]) for each in found
    ]
    curves = {f"{label(name)}, by epoch": drawn_ for name, drawn_ in banded(drawn, EPOCH).items()}
    sheet.section(
        "runs",
        "Trained runs",
        table(
            ["Run", "Network", "Seeds", "Data", "Epochs", "Best validation", "Test", "Time"],
            [_row(group) for group in found],
            text=(1, 3),
        ),
        items(verdicts(found)) if len(found) > 1 else "",
        sheet.charts(curves),
        sheet.charts(_costs(found, networks)),
        f'<div class="charts">{"".join(_confusions(sheet, found))}</div>',
        details("Settings", _settings(found)),
    )


def add_disagreements(sheet, found):
    """Where two runs answer differently."""
    sheet.section("disagreements", "Where runs disagree", *map(_disagreement, found))


def _row(group):
    first = group.jobs[0]
    seconds = [run.summary["seconds"] for run in group.jobs if run.summary.get("seconds")]
    return [
        swatch(run_style(group.id)[0]) + escape(group.name),
        escape(str(first.network.get("name", ""))),
        str(len(group.jobs)),
        escape(str(first.settings.get("dataset", ""))),
        escape(str(first.settings.get("epochs", ""))),
        _score(group, "val"),
        _score(group, "test"),
        f"{mean(seconds):,.0f} s" if seconds else "–",
    ]


def _score(group, part):
    scores = group.finals(part)
    if not scores:
        return "–"
    form, unit, scale = (".1f", " %", 100) if group.metric == "accuracy" else (".2f", " dB", 1)
    wide = f"<small>spread {scale * spread(scores):{form}}</small>" if len(scores) > 1 else ""
    return f"{scale * mean(scores):{form}}{unit}{wide}"


def _disagreement(each):
    result, shown = each.result, each.result["shown"]
    drawn = disagreement.cards(shown, each.classes, each.pictures)
    told = disagreement.order(each.names) if shown else disagreement.ALIKE
    return "\n".join(
        [
            f"<h3>{escape(' against '.join(each.names))}</h3>",
            f"<p>{escape(disagreement.headline(result))}</p>",
            items(disagreement.counts(result, each.names)),
            f'<p class="note">{escape(told)}</p>',
            drawn if shown else "",
        ]
    )


def _confusions(sheet, found):
    """What one run of each network takes for what."""
    first = [next((run for run in group.jobs if run.confusion), None) for group in found]
    for run in [run for run in first if run][:MOST_MATRICES]:
        matrix, seed = run.confusion, run.settings.get("seed", 0)
        classes = [escape(name, False) for name in matrix.classes]
        figure, height = maps.confusion(matrix.counts, classes)
        label = f"What is taken for what: {run.name}, seed {seed}, after epoch {matrix.epoch}"
        yield sheet.chart(figure, label, height)


def _costs(found, networks):
    """What the scores cost, for groups of the metric that the first of them has."""
    metric = next((group.metric for group in found if group.finals("test")), "")
    scored = [group for group in found if group.metric == metric and group.finals("test")]
    if not metric:
        return {}
    known = [Network.from_dict(group.jobs[0].network) for group in scored]
    points = [
        (group.name, comparison.cost(network), group.finals("test"))
        for group, network in zip(scored, known, strict=True)
    ]
    places = [_place(network, networks, number) for number, network in enumerate(known)]
    return {
        f"{comparing.SCORES[metric]} against {words}": comparing.score_against_cost(
            points, by, metric, places
        )
        for by, words in (("params", "parameters"), ("macs", "MACs"))
    }


def _place(network, networks, number):
    """The place whose colour a run's network has: its own among those compared, else the next."""
    same = [i for i, other in enumerate(networks) if not comparison.differences(network, other)]
    return same[0] if same else len(networks) + number


def _settings(found):
    names = dict.fromkeys(name for group in found for name in group.jobs[0].settings)
    rows = [["seeds", *[_listed(run.settings.get("seed") for run in g.jobs) for g in found]]]
    for name in names:
        if name != "seed":
            values = [_listed([group.jobs[0].settings.get(name)]) for group in found]
            rows.append([escape(name.replace("_", " ")), *values])
    return table(["Setting", *[escape(group.name) for group in found]], rows)


def _listed(values):
    return escape(", ".join("–" if value is None else str(value) for value in values))
