"""Lesson 6: what may stand on a shortcut, and where the activation goes (He et al. 2016)."""

from explorer import recipes, zoo
from explorer.blocks import find
from explorer.lessons.figures import figures, skips_missing
from explorer.lessons.registry import Challenge, Step, lesson
from explorer.picture import View
from explorer.specs import Network, Stage

DEPTH, LIMIT = 20, 280_000
CLEAN = ("preact_basic", "preact_bottleneck", "wide")  # nothing follows their sums
CLOSED = ("stage2", "stage3")
ON_SHORTCUTS = """
| on the shortcut | error, % |
|---|--:|
| nothing (identity) | 6.61 |
| gates | 8.70 and worse |
| 1 × 1 convolution | 12.22 |
| multiplied by 0.5 | 12.35 |
"""
ORDERS = """
| order in the block | 110 layers | 164 layers |
|---|--:|--:|
| original | 6.61 | 5.93 |
| BN after the addition | 8.17 | 6.50 |
| ReLU before the addition | 7.84 | 6.14 |
| ReLU-only pre-activation | 6.71 | 5.91 |
| full pre-activation | 6.37 | 5.46 |
"""


def resnet():
    return zoo.network("resnet20")


def everywhere():
    """ResNet-20 with a convolution on each of its shortcuts."""
    return recipes.resnet(20, "projection_everywhere", "resnet20_everywhere")


def preactivated():
    """A pre-activation network of 20 layers."""
    stages = [
        Stage("preact_basic", width, 3, strides, shortcut="pad") for width, strides in recipes.CIFAR
    ]
    stem, head = {"kind": "bare"}, {"kind": "preact_classifier"}
    return Network("preact20", stages, stem=stem, head=head)


def _missing(network):
    found = figures(network)
    if found.depth < DEPTH:
        yield f"It has depth {found.depth}: at least {DEPTH} are wanted."
    for number, stage in enumerate(network.stages, start=1):
        if stage.block not in CLEAN:
            label = find("block", stage.block).label
            yield f"Stage {number} is of type {label}: take a pre-activation block."
        elif stage.options.get("shortcut", "projection") == "projection_everywhere":
            yield f"Stage {number} has a convolution on every shortcut: leave the identity."
    yield from skips_missing(network)
    if network.head.kind != "preact_classifier":
        yield "The last sum is not normalised and activated before the pooling: change the head."
    if network.stem.kind != "bare":
        yield "The stem is not bare: the first block normalises and activates, not the stem."
    if found.params >= LIMIT:
        yield f"It has {found.params:,} parameters: fewer than {LIMIT:,} are wanted."


lesson(
    "shortcuts",
    title="Keep the shortcut clean",
    teaches="What may stand on a shortcut and where the activation goes, with published figures.",
    steps=(
        Step(
            "The identity",
            """
            On the shortcuts of this ResNet-110 stands nothing, but where the shape changes: there
            every second pixel is taken and new channels are filled with zeros, which needs no
            weights. The sum of a block is its input plus its branch.

            He et al. reported 6.61 percent test error for ResNet-110 on CIFAR-10, the median of
            several runs. They then put other things on the shortcuts and trained again. The next
            steps show what came of it.
            """,
            lambda: zoo.network("resnet110"),
            selected="stage1_block1",
        ),
        Step(
            "A convolution on every shortcut",
            """
            Here each shortcut carries a 1 × 1 convolution. The network has more parameters,
            {here.params:,} instead of {plain.params:,} at this depth, and contains the network
            with identities: a 1 × 1 convolution can learn to be one.

            All the same ResNet-110 with such shortcuts got far worse, as published: 12.22 percent
            error instead of 6.61. Being able to express more is not the same as being easier to
            train.
            """,
            everywhere,
            View("block", ("stage1_block1",), CLOSED),
            "stage1_block1_shortcut_conv",
            also={"plain": lambda: figures(resnet())},
        ),
        Step(
            "Halves and gates",
            """
            Even a constant does harm. With every shortcut multiplied by one half, what comes from
            the first block is halved at each sum: after ten blocks a thousandth of it is left.
            Gates, which learn how much to let through, did better and still not well.

            The table is He et al. 2016, table 1: ResNet-110 on CIFAR-10, test error in percent, as
            published. All of these have the same depth as the identity's.
            """,
            resnet,
            table=ON_SHORTCUTS,
        ),
        Step(
            "Where the shape changes",
            """
            Somewhere the shape must change. Option A takes pixels and pads channels, without
            weights: {a.params:,} parameters for ResNet-20. Option B uses a 1 × 1 convolution with
            batch norm, at these places only: {here.params:,}.

            With two such places among nine blocks the harm of the last steps does not add up. For
            the same number of weights as in the plain twin take A; most later networks use B.
            """,
            lambda: zoo.network("resnet20_b"),
            View("block", ("stage2_block1",), ("stage1", "stage3")),
            "stage2_block1_shortcut_conv",
            also={"a": lambda: figures(resnet())},
        ),
        Step(
            "After the sum",
            """
            In the original block a ReLU follows each addition. So the path along the shortcuts is
            not quite clean: everything that passes is cut off below zero, block after block.

            Batch norm after the addition makes it worse, for it rescales what the shortcut
            carries. ReLU before the addition leaves the path alone but lets the branch only add,
            never subtract. Both cost more than a point at 110 layers, as published.
            """,
            resnet,
            View("block", ("stage1_block1",), CLOSED),
            "stage1_block1_out",
        ),
        Step(
            "Full pre-activation",
            """
            The remedy is to move both batch norm and ReLU in front of each convolution. Nothing
            follows the sum: within a stage, what enters the first block reaches the last one by
            additions only. One more norm and ReLU stand before the pooling.

            The table is He et al. 2016, table 2: test error on CIFAR-10 in percent, as published.
            At 110 layers the gain over the original order is a quarter of a point; the deeper
            network gains more.
            """,
            preactivated,
            View("block", ("stage1_block1",), CLOSED),
            "stage1_block1_add",
            table=ORDERS,
        ),
    ),
    challenge=Challenge(
        """
        **Clean the path.** Turn this ResNet-20 into a pre-activation network of depth {depth} or
        more: nothing may follow a sum inside the stages, the last sum is normalised and activated
        in the head, and the stem leaves both to the first block. Keep every skip on and stay below
        **{limit:,} parameters**.
        """,
        resnet,
        _missing,
        (
            "A block's type is in the form. Pre-activation blocks have their own kind of head.",
            "Stem: Bare convolution. Stages: Pre-activation basic. Head: Classifier after"
            " pre-activation.",
        ),
        also={"depth": lambda: DEPTH, "limit": lambda: LIMIT},
    ),
)
