"""Named networks with their published figures.

`trainable` is what papers print as parameters; `total` is Keras's count, moving averages
included. `error` is the published CIFAR-10 test error in percent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.blocks import nearest
from explorer.specs import Network, Skip, SpecError, Stage
from explorer.twins import twin

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


def resnet(depth, shortcut="pad", name=None, block="basic", **options):
    """He's CIFAR ResNet of 6n + 2 layers; option A shortcuts unless said otherwise."""
    stages = [
        Stage(block, width, (depth - 2) // 6, strides, shortcut=shortcut, **options)
        for width, strides in ((16, 1), (32, 2), (64, 2))
    ]
    return Network(name or f"resnet{depth}", stages)


def plain(depth):
    """The same network without shortcuts."""
    return twin(resnet(depth)).with_(name=f"plain{depth}")


def resnet30():
    """The 2-5-5-2 ResNet of the article."""
    widths = ((64, 2, 1), (128, 5, 2), (256, 5, 2), (512, 2, 2))
    return Network(
        "resnet30",
        [Stage("relu_bn", filters, blocks, strides) for filters, blocks, strides in widths],
        stem={"kind": "relu_bn", "filters": 64},
        head={"kind": "flatten_classifier", "pool_size": 4},
    )


def toy_resnet():
    """The toy ResNet of the Keras functional guide."""
    return Network(
        "toy_resnet",
        [Stage("relu_before_add", 64, blocks=2)],
        stem={"kind": "toy"},
        head={"kind": "toy"},
    )


def skip_add():
    """One convolution of three filters, added to its input."""
    none = {"kind": "none"}
    return Network("skip_add", [Stage("direct", 3)], (256, 256, 3), stem=none, head=none)


def skip_autoencoder():
    """An encoder and a decoder whose stages are joined by concatenated skips."""
    encoder = [Stage("plain", width, strides=2, norm=False) for width in (32, 64, 128, 128)]
    decoder = [Stage("upsample", width) for width in (128, 64, 32, 32)]
    return Network(
        "skip_autoencoder",
        encoder + decoder,
        stem={"kind": "none"},
        skips=[Skip(f"stage{4 - i}", f"stage{4 + i}", "concatenate") for i in (1, 2, 3)],
        head={"kind": "reconstruction"},
    )


def keras_resnet20v1():
    """Keras's CIFAR-10 example, version 1."""
    return Network(
        "keras_resnet20v1",
        [Stage("keras_v1", width, 3, strides) for width, strides in ((16, 1), (32, 2), (64, 2))],
        stem={"kind": "keras"},
        head={"kind": "flatten_classifier", "pool_size": 8, "kernel_initializer": "he_normal"},
    )


def keras_resnet20v2():
    """Keras's CIFAR-10 example, version 2, of 9 * 2 + 2 layers."""
    first = Stage("keras_v2", 16, 2, expansion=4, preactivated=[False, True])
    return Network(
        "keras_resnet20v2",
        [first, Stage("keras_v2", 64, 2, 2), Stage("keras_v2", 128, 2, 2)],
        stem={"kind": "keras"},
        head={"kind": "preact_classifier"},
    )


def preact_resnet164():
    """Pre-activation bottlenecks, 18 a stage."""
    widths = ((16, 1), (32, 2), (64, 2))
    return Network(
        "preact_resnet164",
        [Stage("preact_bottleneck", width, 18, strides) for width, strides in widths],
        stem={"kind": "bare"},
        head={"kind": "preact_classifier"},
    )


def wide(depth, widen):
    """A wide ResNet of 6n + 4 layers."""
    widths = ((16, 1), (32, 2), (64, 2))
    return Network(
        f"wrn_{depth}_{widen}",
        [Stage("wide", width, (depth - 4) // 6, s, widen=widen) for width, s in widths],
        stem={"kind": "bare"},
        head={"kind": "preact_classifier"},
    )


def resnext29():
    """Three stages of three; cardinality 8, width 64."""
    widths = ((64, 1), (128, 2), (256, 2))
    return Network(
        "resnext29_8x64d",
        [Stage("resnext", width, 3, s, groups=8, group_width=width) for width, s in widths],
        stem={"kind": "conv", "filters": 64},
    )


def densenet(name, filters, blocks, growth, **options):
    """Three dense stages; filters is the stem's width, growth the growth rate."""
    return Network(
        name,
        [Stage("dense", growth, blocks, strides, **options) for strides in (1, 2, 2)],
        stem={"kind": "bare", "filters": filters},
        head={"kind": "preact_classifier"},
    )


def resnet50():
    """ResNet50 as keras.applications has it."""
    widths = ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2))
    return Network(
        "resnet50",
        [Stage("resnet50", filters, blocks, strides) for filters, blocks, strides in widths],
        (224, 224, 3),
        stem={"kind": "resnet50"},
        head={"kind": "classifier", "classes": 1000},
    )


def resnet50v2():
    """ResNet50V2 as keras.applications has it: the stride in a stage's last block."""
    sizes = ((64, 3, 2), (128, 4, 2), (256, 6, 2), (512, 3, 1))
    stages = [Stage("resnet50v2", w, n, [1] * (n - 1) + [last]) for w, n, last in sizes]
    return Network(
        "resnet50v2",
        stages,
        (224, 224, 3),
        stem={"kind": "resnet50", "preactivation": True},
        head={"kind": "resnet50v2"},
    )


def apes_block():
    """One ApesBlock of 64 filters and 5 x 5 windows."""
    none = {"kind": "none"}
    stages = [Stage("apes", 64, kernel_size=5, dropout=0.3)]
    return Network("apes_block", stages, (32, 32, 64), stem=none, head=none)


def _he(depth, total, trainable, error=None):
    return (
        Entry(lambda: resnet(depth), f"ResNet-{depth}, option A", RESNET, total, trainable, error),
        Entry(lambda: plain(depth), f"Plain twin of ResNet-{depth}", RESNET, total, trainable),
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
        toy_resnet,
        "The Keras guide's toy ResNet",
        "keras.io/guides/functional_api",
        223_242,
        223_242,
    ),
    "resnet30": Entry(resnet30, "2-5-5-2 ResNet: ReLU, then BN", ARTICLE, 15_619_990, 15_607_568),
    "plainnet30": Entry(
        lambda: twin(resnet30()).with_(name="plainnet30"),
        "Plain twin of resnet30",
        ARTICLE,
        15_447_062,
        15_434_640,
    ),
    "skip_add": Entry(
        skip_add, "One convolution added to its input", "the skip-connection question", 84, 84
    ),
    "skip_autoencoder": Entry(
        skip_autoencoder,
        "Encoder-decoder with concatenated skips",
        "the encoder-decoder answer",
        592_163,
        592_163,
    ),
    "apes_block": Entry(apes_block, "One ApesBlock", "the ApesBlock question", 107_648, 107_136),
    **_RESIDUAL,
    **_PLAIN,
    "resnet20_b": Entry(
        lambda: resnet(20, "projection", "resnet20_b"),
        "ResNet-20, projections with BN",
        RESNET,
        274_042,
        272_474,
    ),
    "resnet56_b": Entry(
        lambda: resnet(56, "projection", "resnet56_b"),
        "ResNet-56, projections with BN",
        RESNET,
        860_026,
        855_770,
    ),
    "keras_resnet20v1": Entry(
        keras_resnet20v1, "Keras's example, version 1", EXAMPLE, 274_442, 273_066, 7.84
    ),
    "keras_resnet20v2": Entry(
        keras_resnet20v2, "Keras's example, version 2", EXAMPLE, 574_090, 570_602
    ),
    "preact_resnet164": Entry(
        preact_resnet164,
        "Pre-activation bottlenecks, 164 layers",
        "He et al. 2016, arXiv 1603.05027",
        1_727_482,
        1_703_258,
        5.46,
    ),
    "wrn_16_4": Entry(
        lambda: wide(16, 4),
        "Wide ResNet, 16 layers, 4 times as wide",
        "Zagoruyko & Komodakis 2016, arXiv 1605.07146",
        2_752_506,
        2_748_890,
    ),
    "wrn_28_10": Entry(
        lambda: wide(28, 10),
        "Wide ResNet, 28 layers, 10 times as wide",
        "Zagoruyko & Komodakis 2016, arXiv 1605.07146",
        36_497_146,
        36_479_194,
        4.00,
    ),
    "resnext29_8x64d": Entry(
        resnext29,
        "ResNeXt, cardinality 8, width 64",
        "Xie et al. 2017, arXiv 1611.05431",
        34_484_170,
        34_426_698,
        3.65,
    ),
    "densenet_40_12": Entry(
        lambda: densenet("densenet_40_12", 16, 12, 12),
        "DenseNet, 40 layers, growth 12",
        "Huang et al. 2017, arXiv 1608.06993",
        1_037_818,
        1_019_722,
        5.24,
    ),
    "densenet_bc_100_12": Entry(
        lambda: densenet("densenet_bc_100_12", 24, 16, 12, bottleneck=True, compression=0.5),
        "DenseNet-BC, 100 layers, growth 12",
        "Huang et al. 2017, arXiv 1608.06993",
        793_150,
        769_162,
        4.51,
    ),
    "se_resnet20": Entry(
        lambda: resnet(20, name="se_resnet20", block="se_basic"),
        "ResNet-20 with squeeze-and-excitation",
        "Hu et al. 2018, arXiv 1709.01507",
        273_471,
        272_095,
    ),
    "resnet50": Entry(
        resnet50, "ResNet-50, layer for layer", "keras.applications", 25_636_712, 25_583_592
    ),
    "resnet50v2": Entry(
        resnet50v2, "ResNet-50 V2, layer for layer", "keras.applications", 25_613_800, 25_568_360
    ),
}


def names():
    """The names of the zoo, as the command line and the page list them."""
    return list(ENTRIES)


def network(name):
    """The description of a named network; the error names the nearest name."""
    if name not in ENTRIES:
        raise SpecError(f"the zoo has no {name!r}{nearest(name, names())}")
    return ENTRIES[name].make()
