"""What the challenges accept, and what they say of networks that come near."""

import pytest

from explorer import Network, Skip, Stage, edits, lessons, recipes, twin, zoo
from explorer.lessons.add_or_concatenate import unfinished
from explorer.lessons.five_methods import printed
from explorer.lessons.shortcuts import preactivated


def start(name):
    return lessons.find(name).challenge.start()


def changed(network, *indices, **changes):
    """A network whose stages of these indices have other options."""
    for index in indices:
        network = edits.set_stage(network, index, **changes)
    return network


def mended_autoencoder():
    network = changed(unfinished(), 3, 4, filters=128)
    network = edits.add_stage(network, len(network.stages))
    for source, target in ((3, 5), (2, 6), (1, 7)):
        ends = f"stage{source}", f"stage{target}"
        network = edits.add_long_skip(network, *ends, "concatenate")
    return network


def apes(blocks=2, kernel_size=3, **options):
    stages = [Stage("apes", 64, blocks, kernel_size=kernel_size, **options)]
    return Network("mine", stages, stem={"kind": "conv", "filters": 64})


def deep(shortcut="pad", blocks=7):
    return changed(zoo.network("resnet20_b"), 0, 1, 2, blocks=blocks, shortcut=shortcut)


SOLUTIONS = {
    "toy_resnet": lambda: changed(start("toy_resnet"), 0, blocks=3),
    "five_methods": lambda: changed(start("five_methods"), 0, shortcut="projection"),
    "plain_twin": lambda: recipes.resnet(20),
    "add_or_concatenate": mended_autoencoder,
    "two_branches": apes,
    "shortcuts": preactivated,
    "gradients": lambda: changed(zoo.network("resnet20_b"), 1, 2, shortcut="pad"),
    "depth": deep,
}
OTHER_SOLUTIONS = {
    "five_methods": lambda: edits.set_choice(start("five_methods"), "stem", "conv", filters=64),
    "plain_twin": lambda: recipes.resnet(20, "projection", "mine"),
    "add_or_concatenate": lambda: zoo.network("skip_autoencoder"),
    "shortcuts": lambda: recipes.wide(22, 1).with_(name="thin"),
    "gradients": lambda: zoo.network("resnet56"),
    "depth": lambda: zoo.network("resnet44"),
}
NEAR_MISSES = [
    ("toy_resnet", lambda: changed(start("toy_resnet"), 0, blocks=4), "fewer than 300,000"),
    (
        "toy_resnet",
        lambda: edits.toggle_skips(changed(start("toy_resnet"), 0, blocks=3), 0, [2]),
        "1 of its 3 skips are off",
    ),
    ("toy_resnet", lambda: changed(start("toy_resnet"), 0, filters=32), "adds (9, 9, 32) to"),
    ("five_methods", lambda: changed(start("five_methods"), 0, filters=3), "keep 64 filters"),
    ("five_methods", lambda: changed(start("five_methods"), 0, skip=False), "2 of its 2 skips"),
    (
        "five_methods",
        lambda: edits.toggle_skips(start("five_methods"), 0, [0]),
        "1 of its 2 skips are off",
    ),
    ("five_methods", lambda: printed("direct"), "adds (256, 256, 64) to (256, 256, 3)"),
    (
        "five_methods",
        lambda: SOLUTIONS["five_methods"]().with_(input_shape=(32, 32, 3)),
        "stay 256 × 256 × 3",
    ),
    (
        "five_methods",
        lambda: edits.set_block_type(start("five_methods"), 0, "plain"),
        "no block that can have a skip",
    ),
    ("plain_twin", lambda: recipes.plain(20), "9 of its 9 skips are off"),
    ("plain_twin", lambda: zoo.network("resnet32"), "32 weighted layers"),
    ("plain_twin", lambda: changed(recipes.resnet(20), 2, filters=80), "fewer are wanted"),
    (
        "add_or_concatenate",
        lambda: zoo.network("skip_autoencoder").with_(skips=(Skip("stage1", "stage7", "add"),)),
        "0 concatenated long skips: 3 are wanted",
    ),
    ("add_or_concatenate", lambda: changed(mended_autoencoder(), 3, filters=256), "parameters"),
    (
        "add_or_concatenate",
        lambda: edits.remove_stage(mended_autoencoder(), 7),
        "16 × 16 × 3 comes out",
    ),
    ("two_branches", lambda: apes(kernel_size=5), "fewer than 100,000"),
    ("two_branches", lambda: apes(blocks=1), "1 ApesBlock: 2 are wanted"),
    ("two_branches", lambda: apes(skip=[True, False]), "keep both branches"),
    ("two_branches", lambda: apes().with_(head={"kind": "none"}), "without a head"),
    ("two_branches", lambda: apes().with_(input_shape=(32, 32, 1)), "32 × 32 × 3 yet"),
    (
        "shortcuts",
        lambda: edits.set_choice(preactivated(), "head", "classifier"),
        "change the head",
    ),
    ("shortcuts", lambda: edits.set_choice(preactivated(), "stem", "conv"), "stem is not bare"),
    ("shortcuts", lambda: edits.set_block_type(preactivated(), 1, "basic"), "Stage 2 is of type"),
    (
        "shortcuts",
        lambda: changed(preactivated(), 0, shortcut="projection_everywhere"),
        "convolution on every shortcut",
    ),
    ("shortcuts", lambda: changed(preactivated(), 0, blocks=2), "depth 18"),
    ("shortcuts", lambda: changed(preactivated(), 2, blocks=5), "fewer than 280,000"),
    ("shortcuts", lambda: twin(preactivated()), "9 of its 9 skips are off"),
    ("gradients", lambda: zoo.network("resnet20_b"), "passes 4 weighted layers: 2"),
    (
        "gradients",
        lambda: edits.toggle_skips(SOLUTIONS["gradients"](), 0, [1]),
        "passes 4 weighted layers (1 of its skips are off)",
    ),
    ("gradients", lambda: recipes.resnet(14), "depth 14: at least 20"),
    ("depth", lambda: deep("projection"), "2,944 parameters fewer"),
    ("depth", lambda: deep(blocks=8), "depth 50: 44 is wanted"),
    ("depth", lambda: twin(deep()), "skips are off"),
    ("depth", lambda: changed(deep(), 1, strides=1), "million multiply-accumulates"),
]


@pytest.mark.parametrize("name", lessons.names())
def test_a_solution_is_accepted_and_the_start_is_not(name):
    challenge = lessons.find(name).challenge
    assert challenge.judge(SOLUTIONS[name]()) == (True, ())
    done, missing = challenge.judge(challenge.start())
    assert not done and all(words.endswith(".") for words in missing)


@pytest.mark.parametrize("name", OTHER_SOLUTIONS)
def test_another_way_is_accepted_as_well(name):
    assert lessons.find(name).challenge.judge(OTHER_SOLUTIONS[name]()).done


@pytest.mark.parametrize(("name", "make", "words"), NEAR_MISSES)
def test_a_near_miss_is_told_what_is_missing(name, make, words):
    done, missing = lessons.find(name).challenge.judge(make())
    assert not done
    assert any(words in each for each in missing), missing
