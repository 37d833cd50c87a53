"""A slice through the loss: filter-normalised directions around a network's weights."""

from explorer.experiments.registry import Experiment, Option, by_layers, register

USUAL_POINTS, USUAL_IMAGES = 25, 256


def _work(layers, settings):
    """Every point of the plane, or of its one line, is a look at all images."""
    points = settings["points"] ** 2 if settings["dimensions"] == 2 else USUAL_POINTS
    return (
        by_layers(layers, settings)
        * (points / USUAL_POINTS**2)
        * (settings["images"] / USUAL_IMAGES)
    )


loss_slice = register(
    Experiment(
        name="loss_slice",
        title="Loss slice",
        question="How does the loss look around the weights, along random directions?",
        method=(
            "A direction is drawn from a standard normal; each of its filters (of a dense layer:"
            " each unit) is scaled to the length of the same filter of the weights, so that 1 is a"
            " step as long as the weights themselves. Biases and batch norm are not moved, and"
            " moving averages stay as they were trained. The loss of one batch is computed along"
            " one direction, and then on the plane of two: 7 x 7 points first, then those between."
            " A run's best weights with its validation images; fresh weights with shapes10 where"
            " they take its images, else with standard-normal images and random labels, their"
            " moving averages set to those of the batch. With the plain twin's run the same is"
            " done to it."
        ),
        look_for=(
            "How far the valley reaches before the loss rises, whether its lines are round, and"
            " what differs between the two networks. The colours are logarithmic."
        ),
        limits=(
            "It is a slice: two random directions out of hundreds of thousands. A smooth slice"
            " does not show that the loss is convex, nor a rough one that training is hard; other"
            " seeds give other slices, and one careful repeat did not find the chaos of the famous"
            " picture of a deep network without shortcuts."
        ),
        paper="Li et al. 2018",
        link="https://arxiv.org/abs/1712.09913",
        options=(
            Option("dimensions", "Dimensions", 2, choices=(1, 2)),
            Option("points", "Points a side", USUAL_POINTS, choices=(7, 13, 25)),
            Option("reach", "Reach", 1.0, 0.1, 2.0, help="1 is as far as the weights are long"),
            Option(
                "images",
                "Images",
                USUAL_IMAGES,
                32,
                1024,
                help="At most the run's validation images",
            ),
            Option("seed", "Seed of the directions", 0, 0, 999),
        ),
        run="may",
        beside=True,
        classifier=False,
        seconds=110,
        work=_work,
    )
)
