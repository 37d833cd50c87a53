"""Lesson 8: depth hurts plain networks, and why a short run does not show it."""

from explorer import zoo
from explorer.lessons.figures import figures, skips_missing
from explorer.lessons.registry import Challenge, Step, lesson
from explorer.picture import View
from explorer.twins import twin

DEPTH, LIMIT = 44, 100.0  # layers; millions of multiply-accumulates
TRAINED = """
| 40 epochs, accuracy | 20 layers | 56 layers |
|---|--:|--:|
| residual | 90.4 | 90.9 |
| plain | 87.9 | 78.8 |
"""
PUBLISHED = """
| layers | parameters | error, % |
|---|--:|--:|
| 20 | {r20.params:,} | 8.75 |
| 32 | {r32.params:,} | 7.51 |
| 44 | {r44.params:,} | 7.17 |
| 56 | {r56.params:,} | 6.97 |
| 110 | {r110.params:,} | 6.43 |
| 1202 | {r1202.params:,} | 7.93 |
"""


def of(name):
    """A function that computes the figures of a named network."""
    return lambda: figures(zoo.network(name))


def _missing(network):
    found = figures(network)
    if found.depth != DEPTH:
        yield f"It has depth {found.depth}: {DEPTH} is wanted."
    yield from skips_missing(network)
    more = found.params - figures(twin(network)).params
    if more:
        yield f"Its plain twin has {more:,} parameters fewer: they shall have exactly as many."
    if found.mmacs > LIMIT:
        macs = f"{found.mmacs:.1f}"
        yield f"It needs {macs} million multiply-accumulates: at most {LIMIT:.0f} are wanted."


lesson(
    "depth",
    title="Depth, and what a short run hides",
    teaches="What depth does with and without skips, and how to compare two networks fairly.",
    steps=(
        Step(
            "Deeper and worse",
            """
            A plain network of 56 layers could do all that one of 20 layers can: let the other
            layers be identities. Trained, it does worse, and not by overfitting, for its error on
            the training images is higher as well. He et al. called this degradation.

            This is the plain network of 56 layers. It has {here.params:,} parameters, the one of 20
            layers has {small.params:,}.
            """,
            lambda: zoo.network("plain56"),
            also={"small": of("plain20")},
        ),
        Step(
            "With skips",
            """
            The same 56 layers with their skips, and exactly {here.params:,} parameters again. In
            runs of 40 epochs on CIFAR-10 the residual network gained a little from depth, where the
            plain one lost nine points.

            To let a residual block be an identity, its branch need only give zero. To let two
            plain convolutions be one, their weights have to find it.
            """,
            lambda: zoo.network("resnet56"),
            table=TRAINED,
        ),
        Step(
            "A short run shows nothing",
            """
            Three epochs on 5,000 images, one seed: the errors of a residual network and its twin
            were 69.2 and 68.7 percent at 8 layers, 68.9 and 63.1 at 20. All of them are far from
            what training can reach. At 56 layers, after two epochs, both kinds are still near
            chance.

            From such a run you can see that training works. You cannot see which network is better,
            and least of all what depth does.
            """,
            lambda: zoo.network("plain20"),
        ),
        Step(
            "One seed is no result",
            """
            The seed draws the first weights, the order of the images and their augmentation.
            Train one network with five seeds and you get five different accuracies. How far they
            lie apart is the spread.

            A difference between two networks means little unless it is clearly larger than that.
            With one seed each, never read a difference of less than a point as a result. Say how
            many seeds you trained, and show their spread.
            """,
            lambda: zoo.network("resnet20"),
        ),
        Step(
            "How far depth goes",
            """
            He et al. 2015 published these test errors on CIFAR-10. From 20 to 110 layers the error
            falls, by less and less. The network of 1,202 layers trains well and is worse again on
            the test images: with {r1202.params:,} parameters for 50,000 pictures, they blame
            overfitting. For 110 layers the table has the best run; the median was 6.61.

            ResNet-110, drawn here, needs {here.mmacs:.0f} million multiply-accumulates for an
            image, ResNet-20 {r20.mmacs:.0f}.
            """,
            lambda: zoo.network("resnet110"),
            View("network"),
            table=PUBLISHED,
            also={f"r{depth}": of(f"resnet{depth}") for depth in (20, 32, 44, 56, 110, 1202)},
        ),
        Step(
            "A fair comparison",
            """
            Change one thing. Option A shortcuts keep the number of weights equal; with projections,
            as here, the residual network has {extra:,} parameters more than its twin. Train both
            with the same settings, the same images and the same seeds, several of them, and long
            enough that the curves have flattened.

            Choose by validation and look at the test set once. Then report the mean and the spread
            of each.
            """,
            lambda: zoo.network("resnet56_b"),
            also={
                "extra": lambda: (
                    of("resnet56_b")().params - figures(twin(zoo.network("resnet56_b"))).params
                )
            },
        ),
    ),
    challenge=Challenge(
        """
        **Prepare a fair pair at {depth} layers.** Turn this ResNet-20 with projections into a
        residual network of depth {depth} whose plain twin has **exactly as many parameters**, with
        every skip on and at most **{limit:.0f} million multiply-accumulates** for an image.
        """,
        lambda: zoo.network("resnet20_b"),
        _missing,
        (
            "Two layers a block, and two more: how many blocks are needed in three stages?",
            "Seven blocks a stage. A twin of equal size needs shortcuts that have no weights.",
            "Set the shortcut of stages 2 and 3 to pad.",
        ),
        also={"depth": lambda: DEPTH, "limit": lambda: LIMIT},
    ),
)
