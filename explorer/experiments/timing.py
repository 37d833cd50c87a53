"""How long a network takes on this machine: asked from the comparison."""

from explorer.experiments.registry import Experiment, Option, register

timing = register(
    Experiment(
        name="timing",
        title="Time on this machine",
        question="How long do a forward pass and a training step take here?",
        method=(
            "Random images through the compiled model: the median time of a prediction and of a"
            " training step (SGD, float32), after a warm-up."
        ),
        look_for="Milliseconds for one batch, and what that makes for one image.",
        limits="This machine, now: what else runs on it counts.",
        paper="measured here",
        link="",
        options=(
            Option("batch_size", "Batch", 64, 1, 1024),
            Option("rounds", "Rounds", 7, 3, 50),
        ),
        classifier=False,
    )
)
