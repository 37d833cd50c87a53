"""The zoo against the literature, without Keras."""

import json
import subprocess
import sys

import pytest

from explorer import analyse, trace, zoo
from explorer.specs import SpecError
from tests.zoo_figures import COUNTS, DEPTHS, ERRORS, FIELDS, LAYERS, MACS


@pytest.fixture(scope="module")
def summaries():
    return {name: analyse(trace(zoo.network(name))) for name in zoo.names()}


def test_the_zoo_holds_every_name_and_no_other():
    assert set(zoo.names()) == set(COUNTS)


@pytest.mark.parametrize("name", COUNTS)
def test_counts(summaries, name):
    summary, entry = summaries[name], zoo.ENTRIES[name]
    assert (summary.params, summary.trainable_params) == COUNTS[name]
    assert (entry.total, entry.trainable) == COUNTS[name]
    assert zoo.network(name).name == summary.name == name


@pytest.mark.parametrize("name", MACS)
def test_macs(summaries, name):
    number, unit = MACS[name].split()
    digits = len(number.split(".")[1])
    scaled = summaries[name].macs / {"M": 1e6, "G": 1e9}[unit]
    assert f"{scaled:.{digits}f}" == number


@pytest.mark.parametrize("name", FIELDS)
def test_receptive_fields(summaries, name):
    assert summaries[name].receptive_field == FIELDS[name]


@pytest.mark.parametrize("name", DEPTHS)
def test_depths_are_those_of_the_names(summaries, name):
    assert summaries[name].depth == DEPTHS[name]


@pytest.mark.parametrize("name", LAYERS)
def test_layers(summaries, name):
    assert summaries[name].layers == LAYERS[name]


@pytest.mark.parametrize("name", zoo.names())
def test_published_errors_and_sources(name):
    entry = zoo.ENTRIES[name]
    assert entry.error == ERRORS.get(name)
    assert entry.about and entry.source


def test_counting_the_whole_zoo_imports_no_keras():
    script = (
        "import json, sys\n"
        "from explorer import analyse, trace, zoo, to_source\n"
        "sums = {n: analyse(trace(zoo.network(n))).params for n in zoo.names()}\n"
        "to_source(zoo.network('resnet20'))\n"
        "loaded = {n.split('.')[0] for n in sys.modules}\n"
        "print(json.dumps([sums, sorted(loaded & {'keras', 'tensorflow', 'numpy'})]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    sums, heavy = json.loads(done.stdout)
    assert sums == {name: total for name, (total, _) in COUNTS.items()}
    assert heavy == []


def test_an_unknown_name_is_met_with_the_nearest():
    with pytest.raises(SpecError, match=r"^the zoo has no 'resnet21'; did you mean 'resnet"):
        zoo.network("resnet21")
    with pytest.raises(SpecError, match=r"^the zoo has no None; known are toy_resnet, "):
        zoo.network(None)
