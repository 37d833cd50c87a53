"""Lesions: exactly one block is gone, and trained networks differ as the paper says."""

import keras
import numpy as np
import pytest

from explorer import Network, Stage, blocks, keras_model, zoo
from explorer.assembly import trace
from explorer.lab import lesion as lab
from explorer.lab.operating import Patient
from tests.lab.asking import failure, found, partials
from tests.training.tools import REAL, autoencoder, tiny

pytestmark = pytest.mark.keras

NONE = {"kind": "none"}


def patient(*stages, **changes):
    network = Network("some", stages, (8, 8, 3)).with_(**changes)
    graph = trace(network)
    model = keras_model.build(graph, 0)
    random = np.random.default_rng(0)
    return Patient(graph, model), model, random.random((4, 8, 8, 3), np.float32)


def under(patient, plan, x):
    return np.asarray(patient.under(plan, patient.intact(x)))


def test_with_nothing_missing_it_is_the_model():
    subject, model, x = patient(Stage("basic", 8, 2), Stage("se_basic", 12, 2, 2))
    np.testing.assert_allclose(under(subject, {}, x), model(x), rtol=1e-5, atol=1e-6)


def test_a_branch_that_says_nothing_is_not_missed_and_any_other_is():
    stages = Stage("basic", 16, 2, zero_gamma=[True, False]), Stage("basic", 32, 1, 2)
    subject, model, x = patient(*stages)
    quiet = under(subject, subject.without("stage1_block1"), x)
    np.testing.assert_allclose(quiet, model(x), rtol=1e-5, atol=1e-6)
    for name in ("stage1_block2", "stage2_block1"):
        assert not np.allclose(under(subject, subject.without(name), x), model(x), rtol=1e-3)


def test_a_plain_block_is_taken_out():
    subject, model, x = patient(Stage("plain", 16, 2), head=NONE)
    first = keras.Model(model.input, model.get_layer("stage1_block1_act").output)
    np.testing.assert_allclose(
        under(subject, subject.without("stage1_block2"), x), first(x), rtol=1e-5, atol=1e-6
    )


def test_a_plain_block_that_changes_the_shape_leaves_an_average_and_zeros():
    subject, _, x = patient(Stage("plain", 5, 1, 2), stem=NONE, head=NONE)
    left = under(subject, subject.without("stage1_block1"), x)
    averages = x.reshape(4, 4, 2, 4, 2, 3).mean(axis=(2, 4))
    np.testing.assert_allclose(left[..., :3], averages, rtol=1e-5)
    assert left.shape == (4, 4, 4, 5) and not left[..., 3:].any()
    fewer, _, x = patient(Stage("plain", 2), stem=NONE, head=NONE)
    np.testing.assert_array_equal(under(fewer, fewer.without("stage1_block1"), x), x[..., :2])


def test_new_channels_of_a_dense_block_become_zeros():
    subject, _, x = patient(Stage("dense", 4, 1), stem=NONE, head=NONE)
    left = under(subject, subject.without("stage1_block1"), x)
    np.testing.assert_array_equal(left[..., :3], x)
    assert not left[..., 3:].any()


def test_swapping_is_as_if_the_weights_were_swapped():
    subject, model, x = patient(Stage("basic", 16, 3))
    said = under(subject, subject.swapped("stage1_block1", "stage1_block3"), x)
    for layer in model.layers:
        if layer.name.startswith("stage1_block1") and layer.weights:
            other = model.get_layer(layer.name.replace("block1", "block3"))
            mine, others = layer.get_weights(), other.get_weights()
            layer.set_weights(others), other.set_weights(mine)
    np.testing.assert_allclose(said, model(x), rtol=1e-5, atol=1e-6)


def test_only_blocks_of_equal_shapes_are_swapped():
    subject, *_ = patient(Stage("basic", 16, 2), Stage("basic", 32, 3, 2))
    assert subject.pairs() == [
        ("stage1_block1", "stage1_block2"),
        ("stage2_block2", "stage2_block3"),
    ]


@pytest.mark.parametrize("name", blocks.names("block"))
def test_every_kind_of_block_can_be_switched_off(name):
    takes = blocks.find("block", name).parameters
    options = {"shortcut": "projection"} if "shortcut" in takes else {}
    strides = {"strides": 2} if "strides" in takes else {}
    stage = Stage(name, 8, 2, **strides, **options)
    stem = {"kind": "conv", "filters": stage.filters * (4 if name == "resnet50v2" else 1)}
    subject, _, x = patient(stage, stem=stem)
    for block in subject.blocks:
        said = under(subject, subject.without(block), x)
        assert said.shape == (4, 10) and np.isfinite(said).all()
    assert (len(subject.blocks) == 2) == (name != "upsample")


def test_all_lesions_are_done_on_more_and_more_images(store, train, monkeypatch):
    monkeypatch.setattr(lab, "AT_ONCE", 10)
    network = tiny(stages=(Stage("basic", 4, 3), Stage("plain", 4, 1)))
    run = train(network, epochs=1)
    seen = [p.result["lines"][0]["images"] for p in partials("lesion", network, store, run.id)]
    assert seen == [10, 20]  # the validation images of 200
    (line,) = found("lesion", network, store, run.id, draws=2)["lines"]
    assert line["blocks"] == [*(f"stage1_block{i}" for i in (1, 2, 3)), "stage2_block1"]
    assert (line["plain_blocks"], line["changing"]) == (["stage2_block1"], [])
    assert len(line["single"]) == 4 and line["intact"] == pytest.approx(
        run.summary["val_accuracy"], abs=1e-4
    )
    assert [each["missing"] for each in line["several"]] == [2, 3, 4]
    assert len(line["several"][-1]["accuracies"]) == 1  # there is one way to miss them all
    assert len(line["swaps"]) == 6


def test_swaps_can_be_left_out(store, train):
    run = train(tiny(), epochs=1)
    (line,) = found("lesion", tiny(), store, run.id, swap=False)["lines"]
    assert line["swaps"] == [] and line["several"] == []


def test_what_cannot_be_done_is_told(store, train, add):
    bare = tiny(stages=())
    run, untrained = train(bare, epochs=1), add(tiny())
    assert failure(store, "lesion", bare, run=run.id) == (
        "tiny has no block that can be switched off: add a stage"
    )
    assert "has left no best weights" in failure(store, "lesion", tiny(), run=untrained)
    assert "not in classes" in failure(store, "lesion", autoencoder(), run=run.id)
    gone = failure(store, "lesion", tiny(), run=untrained, other="0" * 16)
    assert gone.startswith("the run to compare with is gone: No job ")
    another = failure(store, "lesion", tiny(), run=run.id)
    assert another == "the weights are of another network: they have no stage1_block1_1_conv"


@pytest.mark.skipif(not REAL.is_dir(), reason="there are no real images beside the project")
def test_resnet20_loses_little_without_a_block_and_its_twin_nearly_all(store, train):
    """Veit et al. 2016, section 4, after two short epochs: the direction, not the size."""
    brief = {"limit": 3000, "epochs": 2, "batch_size": 32, "learning_rate": 0.001}
    residual, plain = (train(zoo.network(name), **brief) for name in ("resnet20", "plain20"))
    given = {"run": residual.id, "other": plain.id, "draws": 1, "swap": False}
    result = found("lesion", zoo.network("resnet20"), store, **given)
    kept = {}
    for line in result["lines"]:
        assert line["intact"] > 0.2, "it has learned too little to lose any of it"
        left = np.mean(line["single"]) - result["chance"]
        kept[line["network"]] = left / (line["intact"] - result["chance"])
    assert kept["resnet20"] > 0.4
    assert kept["plain20"] < 0.25
