"""Named networks with their published figures.

`trainable` is what papers print as parameters; `total` is Keras's count, moving averages
included. `error` is the published CIFAR-10 test error in percent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from explorer import checks, recipes
from explorer.specs import SpecError

RESNET = "He et al. 2015, arXiv 1512.03385"


@dataclass(frozen=True)
class Entry:
    """A named network: how to make it, what it is, and what was published of it."""

    make: Callable
    about: str
    source: str
    total: int
    trainable: int
    error: float | None = None


def _he(depth, total, trainable, error=None):
    return (
        Entry(
            lambda: recipes.resnet(depth),
            f"ResNet-{depth}, option A",
            RESNET,
            total,
            trainable,
            error,
        ),
        Entry(
            lambda: recipes.plain(depth), f"Plain twin of ResNet-{depth}", RESNET, total, trainable
        ),
    )


def _he_entries():
    figures = {
        20: (271_098, 269_722, 8.75),
        32: (466_426, 464_154, 7.51),
        44: (661_754, 658_586, 7.17),
        56: (857_082, 853_018, 6.97),
        110: (1_736_058, 1_727_962, 6.43),
        1202: (19_510_906, 19_421_274, 7.93),
    }
    pairs = {depth: _he(depth, *values) for depth, values in figures.items()}
    residual = {f"resnet{depth}": entry for depth, (entry, _) in pairs.items()}
    return residual, {f"plain{depth}": entry for depth, (_, entry) in pairs.items() if depth < 1000}


_RESIDUAL, _PLAIN = _he_entries()
ARTICLE = "the 2-5-5-2 ResNet article"
EXAMPLE = "Keras's CIFAR-10 ResNet example"

ENTRIES = {
    "toy_resnet": Entry(
        recipes.toy_resnet,
        "The Keras guide's toy ResNet",
        "keras.io/guides/functional_api",
        223_242,
        223_242,
    ),
    "resnet30": Entry(
        recipes.resnet30, "2-5-5-2 ResNet: ReLU, then BN", ARTICLE, 15_619_990, 15_607_568
    ),
    "plainnet30": Entry(
        recipes.plainnet30,
        "Plain twin of resnet30",
        ARTICLE,
        15_447_062,
        15_434_640,
    ),
    "skip_add": Entry(
        recipes.skip_add,
        "One convolution added to its input",
        "the skip-connection question",
        84,
        84,
    ),
    "skip_autoencoder": Entry(
        recipes.skip_autoencoder,
        "Encoder-decoder with concatenated skips",
        "the encoder-decoder answer",
        592_163,
        592_163,
    ),
    "apes_block": Entry(
        recipes.apes_block, "One ApesBlock", "the ApesBlock question", 107_648, 107_136
    ),
    **_RESIDUAL,
    **_PLAIN,
    "resnet20_b": Entry(
        lambda: recipes.resnet(20, "projection", "resnet20_b"),
        "ResNet-20, projections with BN",
        RESNET,
        274_042,
        272_474,
    ),
    "resnet56_b": Entry(
        lambda: recipes.resnet(56, "projection", "resnet56_b"),
        "ResNet-56, projections with BN",
        RESNET,
        860_026,
        855_770,
    ),
    "keras_resnet20v1": Entry(
        recipes.keras_resnet20v1, "Keras's example, version 1", EXAMPLE, 274_442, 273_066, 7.84
    ),
    "keras_resnet20v2": Entry(
        recipes.keras_resnet20v2, "Keras's example, version 2", EXAMPLE, 574_090, 570_602
    ),
    "preact_resnet164": Entry(
        recipes.preact_resnet164,
        "Pre-activation bottlenecks, 164 layers",
        "He et al. 2016, arXiv 1603.05027",
        1_727_482,
        1_703_258,
        5.46,
    ),
    "wrn_16_4": Entry(
        lambda: recipes.wide(16, 4),
        "Wide ResNet, 16 layers, 4 times as wide",
        "Zagoruyko & Komodakis 2016, arXiv 1605.07146",
        2_752_506,
        2_748_890,
    ),
    "wrn_28_10": Entry(
        lambda: recipes.wide(28, 10),
        "Wide ResNet, 28 layers, 10 times as wide",
        "Zagoruyko & Komodakis 2016, arXiv 1605.07146",
        36_497_146,
        36_479_194,
        4.00,
    ),
    "resnext29_8x64d": Entry(
        recipes.resnext29,
        "ResNeXt, cardinality 8, width 64",
        "Xie et al. 2017, arXiv 1611.05431",
        34_484_170,
        34_426_698,
        3.65,
    ),
    "densenet_40_12": Entry(
        lambda: recipes.densenet("densenet_40_12", 16, 12, 12),
        "DenseNet, 40 layers, growth 12",
        "Huang et al. 2017, arXiv 1608.06993",
        1_037_818,
        1_019_722,
        5.24,
    ),
    "densenet_bc_100_12": Entry(
        lambda: recipes.densenet(
            "densenet_bc_100_12", 24, 16, 12, bottleneck=True, compression=0.5
        ),
        "DenseNet-BC, 100 layers, growth 12",
        "Huang et al. 2017, arXiv 1608.06993",
        793_150,
        769_162,
        4.51,
    ),
    "se_resnet20": Entry(
        lambda: recipes.resnet(20, name="se_resnet20", block="se_basic"),
        "ResNet-20 with squeeze-and-excitation",
        "Hu et al. 2018, arXiv 1709.01507",
        273_471,
        272_095,
    ),
    "resnet50": Entry(
        recipes.resnet50, "ResNet-50, layer for layer", "keras.applications", 25_636_712, 25_583_592
    ),
    "resnet50v2": Entry(
        recipes.resnet50v2,
        "ResNet-50 V2, layer for layer",
        "keras.applications",
        25_613_800,
        25_568_360,
    ),
}


def names():
    """The names of the zoo, as the command line and the page list them."""
    return list(ENTRIES)


def network(name):
    """The description of a named network; the error names the nearest name."""
    if name not in ENTRIES:
        raise SpecError(f"the zoo has no {checks.show(name)}{checks.nearest(name, names())}")
    return ENTRIES[name].make()
