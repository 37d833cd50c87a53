"""What runs forward: the strength of branches, and how far blocks start from the identity."""

import numpy as np
import pytest
from keras import ops

from explorer import Network, Stage, zoo
from explorer.experiments import find
from explorer.lab import signals
from explorer.lab.subject import Subject, watch
from explorer.twins import twin
from tests.training.tools import tiny

pytestmark = pytest.mark.keras

TWO = Network("two", [Stage("basic", 8, 2, shortcut="projection")], stem={"kind": "conv"})


def last(generator):
    *_, partial = generator
    assert partial.fraction == pytest.approx(1)
    return partial.result["lines"]


def response(subject, **options):
    return last(signals.response(subject, find("response").settings(images=16, **options)))


def identity(network):
    return last(signals.identity(Subject(network), find("identity").settings(seeds=2)))


def test_each_block_has_its_spread_and_those_of_branch_and_shortcut():
    residual, plain = response(Subject(TWO), seeds=2)
    assert residual["blocks"] == plain["blocks"] == ["stage1_block1", "stage1_block2"]
    for what in ("output", "branch", "shortcut"):
        assert np.shape(residual[what]) == (2, 2)  # seeds, blocks
        assert np.all(np.array(residual[what]) > 0)
    assert plain["branch"] == plain["shortcut"] == [[None, None], [None, None]]


def test_the_spread_is_the_standard_deviation_of_the_layer():
    subject = Subject(TWO)
    (line, _) = response(subject, seeds=1)
    x = signals.noise(TWO.input_shape, 0, 16)[0]
    name = subject.graph.sections[2].layers[-1].name
    out = watch(subject.fresh(0), [name])(x, training=True)[name]
    assert line["output"][0][1] == pytest.approx(float(np.std(ops.convert_to_numpy(out))), rel=1e-4)


def test_a_network_of_one_plain_block_has_one_figure():
    (line,) = response(Subject(Network("one", [Stage("plain", 8)])), seeds=1)
    ((output,),) = line["output"]
    assert output > 0


def test_a_plain_network_has_no_twin_beside_it():
    assert len(response(Subject(twin(TWO)), seeds=1)) == 1


def test_a_run_answers_with_its_best_weights_and_its_own_images(store, train):
    run = train(tiny(), epochs=1)
    line = response(Subject.of_run(store, run.id), run=run.id, twin=False)[0]
    assert line["weights"] == "best" and len(line["output"]) == 1


def test_zero_gamma_starts_at_the_identity_and_a_plain_block_far_from_it():
    residual, zero, plain = identity(zoo.network("resnet20"))
    assert [line["zero_gamma"] for line in (residual, zero, plain)] == [False, True, False]
    assert len(residual["blocks"]) == 7  # of nine; two change the shape
    assert np.max(zero["distance"]) < 1e-3
    assert 0.2 < np.mean(residual["distance"]) < np.mean(plain["distance"])
    assert np.shape(plain["distance"]) == (2, 7)


def test_blocks_without_that_option_have_no_zero_gamma():
    lines = identity(Network("n", [Stage("batch_norm", 16, 2)], stem={"kind": "conv"}))
    assert not any(line["zero_gamma"] for line in lines)


def test_a_network_whose_blocks_all_change_the_shape_has_nothing_to_measure():
    lines = identity(tiny())
    assert all(line["blocks"] == [] and line["distance"] == [[], []] for line in lines)
