"""Lesson 1: the toy ResNet of the Keras functional guide, line by line."""

from explorer import zoo
from explorer.lessons.figures import figures, skips_missing
from explorer.lessons.registry import Challenge, Step, lesson
from explorer.picture import View

LIMIT = 300_000  # parameters
CODE = """\
inputs = keras.Input(shape=(32, 32, 3), name="img")
x = layers.Conv2D(32, 3, activation="relu")(inputs)
x = layers.Conv2D(64, 3, activation="relu")(x)
block_1_output = layers.MaxPooling2D(3)(x)

x = layers.Conv2D(64, 3, activation="relu", padding="same")(block_1_output)
x = layers.Conv2D(64, 3, activation="relu", padding="same")(x)
block_2_output = layers.add([x, block_1_output])

x = layers.Conv2D(64, 3, activation="relu", padding="same")(block_2_output)
x = layers.Conv2D(64, 3, activation="relu", padding="same")(x)
block_3_output = layers.add([x, block_2_output])

x = layers.Conv2D(64, 3, activation="relu")(block_3_output)
x = layers.GlobalAveragePooling2D()(x)
x = layers.Dense(256, activation="relu")(x)
x = layers.Dropout(0.5)(x)
outputs = layers.Dense(10)(x)

model = keras.Model(inputs, outputs, name="toy_resnet")
"""


def toy():
    return zoo.network("toy_resnet")


def _missing(network):
    params = figures(network).params
    count = sum(stage.blocks for stage in network.stages)
    if count < 3:
        yield f"It has {count} residual block{'s' * (count != 1)}: three are wanted."
    yield from skips_missing(network)
    if params >= LIMIT:
        yield f"It has {params:,} parameters: fewer than {LIMIT:,} are wanted."


lesson(
    "toy_resnet",
    title="A first ResNet, line by line",
    teaches="Read the toy ResNet of the Keras guide: each line of code, and the box it makes.",
    code=CODE,
    steps=(
        Step(
            "Twenty lines, one picture",
            """
            This is the toy ResNet of the Keras guide to the functional API: its code, and beside it
            the same network drawn. The image enters on the left, ten numbers leave on the right.
            Two arcs run above the blocks: these are the skip connections, and they are what makes
            it a residual network.

            Go on with **Next**. Each step lights the lines it is about and their place in the
            picture. You can touch everything: a plus opens a box, an arc switches a skip.
            """,
            toy,
        ),
        Step(
            "From the image to block 1",
            """
            `keras.Input` makes no layer that computes; it says what will come in: {shape[inputs]}.
            Each of the two convolutions looks through 3 × 3 windows and uses no padding, so a pixel
            is lost on every side: {shape[stem_conv1]}, then {shape[stem_conv2]}.
            `MaxPooling2D(3)` keeps the largest of every 3 × 3 numbers: {shape[stem_pool]}.

            The variable `block_1_output` is kept under a name of its own. It will be used twice,
            and that is all a skip connection is.
            """,
            toy,
            View("block", ("stem",)),
            "stem.frame",
            lines=(1, 2, 3, 4),
        ),
        Step(
            "The residual branch",
            """
            Two more convolutions start from `block_1_output`. Now `padding="same"` keeps the size,
            and 64 filters keep the number of channels: {shape[stage1_block1_conv2]} comes out, just
            what went in. That is no accident. The next line can only add what has equal shapes.

            Each of these convolutions has 3 × 3 × 64 × 64 weights and 64 biases, which makes
            {row[stage1_block1_conv1].params:,} parameters.
            """,
            toy,
            View("block", ("stage1_block1",)),
            "stage1_block1_conv1",
            lines=(6, 7),
        ),
        Step(
            "The addition",
            """
            `layers.add` takes a list of tensors and sums them number by number. One is the branch,
            the other is `block_1_output`, which came here unchanged along the arc. The addition
            itself has no parameters.

            So the two convolutions need not produce the whole result. They produce what is to be
            *added* to their input: the residual. With weights near zero the block passes its input
            on almost as it is.
            """,
            toy,
            View("block", ("stage1_block1",)),
            "stage1_block1_add",
            lines=(8,),
        ),
        Step(
            "The same again",
            """
            The second block is the first one once more, from `block_2_output` to `block_3_output`.
            With two skips in a row there are four ways from the image to the result: through both
            branches, through one of them or the other, or past both.

            Touch one of the arcs. The skip goes, the addition with it, and the parameters stay the
            same: an identity skip costs nothing. Touch it again to bring it back.
            """,
            toy,
            selected="stage1_block2",
            lines=(10, 11, 12),
        ),
        Step(
            "From features to ten numbers",
            """
            A last convolution, again without padding, leaves {shape[head_conv]}. Global average
            pooling takes the mean of each channel, so 64 numbers remain, whatever the size of the
            image. Two dense layers follow, with dropout between them, which is active only in
            training.

            The last `Dense(10)` has no softmax: its ten outputs are logits. The loss must be told,
            with `from_logits=True`.
            """,
            toy,
            View("block", ("head",)),
            "head.frame",
            lines=(14, 15, 16, 17, 18),
        ),
        Step(
            "What it costs",
            """
            `keras.Model` walks back from the outputs to the inputs and collects every layer on its
            way: {here.layers}, the input counted. They hold {here.params:,} parameters and need
            {here.mmacs:.1f} million multiply-accumulates for one image.

            Colour the picture by params and then by MACs with the choice above it. The two do not
            agree: a dense layer uses each weight once, a convolution uses each one at every
            pixel.
            """,
            toy,
            lines=(20,),
        ),
    ),
    challenge=Challenge(
        """
        Give the toy ResNet a **third residual block** and keep it below **{limit:,} parameters**,
        with every skip on. Change the design in the picture or in the form; what is still missing
        is said here as you go.
        """,
        toy,
        _missing,
        (
            "The two blocks are one stage. Open the form: a stage has a number of blocks.",
            "Set Blocks of stage 1 to 3. Every block keeps 64 filters, so the sums still fit.",
        ),
        also={"limit": lambda: LIMIT},
    ),
)
