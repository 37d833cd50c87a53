"""A sweep over depth: its plan, its time, and what its runs show as they end."""

import pytest

from explorer import zoo
from explorer.charts.spreads import PLAIN, RESIDUAL
from explorer.charts.sweep import degradation, read_degradation
from explorer.runs import Settings, sweeps
from explorer.runs.schema import Job
from explorer.twins import twin

NETWORK = zoo.network("resnet20")
NOTHING = dict.fromkeys(Job.__dataclass_fields__)


def job(run, number, accuracy=None, state="finished", **progress):
    """A row of a run of a sweep, as the store would give it."""
    summary = {} if accuracy is None else {"metric": "accuracy", "test_accuracy": accuracy}
    row = {"id": f"{number:016x}", "kind": "train", "state": state, "tags": ["sweep 1"]}
    row |= {"name": run.network.name, "network": run.network.to_dict(), "error": ""}
    row |= {"settings": run.settings.to_dict(), "summary": summary, "progress": progress}
    return Job(**NOTHING | row)


def plan(blocks=(1, 3), seeds=2, **settings):
    return sweeps.plan(NETWORK, blocks, seeds, Settings(**settings))


def jobs(accuracies, blocks=(1,), seeds=2):
    runs = plan(blocks, seeds)
    return [
        job(run, i, accuracy, "queued" if accuracy is None else "finished")
        for i, (run, accuracy) in enumerate(zip(runs, accuracies, strict=True))
    ]


def test_a_sweep_has_every_depth_with_and_without_skips_before_the_next_seed():
    runs = plan(blocks=(3, 1))
    assert [(each.network.name, each.settings.seed) for each in runs[:5]] == [
        ("resnet20_at_8", 0),
        ("resnet20_at_8_plain", 0),
        ("resnet20_at_20", 0),
        ("resnet20_at_20_plain", 0),
        ("resnet20_at_8", 1),
    ]
    assert len(runs) == 8
    assert runs[2].network.stages == NETWORK.stages
    assert runs[3].network.stages == twin(NETWORK).stages


def test_more_images_epochs_and_depth_take_longer_and_a_faster_machine_less():
    base = sweeps.seconds(plan(epochs=1, limit=1000))
    assert sweeps.seconds(plan(epochs=2, limit=1000)) > base
    assert sweeps.seconds(plan(epochs=1, limit=2000)) > base
    assert sweeps.seconds(plan((1, 9), epochs=1, limit=1000)) > base
    assert sweeps.seconds(plan(epochs=1, limit=1000), 10 * sweeps.USUAL_PACE) < base


def test_the_pace_is_that_of_the_runs_there_have_been():
    ended = job(plan()[2], 1, 0.5)  # 20 layers, 40.55 M multiply-accumulates
    object.__setattr__(ended, "summary", {"images_per_second": 100})
    assert sweeps.pace([ended]) == pytest.approx(100 * 40.55e6, rel=0.01)
    assert sweeps.pace([]) == sweeps.USUAL_PACE


def test_points_know_their_depth_their_skips_and_their_error():
    points = sweeps.points(jobs((0.6, None), seeds=1))
    assert [(p.depth, p.plain, p.seed) for p in points] == [(8, False, 0), (8, True, 0)]
    assert points[0].error == pytest.approx(0.4) and points[1].error is None


def test_a_run_that_trains_is_where_its_validation_is():
    running = job(plan()[0], 1, None, "running", metrics={"epoch/val_accuracy": 0.25})
    (point,) = sweeps.points([running])
    assert (point.error, point.so_far) == (None, 0.75)
    (trace,) = degradation([point])["data"]
    assert trace["marker"]["symbol"] == "circle-open" and trace["y"] == [0.75]


def test_means_are_lines_seeds_are_dots_and_the_spread_is_a_band():
    figure = degradation(sweeps.points(jobs((0.6, 0.5, 0.7, 0.4, 0.5, 0.5, 0.6, 0.4), (1, 3), 2)))
    lines = [trace for trace in figure["data"] if trace["mode"] == "lines+markers"]
    assert [(line["line"]["color"], line["x"]) for line in lines] == [
        (RESIDUAL, [8, 20]),
        (PLAIN, [8, 20]),
    ]
    assert lines[0]["y"] == [0.45, 0.35]
    assert sum("fill" in trace for trace in figure["data"]) == 2
    dots = [trace for trace in figure["data"] if trace["mode"] == "markers"]
    assert [len(each["x"]) for each in dots] == [4, 4]


def test_a_difference_within_the_spread_is_called_that():
    (text,) = sweeps.findings(sweeps.points(jobs((0.60, 0.58, 0.50, 0.55))))
    assert text.startswith("8 layers: ") and "no difference shown" in text


def test_a_difference_beyond_the_spread_is_told_with_it():
    (text,) = sweeps.findings(sweeps.points(jobs((0.60, 0.50, 0.61, 0.51))))
    assert "resnet20_at_8 is 10.0 points better than resnet20_at_8_plain" in text
    assert "more than the spread of the seeds (1.0 points)" in text


def test_networks_that_hardly_learned_are_not_read_as_a_result():
    (text,) = sweeps.findings(sweeps.points(jobs((0.12, 0.10, 0.121, 0.101))))
    assert "close to guessing (10%): train longer" in text
    (text,) = sweeps.findings(sweeps.points(jobs((0.60, 0.10, 0.61, 0.11))))
    assert "guessing" not in text


def test_before_a_run_has_ended_nothing_is_claimed():
    points = sweeps.points(jobs((None, None), seeds=1))
    assert sweeps.findings(points) == [] and degradation(points)["data"] == []
    assert read_degradation(points) == "No run has ended yet."


def test_how_far_a_sweep_is_is_said():
    points = sweeps.points(jobs((0.5, None), seeds=1))
    assert read_degradation(points) == "1 of 2 runs have ended."


def test_the_sweeps_of_runs_are_found_by_their_tags():
    assert sweeps.tags(jobs((0.5, 0.5), seeds=1)) == ["sweep 1"]
