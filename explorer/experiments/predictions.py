"""What a trained run says of one picture: asked from the page of the run."""

from explorer.experiments.registry import Experiment, register

predict = register(
    Experiment(
        name="predict",
        title="Try it on an image",
        question="What does the run's best epoch say of one picture?",
        method="The picture as the network sees it, through the run's best weights.",
        look_for="The probability of each class.",
        limits="A probability of 0.9 is right nine times in ten only for images like its own.",
        paper="Guo et al. 2017",
        link="https://arxiv.org/abs/1706.04599",
        run="must",
        seconds=2,
    )
)
