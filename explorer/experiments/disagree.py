"""Where two trained runs answer differently: asked from the comparison of runs."""

from explorer.experiments.registry import Experiment, Option, register

disagree = register(
    Experiment(
        name="disagree",
        title="Where two runs disagree",
        question="Which images do two runs name differently, and which of them is right?",
        method=(
            "The best weights of both runs on images that neither has learnt from: those that both"
            " hold for validation first, then others that neither was given to train on."
        ),
        look_for="Images that only one of the two names right, and whether they are of a kind.",
        limits=(
            "Two seeds of one network disagree, too: compare how often before reading a meaning"
            " into single images."
        ),
        paper="measured here",
        link="",
        options=(Option("images", "Images", 500, 10, 10_000),),
        run="must",
        seconds=5,
    )
)
