"""Lesson 5: two branches merged, in the ApesBlock that normalises both."""

from explorer import zoo
from explorer.lessons.figures import figures, skips
from explorer.lessons.registry import Challenge, Step, lesson
from explorer.picture import View
from explorer.specs import Network, Stage

IMAGE, BLOCKS, LIMIT = (32, 32, 3), 2, 100_000
NONE = {"kind": "none"}
OPEN = View("block", ("stage1_block1",))


def apes():
    return zoo.network("apes_block")


def narrow():
    """A block of half the filters, which cannot be added to its input."""
    return Network("apes_narrow", [Stage("apes", 32, kernel_size=5)], (32, 32, 64), NONE, (), NONE)


def basic():
    """A residual block of the usual kind on the same input."""
    stages = [Stage("basic", 64, shortcut="identity")]
    return Network("basic_block", stages, (32, 32, 64), NONE, (), NONE)


def _missing(network):
    if network.input_shape != IMAGE:
        yield "It does not take images of 32 × 32 × 3 yet: change the size of the image."
    apes_ = [stage for stage in network.stages if stage.block == "apes"]
    count = sum(stage.blocks for stage in apes_)
    if count < BLOCKS:
        yield f"It has {count} ApesBlock{'s' * (count != 1)}: {BLOCKS} are wanted."
    if skips(network)[0] < count:
        yield "A skip is off: keep both branches of every block."
    if network.head.kind == "none":
        yield "It ends without a head: it shall give the probabilities of ten classes."
    params = figures(network).params
    if params >= LIMIT:
        yield f"It has {params:,} parameters: fewer than {LIMIT:,} are wanted."


lesson(
    "two_branches",
    title="Two branches merged: ApesBlock",
    teaches="How one tensor feeds two branches, why both must end alike, and what that costs.",
    steps=(
        Step(
            "One input, two ways",
            """
            In the functional API a tensor may be used as often as you like. ApesBlock uses its
            input twice: a long branch of seven layers, and a short one of a single batch norm. They
            meet in an addition; a LeakyReLU and dropout follow.

            No loop and no class is needed for that. You keep the input in a variable, write the one
            branch from it, write the other from it, and give both ends to `layers.Add`.
            """,
            apes,
            OPEN,
            "stage1_block1.frame",
        ),
        Step(
            "The long branch",
            """
            Batch norm and LeakyReLU stand *before* each convolution, as in a pre-activation block.
            The 1 × 1 convolution mixes channels, {row[stage1_block1_conv1].params:,} parameters.
            The 5 × 5 convolution looks around, {row[stage1_block1_conv2].params:,}. A last batch
            norm ends the branch.

            LeakyReLU lets a small share of negative values through, so no unit is switched off for
            good. Of the {here.params:,} parameters of the block, the 5 × 5 window takes nearly all.
            """,
            apes,
            OPEN,
            "stage1_block1_conv2",
        ),
        Step(
            "The short branch",
            """
            The shortcut carries one batch norm: {row[stage1_block1_shortcut_bn].params} numbers
            for 64 channels, half of them trained. It has hardly any weights, and yet it is no
            identity. It takes each channel's mean off, divides by its spread, scales and shifts.

            So both branches arrive at the sum with a similar spread, whatever came in. In exchange
            the block cannot simply hand its input on, and neither can a row of such blocks.
            """,
            apes,
            OPEN,
            "stage1_block1_shortcut_bn",
        ),
        Step(
            "Both must end alike",
            """
            With 32 filters instead of 64 the block fails:

            `{problem}`

            The batch norm of the short branch keeps 64 channels; it has no way to make 32 of them.
            This block was written without a projection, so filters and input channels must agree.
            The buttons show what is left: 64 filters, or no skip. Put a stem in front of it and you
            can choose the channels there.
            """,
            narrow,
            selected="stage1_block1.merge",
        ),
        Step(
            "Beside a basic block",
            """
            He's basic block on the same input: two 3 × 3 convolutions, batch norm behind each, and
            a shortcut that is nothing but a line. It has {here.params:,} parameters, ApesBlock
            {apes.params:,}; seen from an output pixel, both reach {here.field} pixels across.

            Two 3 × 3 windows see what one 5 × 5 sees, with 18 weights for each pair of channels
            instead of 25, and with a nonlinearity between them.
            """,
            basic,
            View("block", ("stage1_block1",)),
            "stage1_block1_add",
            also={"apes": lambda: figures(apes())},
        ),
    ),
    challenge=Challenge(
        """
        **Make a classifier of it.** The block stands alone and takes 64 channels. Build a network
        for colour images of 32 × 32 × 3 with at least **{blocks} ApesBlocks**, both branches in
        each, a head, and fewer than **{limit:,} parameters**.
        """,
        apes,
        _missing,
        (
            "Set the image to 32 × 32 × 3 and choose a stem with as many filters as the stage.",
            "Two blocks with 5 × 5 windows are too large. The size of the window is an option of"
            " the stage: the sliders beside its type.",
            "A stem of 64 filters, one stage of 2 blocks with kernel size 3, a classifier head.",
        ),
        view=View("block"),
        also={"blocks": lambda: BLOCKS, "limit": lambda: LIMIT},
    ),
)
