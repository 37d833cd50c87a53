"""The paths through a network: how many there are of each length, and what gradient they carry."""

from explorer.experiments.registry import USUAL_LAYERS, Experiment, Option, register

USUAL_SAMPLES = 64


def _work(layers, settings):
    """A deeper network has more lengths, and each of their paths is longer."""
    return max(layers / USUAL_LAYERS, 0.5) ** 1.5 * settings["samples"] / USUAL_SAMPLES


paths = register(
    Experiment(
        name="paths",
        title="Paths",
        question="Through how many blocks do the paths lead, and which of them carry gradient?",
        method=(
            "Every path is counted through the network's own graph: at each sum it comes from the"
            " shortcut (length 0, a projection too) or from the branch (length 1); a block without"
            " a shortcut lies on every path, a long skip leads past the blocks between its ends,"
            " and a concatenation counts like a sum. The counts are exact. Then the gradient is"
            " sampled: for each length paths are drawn, all alike likely, one for each image. The"
            " images run forward through the whole network; the gradient runs back along the drawn"
            " path only, at each sum through the branch alone or the shortcut alone. Measured is"
            " its length at the image. Fresh weights with standard-normal images and random"
            " labels, or a run's best weights with its validation images; batch norm uses moving"
            " averages, of fresh weights those of the images themselves, so that no image touches"
            " another's gradient."
        ),
        look_for=(
            "n blocks make 2^n paths, most of them about n / 2 blocks long. In the trained network"
            " of Veit et al. the gradient shrinks with each block that it passes, so the gradient"
            " of most paths is negligible: of 54 blocks, the paths of 5 to 17 carried nearly all of"
            " it, and they are 0.4537 % of all paths. See where the product of number and gradient"
            " has its hill. A plain network has one path."
        ),
        limits=(
            "Gradients of many paths do not simply add up: they may point against each other, so"
            " the product is no share of the whole gradient. Depth and training change the picture:"
            " in a network of 9 blocks, fresh or briefly trained, a longer path may carry more."
            " That a network behaves like an ensemble of shallow ones does not follow from counts."
        ),
        paper="Veit et al. 2016, sections 3 and 5",
        link="https://arxiv.org/abs/1605.06431",
        options=(
            Option(
                "samples",
                "Paths of each length",
                USUAL_SAMPLES,
                16,
                512,
                help="Drawn for each length; the mean and the quarters are of these",
            ),
        ),
        run="may",
        work=_work,
    )
)
