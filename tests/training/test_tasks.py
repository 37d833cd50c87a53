"""What a network is found to learn, and what is said where it cannot."""

import re

import pytest

from explorer import Network, Stage, trace, zoo
from explorer.data import DATASETS
from explorer.training.tasks import RECONSTRUCTION, TrainingError, task_of
from tests.training.tools import autoencoder, tiny

CIFAR = DATASETS["cifar10"]
NONE = {"kind": "none"}


def found(network):
    return task_of(network, trace(network), CIFAR)


@pytest.mark.parametrize("name", ["resnet20", "keras_resnet20v1", "densenet_40_12", "wrn_16_4"])
def test_a_classifier_with_softmax_is_known(name):
    task = found(zoo.network(name))
    assert (task.kind, task.classes, task.from_logits) == ("classification", 10, False)
    assert (task.metric, task.judge) == ("accuracy", "accuracy")


def test_a_last_layer_without_activation_gives_logits():
    assert found(zoo.network("toy_resnet")).from_logits


def test_an_output_of_the_images_shape_is_a_reconstruction():
    assert found(autoencoder()) == found(zoo.network("skip_autoencoder")) == RECONSTRUCTION
    bare = Network("bare", [Stage("direct", 3)], stem=NONE, head=NONE)
    assert found(bare) == RECONSTRUCTION
    assert (RECONSTRUCTION.metric, RECONSTRUCTION.judge) == ("psnr", "loss")


@pytest.mark.parametrize(
    ("network", "message"),
    [
        (
            tiny(head={"kind": "classifier", "classes": 1000}),
            "the head has 1000 classes, cifar10 has 10: set the head's classes to 10",
        ),
        (
            zoo.network("resnet50"),
            "resnet50 takes images of 224x224x3, cifar10 has 32x32x3: "
            "set input_shape to [32, 32, 3]",
        ),
        (
            tiny(head=NONE),
            "tiny has no head and ends in 16x16x8, which is neither classes nor an image of "
            "32x32x3: set the head to classifier with 10 classes, or to reconstruction",
        ),
        (
            tiny(head={"kind": "reconstruction"}),
            "tiny ends in 16x16x3, its images are 32x32x3: let the head upsample 2 times as much, "
            "or set the head to classifier with 10 classes",
        ),
        (
            tiny(head={"kind": "reconstruction", "channels": 1, "upsample": 2}),
            "tiny ends in 32x32x1, its images are 32x32x3: set the head's channels to 3, "
            "or set the head to classifier with 10 classes",
        ),
        (
            tiny(head={"kind": "reconstruction", "upsample": 3}),
            "tiny ends in 48x48x3, its images are 32x32x3: change the strides so that the decoder "
            "gives back the image's size, or set the head to classifier with 10 classes",
        ),
        (
            Network("empty", [], stem=NONE, head=NONE),
            "empty has no weights to train: add a stage with a block",
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Network) else "",
)
def test_what_cannot_be_trained_is_told_with_a_way_out(network, message):
    with pytest.raises(TrainingError, match=f"^{re.escape(message)}$"):
        found(network)


@pytest.mark.parametrize(
    ("network", "change"),
    [
        (
            tiny(head={"kind": "classifier", "classes": 1000}),
            {"head": {"kind": "classifier", "classes": 10}},
        ),
        (
            tiny(head={"kind": "reconstruction"}),
            {"head": {"kind": "reconstruction", "upsample": 2}},
        ),
        (tiny(head=NONE), {"head": {"kind": "classifier", "classes": 10}}),
        (tiny(input_shape=(28, 28, 1)), {"input_shape": [32, 32, 3]}),
    ],
    ids=["classes", "upsample", "no head", "input shape"],
)
def test_the_way_out_is_one(network, change):
    with pytest.raises(TrainingError):
        found(network)
    assert found(network.with_(**change))
