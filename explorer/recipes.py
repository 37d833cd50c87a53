"""How the zoo's networks are laid out, family by family."""

from explorer.specs import Network, Skip, Stage
from explorer.twins import twin

CIFAR = ((16, 1), (32, 2), (64, 2))  # width and stride of the three stages


def resnet(depth, shortcut="pad", name=None, block="basic", **options):
    """He's CIFAR ResNet of 6n + 2 layers; option A shortcuts unless said otherwise."""
    stages = [
        Stage(block, width, (depth - 2) // 6, strides, shortcut=shortcut, **options)
        for width, strides in CIFAR
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


def plainnet30():
    """The article's plain network: resnet30 without its shortcuts."""
    return twin(resnet30()).with_(name="plainnet30")


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
        [Stage("keras_v1", width, 3, strides) for width, strides in CIFAR],
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
    return Network(
        "preact_resnet164",
        [Stage("preact_bottleneck", width, 18, strides) for width, strides in CIFAR],
        stem={"kind": "bare"},
        head={"kind": "preact_classifier"},
    )


def wide(depth, widen):
    """A wide ResNet of 6n + 4 layers."""
    return Network(
        f"wrn_{depth}_{widen}",
        [Stage("wide", width, (depth - 4) // 6, s, widen=widen) for width, s in CIFAR],
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
