"""Blocks of a trained network switched off, or two of them swapped."""

from explorer.experiments.registry import Experiment, Option, register

lesion = register(
    Experiment(
        name="lesion",
        title="Lesion",
        question="What happens to a trained network when a block is missing?",
        method=(
            "The best weights of a run, with moving averages, on validation images that it was not"
            " trained on; nothing is trained again. A residual block is switched off by taking its"
            " branch times 0: the shortcut stays, and so do a projection and the activation after"
            " the sum. (Of a dense block the new channels become 0.) A block without a shortcut is"
            " taken out: its output is its input; where it makes the image smaller the input is"
            " averaged over as many pixels, and channels that are missing are filled with zeros,"
            " or surplus ones left out. First every block alone; then several at once, drawn at"
            " random, the same ones in both networks where they have as many blocks; then two"
            " blocks of equal shapes in each other's place. Accuracy after each."
        ),
        look_for=(
            "Without one of its residual blocks the network loses little; in the paper those"
            " matter most that make the image smaller (diamonds). The plain network falls to"
            " about chance without any one of its blocks. With more blocks missing the residual"
            " network fades rather than breaks."
        ),
        limits=(
            "That a block can be spared after training does not show that it was useless in"
            " training: the rest has learned beside it. One run is one seed. A briefly trained"
            " network of few blocks spares less than the 54 blocks of the paper, its first blocks"
            " least of all, and a difference smaller than 1 / sqrt(images) is chance."
        ),
        paper="Veit et al. 2016, section 4",
        link="https://arxiv.org/abs/1605.06431",
        options=(
            Option("images", "Images", 1000, 100, 5000, help="At most the run's validation images"),
            Option("draws", "Draws for each number", 3, 1, 10, help="Of blocks missing at once"),
            Option("swap", "Swap blocks too", True),
        ),
        run="must",
        beside=True,
        seconds=12,
    )
)
