"""What runs forward through a network: how strongly blocks respond, how near they are to zero."""

from explorer.experiments.registry import Experiment, Option, register

SEEDS = Option("seeds", "Seeds", 2, 1, 8, help="Each draws weights and images anew")
IMAGES = Option("images", "Images", 128, 16, 1024)

response = register(
    Experiment(
        name="response",
        title="Response strength",
        question="How much does each block add to what its shortcut brings?",
        method=(
            "Images run through the network; after each block the standard deviation of its"
            " output, and of the residual branch and of the shortcut just before their sum. Fresh"
            " weights and standard-normal images in training mode, or a run's best weights and its"
            " validation images as they are used (moving averages)."
        ),
        look_for=(
            "A branch far below its shortcut changes its input only a little: many small steps"
            " rather than few large ones. In a trained network, deeper ones have the weaker"
            " branches; the first block of a stage is the exception."
        ),
        limits=(
            "A small response is not a useless block: lesions ask that. A plain block has no"
            " shortcut to be compared with."
        ),
        paper="He et al. 2015, figure 7",
        link="https://arxiv.org/abs/1512.03385",
        options=(SEEDS, IMAGES, Option("twin", "Plain twin beside it", True)),
        run="may",
        classifier=False,
    )
)

identity = register(
    Experiment(
        name="identity",
        title="Identity at the start",
        question="How far is each block from doing nothing, before any training?",
        method=(
            "Standard-normal images in training mode through fresh weights. For each block that"
            " keeps its shape: the length of (output - input), divided by the length of the input."
            " Beside it the same network with zero gamma, where its blocks have that option: the"
            " last batch norm of each branch starts at 0. And the plain twin."
        ),
        look_for=(
            "0 is the identity. With zero gamma every block with an identity shortcut starts"
            " there, so the network begins as a shallow one. A plain block is nowhere near: its"
            " layers would have to learn to do nothing."
        ),
        limits="Where a block starts does not say where it ends: only the start is measured.",
        paper="Goyal et al. 2017, section 5.1",
        link="https://arxiv.org/abs/1706.02677",
        options=(SEEDS,),
        classifier=False,
    )
)
