"""Lesson 4: what adding and what concatenating do to the skips of an encoder-decoder."""

import math

from explorer import edits, zoo
from explorer.assembly import trace
from explorer.lessons.figures import figures, figures_of
from explorer.lessons.registry import Challenge, Step, lesson
from explorer.picture import View
from explorer.specs import Skip, Stage
from explorer.twins import twin

OUTPUT, SKIPS, LIMIT = (32, 32, 3), 3, 600_000
CONCATENATION = "concatenate_stage3_to_stage5"


def joined():
    return zoo.network("skip_autoencoder")


def bare():
    """The encoder-decoder without its long skips."""
    return twin(joined()).with_(name="autoencoder")


def added():
    skips = tuple(Skip(skip.source, skip.target, "add") for skip in joined().skips)
    return joined().with_(name="autoencoder_added", skips=skips)


def crossed():
    """A skip between stages of different size."""
    crossing = edits.add_long_skip(bare(), "stage1", "stage6", "concatenate")
    return crossing.with_(name="autoencoder_crossed")


def unfinished():
    """Too wide in the middle, one upsampling short, and without skips."""
    wide = [Stage("plain", 256, strides=2, norm=False), Stage("upsample", 256)]
    stages = (*bare().stages[:3], *wide, *bare().stages[5:7])
    return bare().with_(name="mine", stages=stages)


def projection():
    """Parameters of the projection that the crossing skip needs."""
    rows = figures_of(crossed())["row"]
    return rows["concatenate_stage1_to_stage6_projection"].params


def _missing(network):
    shape = trace(network).output.shape[1:]
    if shape != OUTPUT:
        given = " × ".join(map(str, shape))
        yield f"{given} comes out: 32 × 32 × 3 is wanted, the size of the image."
    count = sum(skip.merge == "concatenate" for skip in network.skips)
    if count < SKIPS:
        yield f"It has {count} concatenated long skips: {SKIPS} are wanted."
    params = figures(network).params
    if params >= LIMIT:
        yield f"It has {params:,} parameters: fewer than {LIMIT:,} are wanted."


lesson(
    "add_or_concatenate",
    title="Add or concatenate",
    teaches="Long skips of an encoder-decoder: what each way to merge costs, needs and means.",
    steps=(
        Step(
            "The encoder",
            """
            An encoder-decoder gives an image back: 32 × 32 × 3 goes in and comes out. The first
            half makes it small. Four convolutions with stride 2 lead to
            {shape[stage1_block1_conv]}, {shape[stage2_block1_conv]}, {shape[stage3_block1_conv]}
            and {shape[stage4_block1_conv]}.

            At the narrowest place {narrow} numbers must hold what the decoder needs to draw
            {image:,}. It cannot hold everything. What is lost first is where exactly the fine
            details were.
            """,
            bare,
            selected="stage4_block1",
            also={"narrow": lambda: 2 * 2 * 128, "image": lambda: math.prod(OUTPUT)},
        ),
        Step(
            "The decoder",
            """
            The second half makes it large again. Each of its blocks repeats every pixel twice in
            both directions, then convolves: `UpSampling2D`, `Conv2D`, ReLU. No weight is spent on
            the enlarging itself.

            Without skips everything goes through the narrow place. The network has {here.params:,}
            parameters, and more of them would not help the details much: they are gone before the
            decoder begins.
            """,
            bare,
            View("block", ("stage5_block1",)),
            "stage5_block1_up",
        ),
        Step(
            "Concatenated skips",
            """
            The encoder had the details, at three sizes. A long skip carries each of them over to
            the decoder's block of the same size. `Concatenate` puts the channels beside each other:
            {shape[stage3_block1_act]} and {shape[stage5_block1_act]} become
            {shape[concatenate_stage3_to_stage5_concat]}.

            Nothing is mixed yet. The next convolution sees both and learns how to weigh them. U-Net
            made this plan famous in 2015.
            """,
            joined,
            selected=CONCATENATION,
        ),
        Step(
            "What that costs",
            """
            The merge has no parameters, but each convolution behind one now gets more channels. All
            in all there are {here.params:,} parameters instead of {bare.params:,}, and
            {here.mmacs:.1f} million multiply-accumulates instead of {bare.mmacs:.1f}.

            Memory grows as well: the encoder's outputs must be kept until the decoder asks for
            them. That is true of every long skip, also of an added one, and not only in training.
            """,
            joined,
            selected="stage6_block1",
            also={"bare": lambda: figures(bare())},
        ),
        Step(
            "Added skips",
            """
            The same three skips, added. Widths and sizes happen to agree here, so the sums fit and
            nothing else changes: {here.params:,} parameters, exactly as many as without skips, and
            the convolutions behind the sums stay as they were.

            The price is another one. A sum cannot be taken apart: decoder and encoder have to
            agree what each of the channels means.
            """,
            added,
            selected="add_stage3_to_stage5",
            also={"bare": lambda: figures(bare())},
        ),
        Step(
            "How they are related",
            """
            A convolution over concatenated channels has one set of weights for the skip and one for
            the decoder. Force both sets to be equal and it computes just what a convolution over
            the sum computes. So, with the same convolution behind it, adding is concatenating with
            tied weights.

            Concatenation can therefore express more, for more weights. Addition is cheaper and
            keeps the width, which is why deep residual networks add: concatenating at every block,
            as DenseNet does, makes channels grow from block to block.
            """,
            joined,
            selected=CONCATENATION,
        ),
        Step(
            "When sizes differ",
            """
            Concatenation needs equal height and width; addition needs equal channels as well. This
            skip leaves at {shape[stage1_block1_act]} and arrives at {shape[stage6_block1_act]}. The
            app puts a 1 × 1 convolution with a stride on it, {extra:,} parameters, and joins the
            two afterwards.

            It works, yet it throws away the details that the skip was for. Join what has the same
            size.
            """,
            crossed,
            selected="concatenate_stage1_to_stage6",
            also={"extra": projection},
        ),
    ),
    challenge=Challenge(
        """
        **Give the image back.** This encoder-decoder has no skips, too wide a middle, and an output
        that is too small. Make it return 32 × 32 × 3 with at least **{skips} concatenated** long
        skips and fewer than **{limit:,} parameters**. Drag from stage to stage adds; the form lets
        you choose how to merge.
        """,
        unfinished,
        _missing,
        (
            "The output is half as large as the image: four halvings need four upsamplings.",
            "Add a stage at the end: the form copies the last upsampling block.",
            "Give stages 4 and 5 128 filters. Then, in the form, concatenate stage3 to stage5,"
            " stage2 to stage6 and stage1 to stage7.",
        ),
        also={"skips": lambda: SKIPS, "limit": lambda: LIMIT},
    ),
)
