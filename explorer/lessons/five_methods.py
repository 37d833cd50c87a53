"""Lesson 2: five ways to write a residual block, and the error that all five have as printed."""

from explorer import zoo
from explorer.lessons.figures import skips_missing
from explorer.lessons.registry import Challenge, Step, lesson
from explorer.specs import Network, Stage

IMAGE, WIDTH = (256, 256, 3), 64
METHODS = ("relu_before_add", "relu_after_add", "batch_norm", "expand_contract", "direct")
NONE = {"kind": "none"}
MERGE = "stage1_block1.merge"


def printed(block, blocks=1):
    """A method on the article's image, as printed there: its addition fails."""
    return Network(f"{block}_printed", [Stage(block, WIDTH, blocks)], IMAGE, NONE, (), NONE)


def mended(block):
    """The same with a 1x1 convolution on the shortcut: it runs."""
    stage = Stage(block, WIDTH, shortcut="projection")
    return Network(f"{block}_mended", [stage], IMAGE, NONE, (), NONE)


def _missing(network):
    yield from skips_missing(network)
    if any(stage.filters != WIDTH for stage in network.stages):
        yield f"A stage has another width: every stage shall keep {WIDTH} filters."
    if network.input_shape != IMAGE:
        yield "The image has another shape: it shall stay 256 × 256 × 3."


lesson(
    "five_methods",
    title="Five residual blocks, one error",
    teaches="Why a sum of unequal shapes fails, three ways to mend it, and five blocks that run.",
    steps=(
        Step(
            "As printed, it does not run",
            """
            An article on residual blocks in Keras writes them in five ways, on an image of 256 ×
            256 pixels with 3 channels and convolutions of 64 filters. This is its first method:
            convolution and ReLU, twice, then the sum with the input. It cannot be built:

            `{problem}`

            The picture shows the addition that fails, in red, and the shape of both things that
            reach it. Read the last number of each.
            """,
            lambda: printed(METHODS[0]),
            selected=MERGE,
        ),
        Step(
            "Why, and three ways out",
            """
            A sum is made number by number, so both sides need the same height, width and channels.
            `padding="same"` keeps 256 × 256; the filters set the channels, 64 against 3. All five
            methods end in this addition, so as printed **all five fail**.

            Each button is a way out. A *projection* puts a 1 × 1 convolution on the shortcut.
            *Filters 3* fits the branch to the image. *Skip off* gives up the residual. Try one;
            **Start this step over** brings the error back.
            """,
            lambda: printed(METHODS[0]),
            selected=MERGE,
        ),
        Step(
            "Method 1: ReLU before the sum",
            """
            With a projection it runs. The 1 × 1 convolution on the shortcut turns 3 channels into
            64 at every pixel and has {row[stage1_block1_shortcut].params} parameters of the
            {here.params:,}.

            Note where the second ReLU stands: before the sum. What the branch adds is never
            negative, so along a row of such blocks, with identity shortcuts, values can only grow.
            The toy ResNet of the Keras guide is built like this.
            """,
            lambda: mended(METHODS[0]),
            selected=MERGE,
        ),
        Step(
            "Method 2: ReLU after the sum",
            """
            The second method leaves the second convolution bare and activates after the addition.
            Now the branch can add and subtract. This is where He et al. put it in 2015.

            It has {here.params:,} parameters, exactly as many as method 1: an activation has no
            weights, so moving it costs nothing. What it changes is which functions the block can
            learn, and what stands between one sum and the next.
            """,
            lambda: mended(METHODS[1]),
            selected="stage1_block1",
        ),
        Step(
            "Method 3: with batch norm",
            """
            The third method puts batch normalisation after each convolution. Of its four numbers a
            channel two are trained, scale and offset; two are moving averages. Of {here.params:,}
            parameters {here.trainable:,} are trainable.

            The convolutions here keep their bias, which a batch norm right behind them takes out
            again with the mean. He's own networks leave those biases away. Open the block with its
            plus to see every layer.
            """,
            lambda: mended(METHODS[2]),
            selected="stage1_block1",
        ),
        Step(
            "Method 4: expand and contract",
            """
            A 1 × 1 convolution widens to four times the filters, the 3 × 3 works there, another
            1 × 1 comes back: {row[stage1_block1_conv].params:,} of the {here.params:,} parameters
            stand in the middle one.

            He's bottleneck does the opposite: it narrows first, so that the 3 × 3 is cheap, and
            widens at the end. Here one block needs {here.mmacs:,.0f} million multiply-accumulates
            for an image, because the wide 3 × 3 runs at every one of 256 × 256 pixels.
            """,
            lambda: mended(METHODS[3]),
            selected="stage1_block1",
        ),
        Step(
            "Method 5: one convolution",
            """
            The shortest one: a single convolution, added to its input. Drawn here with 3 filters
            instead of 64. The branch then has the shape of the image and the identity shortcut
            fits, without any projection: {here.params} parameters in all, 3 × 3 × 3 × 3 weights and
            3 biases.

            Two sides of the same rule: change the shortcut to fit the branch, or the branch to fit
            the shortcut. Inside a stage, where nothing changes shape, neither is needed.
            """,
            lambda: zoo.network("skip_add"),
            selected=MERGE,
        ),
    ),
    challenge=Challenge(
        """
        **Make this network add up.** Two blocks of method 3 on an image with 3 channels, as
        printed. Keep the image, keep {width} filters in every stage and keep every skip on. There
        is more than one way; the buttons above the picture are some of them.
        """,
        lambda: printed(METHODS[2], 2),
        _missing,
        (
            "Only the first block fails: the second one gets 64 channels already.",
            "Either the shortcut learns to make 64 channels of 3, or something in front of the"
            " stage does so: a stem.",
            "Press Set shortcut to projection; or choose a stem with 64 filters in the form.",
        ),
        also={"width": lambda: WIDTH},
    ),
)
