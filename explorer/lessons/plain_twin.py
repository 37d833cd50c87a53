"""Lesson 3: the 2-5-5-2 ResNet, and the plain network that it is compared with."""

from explorer import zoo
from explorer.lessons.figures import figures, skips_missing
from explorer.lessons.registry import Challenge, Step, lesson
from explorer.picture import View
from explorer.specs import Network, Stage

DEPTH, LEAST, MOST = 20, 265_000, 275_000  # layers; parameters that round to 0.27 M


def resnet():
    return zoo.network("resnet30")


def plain():
    return zoo.network("plainnet30")


def extra():
    """Parameters that only the residual network has."""
    return figures(resnet()).params - figures(plain()).params


def _missing(network):
    found = figures(network)
    if found.depth != DEPTH:
        yield f"It has {found.depth} weighted layers on its longest path: {DEPTH} are wanted."
    if not LEAST <= found.params < MOST:
        where = "fewer" if found.params >= MOST else "more"
        yield f"It has {found.params:,} parameters: {where} are wanted, 0.27 million."
    yield from skips_missing(network)


lesson(
    "plain_twin",
    title="A ResNet and its plain twin",
    teaches="Build the 2-5-5-2 ResNet part by part, then take its shortcuts away and compare.",
    steps=(
        Step(
            "Two, five, five, two",
            """
            Most residual networks are built by one plan: a stem, a few stages of equal blocks, a
            head. From stage to stage the filters double and the picture halves. This one has 2, 5,
            5 and 2 blocks of 64, 128, 256 and 512 filters.

            Two convolutions a block make 28 layers; the stem's convolution and the dense layer make
            {here.depth}, hence its name. Projections on shortcuts are not counted. In all it has
            {here.params:,} parameters.
            """,
            resnet,
            View("network"),
        ),
        Step(
            "The stem",
            """
            The article starts with batch normalisation on the image itself,
            {row[stem_input_bn].params} numbers for 3 channels, which brings the three colours to a
            common scale. A convolution with 64 filters follows.

            Then comes the article's own habit: ReLU first, batch norm after it. He et al. have it
            the other way round, convolution, batch norm, ReLU. Both train. Where you compare two
            networks, keep it the same in both.
            """,
            resnet,
            View("block", ("stem",)),
            "stem.frame",
        ),
        Step(
            "A block that keeps its shape",
            """
            Inside a stage a block gets {shape[stage1_block1_conv1]} and gives the same, so its
            shortcut is the identity: a line and nothing on it. The sum is activated and normalised
            before it goes on.

            So what runs along the shortcuts is not untouched from end to end: between two sums
            stand a ReLU and a batch norm. A later lesson is about networks in which nothing
            stands there.
            """,
            resnet,
            View("block", ("stage1_block1",), ("stage2", "stage3", "stage4")),
            "stage1_block1.frame",
        ),
        Step(
            "A block that changes its shape",
            """
            The first block of the second stage has stride 2 and twice the filters:
            {shape[stage2_block1_conv1]} leaves its branch, {shape[stage1_block2_2_bn]} enters it.
            The sum would fail. A 1 × 1 convolution with stride 2 on the shortcut brings the input
            to the new shape.

            This projection has {row[stage2_block1_shortcut].params:,} parameters. It has a bias and
            no batch norm, which is the article's choice; it looks at every second pixel in each
            direction and never at the others.
            """,
            resnet,
            View("block", ("stage2_block1",), ("stage1", "stage3", "stage4")),
            "stage2_block1_shortcut",
        ),
        Step(
            "The head",
            """
            After three halvings {shape[stage4_block2_2_bn]} is left. Average pooling over 4 × 4
            pixels makes 512 numbers of it, a dense layer with softmax ten probabilities.

            Look at the picture coloured by params: the last stage, with its 512 filters, holds most
            of them. By MACs the stages are far closer to each other, for a stage with twice the
            filters works on a quarter of the pixels.
            """,
            resnet,
            View("block", ("head",), ("stage1", "stage2", "stage3")),
            "head.frame",
        ),
        Step(
            "The plain twin",
            """
            Switch every skip off and the plain twin is left: the same convolutions in the same
            order, {here.params:,} parameters. The difference, {extra:,}, is the three projections,
            which had to go with their shortcuts.

            The article reports that the ResNet beats this twin by 1.59 points after 20 epochs. Two
            things changed at once, though: the shortcuts, and the number of weights. The latter by
            one percent only, but it is better to change one thing.
            """,
            plain,
            also={"extra": extra},
        ),
        Step(
            "Twins of exactly equal size",
            """
            He et al. found a shortcut without weights for this: where the shape changes it takes
            every second pixel and fills the new channels with zeros. They call it option A.

            This ResNet-20 uses it. It has {here.params:,} parameters and its plain twin has
            {twin.params:,}: exactly as many. Both have depth {here.depth}. What differs between two
            such networks after training comes from the additions alone, and from the seed.
            """,
            lambda: zoo.network("resnet20"),
            also={"twin": lambda: figures(zoo.network("plain20"))},
        ),
    ),
    challenge=Challenge(
        """
        **Reach 0.27 million parameters with {depth} layers.** Begin with this small network of one
        stage and make a residual network of depth {depth}, every skip on. Depth counts
        convolutions and dense layers on the longest path; projections do not count.
        """,
        lambda: Network("mine", [Stage("basic", 16, 2)]),
        _missing,
        (
            "Depth is 2 for the stem and the dense layer, and 2 for every block. How many blocks?",
            "Nine blocks. Three stages of three, each with twice the filters of the one before.",
            "Set stage 1 to 3 blocks, then press Add a stage twice: 16, 32 and 64 filters.",
        ),
        also={"depth": lambda: DEPTH},
    ),
)
