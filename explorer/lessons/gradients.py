"""Lesson 7: what skips do to gradients, and what they do not (He, Balduzzi, Veit)."""

from explorer import zoo
from explorer.lessons.figures import figures, share_of_paths, shortest, skips
from explorer.lessons.registry import Challenge, Step, lesson
from explorer.twins import twin

DEPTH, SHORTEST = 20, 2
PROTOCOL = (
    "Measured before training: He initialisation, shortcuts of 1 × 1 convolution and batch norm"
    " where the shape changes, 16 standard-normal images, random labels, batch statistics, 4 seeds."
)
MEASURED = {"seeds": 4, "norm": "with"}
MOVED = f"{PROTOCOL} Each image is moved by 0.01 times standard-normal noise."
FRESH = (
    "The experiment here takes this network before training: its paths are as many, but the hill of"
    " number times gradient stands elsewhere than in the trained network of the paper."
)


def residual(depth):
    """He's CIFAR network with projections."""
    return zoo.network(f"resnet{depth}_b")


def plain(depth):
    """Its plain twin."""
    return twin(residual(depth)).with_(name=f"plain{depth}_b")


def _missing(network):
    depth, way = figures(network).depth, shortest(network)
    if depth < DEPTH:
        yield f"It has depth {depth}: at least {DEPTH} are wanted."
    if way > SHORTEST:
        on, count = skips(network)
        off = f" ({count - on} of its skips are off)" if on < count else ""
        yield f"The shortest path passes {way} weighted layers{off}: {SHORTEST} are wanted."


lesson(
    "gradients",
    title="What skips do to gradients",
    teaches="The myth of the vanishing gradient, what is measured instead, and paths.",
    steps=(
        Step(
            "A myth",
            """
            "Skip connections cure vanishing gradients" stands in many texts. For networks with
            batch normalisation it is **wrong**. He et al. wrote so in 2015 when they introduced
            ResNets (section 4.1): their plain networks were trained with batch norm, signals
            did not vanish in either direction, and yet the deeper ones trained worse.

            This is a plain network of {here.depth} weighted layers. What do its gradients look
            like, before any training?
            """,
            lambda: plain(56),
        ),
        Step(
            "They explode",
            """
            Compare the size of the gradient (its root mean square) in the first 3 × 3 convolution
            with that in the last one. In the plain network of 56 layers the first is **10,000 to
            22,000 times as large**. In the residual network, drawn here, it is 120 to 150 times as
            large.

            So nothing vanishes. Without skips the gradient grows towards the input, with them it
            grows far less.
            """,
            lambda: residual(56),
            note=PROTOCOL,
            experiment=("gradient_flow", MEASURED),
        ),
        Step(
            "At twenty layers",
            """
            At 20 layers the same ratio is 49 to 57 in the plain network and 20 to 23 in the
            residual one: a factor of two or so between them, where it was about a hundred at 56
            layers.

            This fits what training shows. After 40 epochs on CIFAR-10 a plain network of 20 layers
            was 2.5 points of accuracy behind the residual one, and one of 56 layers 12.1 points.
            What skips change grows with depth.
            """,
            lambda: residual(20),
            note=PROTOCOL,
            experiment=("gradient_flow", MEASURED),
        ),
        Step(
            "They shatter",
            """
            Size is not all. Move an image by a hundredth and ask for the gradient at the input
            again: does it point the same way? The cosine of the two is about **0** for plain-56 and
            **0.50** for residual-56; for 20 layers, 0.59 to 0.62 and 0.89.

            A gradient that tells nothing of the next point hardly helps to descend. Balduzzi et
            al. (2017) call such gradients shattered.
            """,
            lambda: residual(56),
            note=MOVED,
            experiment=("shattered", {}),
        ),
        Step(
            "Many short paths",
            """
            Each block can be passed through its branch or along its shortcut. A network of 54
            blocks is a bundle of 2⁵⁴ paths, one for each choice. How long they are follows a
            binomial distribution: on average 27 blocks.

            Veit et al. (2016) measured that in a trained network nearly all of the gradient comes
            along paths of 5 to 17 blocks. These are {share:.4f} percent of all. The long paths are
            there; they carry little.
            """,
            lambda: zoo.network("resnet110"),
            note=FRESH,
            also={"share": lambda: share_of_paths(54, 5, 17)},
            experiment=("paths", {}),
        ),
        Step(
            "How far these figures reach",
            """
            They hold for their protocol and no further. With option A shortcuts the cosine of
            residual-56 is 0.81 instead of 0.50. With real images it lies between 0.06 and 0.70,
            depending on how their values are scaled.

            And they describe networks before training. What stays in each case is the direction:
            the residual network's gradients are less extreme and more alike from point to point.
            When you show such a number, show how it was measured.
            """,
            lambda: zoo.network("resnet56"),
        ),
    ),
    challenge=Challenge(
        """
        **Give the gradient a short way.** This is the plain twin of a ResNet-20. Keep a depth of at
        least {depth}, and make a path from the output back to the image that passes no more than
        **{way} weighted layers**: the dense layer at the end and the stem's convolution.
        """,
        lambda: plain(20),
        _missing,
        (
            "A path along a shortcut passes none of the block's convolutions. Switch skips on.",
            "Two weighted layers are left on the path: the projections, where the shape changes.",
            "An option of stages 2 and 3 says what their shortcuts do. Pad needs no weights.",
        ),
        also={"depth": lambda: DEPTH, "way": lambda: SHORTEST},
    ),
)
