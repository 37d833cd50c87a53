"""What reaches the weights and the image from behind: gradient flow, shattered gradients."""

from explorer.experiments.registry import USUAL_SEEDS, Experiment, Option, register

DEEPEST = 18  # blocks a stage; of two convolutions in each of three stages: 110 layers
SEEDS = Option("seeds", "Seeds", 2, 1, 8, help="Each draws weights, images and labels anew")

gradient_flow = register(
    Experiment(
        name="gradient_flow",
        title="Gradient flow",
        question="How large is the gradient in each block, from the first to the last?",
        method=(
            "16 images of standard-normal noise with random labels, batch statistics (training"
            " mode), fresh weights as the blocks draw them (He). One backward pass gives each"
            " convolution's gradient; a block's figure is the root mean square over its"
            " weights. The plain twin gets the same images. With a run, the same is asked of its"
            " weights at the start, at its best epoch and at its end."
        ),
        look_for=(
            "A level line: every block learns at about the same pace. With batch norm, a deep"
            " plain network's gradient **grows** towards the image, by a factor of 10,000 and more"
            " in 56 layers; with shortcuts the factor is near a hundred. Nothing vanishes."
            " Without batch norm see how the shortcuts alone behave."
        ),
        limits=(
            "It is one moment of training and says nothing of the result. Real images, other"
            " shortcuts and another scale of the input move the figures."
        ),
        paper="He et al. 2015, section 4.1",
        link="https://arxiv.org/abs/1512.03385",
        options=(
            SEEDS,
            Option("twin", "Plain twin beside it", True),
            Option(
                "norm",
                "Batch norm",
                "both",
                choices=("with", "without", "both"),
                help="Without: every batch normalisation is left out of both networks",
            ),
        ),
        run="may",
    )
)


def _curve(layers, settings):
    """The work for all depths up to the deepest, however deep the network itself is."""
    return settings["seeds"] / USUAL_SEEDS * (settings["deepest"] / DEEPEST) ** 1.5


shattered = register(
    Experiment(
        name="shattered",
        title="Shattered gradients",
        question="When the image moves a little, does the gradient still point the same way?",
        method=(
            "The gradient of the loss by the image, at 16 standard-normal images and at the same"
            " images moved by 1 % noise; the cosine between the two, averaged over images. Fresh"
            " weights (He), batch statistics, random labels. The network is made deeper and"
            " shallower by its stages' number of blocks, and so is its plain twin."
        ),
        look_for=(
            "1 is a gradient that can be followed, 0 one that is noise. A plain network's falls"
            " to 0 with depth; with shortcuts it falls slowly, to about 0.5 at 56 layers with"
            " projections. Two backward passes and no training: no cheaper experiment shows a"
            " larger contrast."
        ),
        limits=(
            "The figures belong to this protocol: option A shortcuts or real images give others."
            " It is the start of training, not its course."
        ),
        paper="Balduzzi et al. 2017",
        link="https://arxiv.org/abs/1702.08591",
        options=(
            SEEDS,
            Option(
                "deepest",
                "Most blocks in a stage",
                DEEPEST,
                1,
                30,
                help="18 blocks of two convolutions in each of three stages make 110 layers",
            ),
        ),
        seconds=22,
        work=_curve,
    )
)
