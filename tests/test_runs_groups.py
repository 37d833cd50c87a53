"""Seeds of one network belong together, and say what a difference of two networks is worth."""

import itertools
from dataclasses import replace

import pytest

from explorer import zoo
from explorer.runs import Job, Settings
from explorer.runs.groups import groups, verdict, verdicts

_numbers = itertools.count(1)
EMPTY = dict.fromkeys(Job.__dataclass_fields__) | {"summary": {}, "parent": None}


def job(network="resnet20", name=None, score=None, metric="accuracy", part="test", **settings):
    summary = {} if score is None else {"metric": metric, f"{part}_{metric}": score}
    given = {"id": f"{next(_numbers):016x}", "name": name or network, "summary": summary}
    network = zoo.network(network).to_dict()
    return Job(**EMPTY | given | {"network": network, "settings": Settings(**settings).to_dict()})


def seeds(network, *scores, **settings):
    runs = [job(network, score=score, seed=seed, **settings) for seed, score in enumerate(scores)]
    return groups(runs)[0]


def test_runs_that_differ_in_their_seed_only_are_one_group():
    runs = [job(seed=1), job("plain20"), job(seed=0), job(seed=0, epochs=9)]
    found = groups(runs)
    assert [[each.settings["seed"] for each in group.jobs] for group in found] == [[0, 1], [0], [0]]
    assert found[1].id == runs[1].id and found[0].id not in {run.id for run in runs}


def test_a_networks_name_makes_no_difference_and_a_fork_does():
    first, second, fork = job(seed=0), job(seed=1), job(seed=2)
    second = replace(second, network=second.network | {"name": "mine"})
    fork = replace(fork, parent=first.id)
    assert [len(group.jobs) for group in groups([first, second, fork])] == [2, 1]


def test_settings_that_an_older_version_did_not_write_are_the_defaults():
    new, old = job(seed=0), job(seed=1)
    old = replace(old, settings={"seed": 1, "dataset": "cifar10"})
    assert len(groups([new, old])) == 1


def test_settings_of_another_version_still_make_a_group():
    runs = [replace(job(), settings={"gone": 1, "seed": seed}) for seed in (0, 1)]
    assert len(groups(runs)[0].jobs) == 2


def test_a_seed_counts_once_with_the_run_that_has_a_score():
    unscored, scored, again = job(), job(score=0.5), job(score=0.7)
    (group,) = groups([unscored, scored, again])
    assert group.jobs == (scored,)


def test_groups_of_one_name_say_what_they_differ_in():
    names = [group.name for group in groups([job(), job(epochs=9), job("plain20")])]
    assert names == ["resnet20 (epochs 5)", "resnet20 (epochs 9)", "plain20"]
    named = groups([job(data_dir="/long/way"), job(dataset="shapes10")])
    assert [group.name for group in named] == [
        "resnet20 (dataset cifar10)",
        "resnet20 (dataset shapes10)",
    ]


def test_a_group_bears_the_name_that_people_gave_its_runs():
    assert groups([job(name="mine", seed=seed) for seed in (0, 1)])[0].name == "mine"
    assert groups([job(name=str(seed), seed=seed) for seed in (0, 1)])[0].name == "resnet20"


def test_a_difference_within_the_spread_of_the_seeds_shows_nothing():
    text = verdict(seeds("resnet20", 0.700, 0.720), seeds("plain20", 0.705, 0.705))
    assert text == (
        "resnet20 is 0.5 points better than plain20 on the test set: smaller than the spread of"
        " the seeds (2.0 points), no difference shown."
    )


def test_a_difference_beyond_the_spread_of_the_seeds_is_said_with_it():
    text = verdict(seeds("plain20", 0.60, 0.61), seeds("resnet20", 0.70, 0.72))
    assert text == (
        "resnet20 is 10.5 points better than plain20 on the test set: more than the spread of the"
        " seeds (2.0 points)."
    )


def test_a_lone_seed_is_named():
    text = verdict(seeds("plain20", 0.60), seeds("resnet20", 0.70, 0.72))
    assert text.endswith("plain20 has one seed only.")
    text = verdict(seeds("plain20", 0.60, 0.61), seeds("resnet20", 0.70))
    assert text.endswith("resnet20 has one seed only.")


def test_one_seed_each_shows_nothing_under_a_point():
    text = verdict(seeds("resnet20", 0.700), seeds("plain20", 0.695))
    assert text.endswith("with one seed each: one seed shows nothing under a point.")
    text = verdict(seeds("resnet20", 0.80), seeds("plain20", 0.695))
    assert "10.5 points better" in text and text.endswith("how far that can be trusted.")


def test_a_reconstruction_is_judged_in_decibels():
    how = {"metric": "psnr"}
    text = verdict(seeds("resnet20", 20.0, 21.0, **how), seeds("plain20", 23.0, 23.5, **how))
    assert "plain20 is 2.8 dB better" in text and "(1.0 dB)" in text


def test_validation_counts_where_the_test_set_was_not_scored():
    text = verdict(seeds("resnet20", 0.7, part="val"), seeds("plain20", 0.6, part="val"))
    assert "on validation" in text


@pytest.mark.parametrize("part", ["test", "val"])
def test_without_scores_of_one_kind_nothing_is_said(part):
    scored = seeds("resnet20", 0.7, part=part)
    assert verdict(scored, seeds("plain20", None)) == ""
    assert verdict(scored, seeds("plain20", 20.0, part=part, metric="psnr")) == ""
    other = {"test": "val", "val": "test"}[part]
    assert verdict(scored, seeds("plain20", 0.6, part=other)) == ""


def test_scores_on_other_images_are_not_compared():
    text = verdict(seeds("resnet20", 0.7), seeds("resnet20", 0.9, dataset="shapes10"))
    assert "learned other images" in text


def test_every_two_groups_get_their_sentence():
    found = [seeds(name, 0.7, 0.71) for name in ("resnet20", "plain20", "resnet32")]
    assert len(verdicts(found)) == 3
