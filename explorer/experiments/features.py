"""Images, what a network says of them, and what one of its blocks makes of them."""

from explorer.experiments.registry import Experiment, Option, register

features = register(
    Experiment(
        name="features",
        title="What the network sees",
        question="What do the channels of a block answer to in an image?",
        method=(
            "A few of the run's validation images, or a picture of one's own, through its best"
            " weights (moving averages): the probability of each class, and the output of one"
            " block, a small picture for each channel, from its lowest value (black) to its"
            " highest (white). Fresh weights are shown shapes10 where they take its images, else"
            " standard-normal noise; their moving averages are set to those of the images."
        ),
        look_for=(
            "Early blocks keep the picture: edges, colours, light and dark. Later ones keep less of"
            " where and more of what, on fewer and larger pixels. After a shortcut the block's"
            " input can still be made out. A black map is a channel that is silent here."
        ),
        limits=(
            "Each map has its own scale: two of equal looks may differ a hundredfold. What a map"
            " resembles to us is no proof of what the network uses it for."
        ),
        paper="Zeiler & Fergus 2014",
        link="https://arxiv.org/abs/1311.2901",
        options=(
            Option("block", "Block", "", help='A name such as "stage2_block1"; empty: the first'),
            Option("channels", "Channels", 16, 1, 64),
            Option("images", "Images", 6, 1, 12),
        ),
        run="may",
        picture=True,
        classifier=False,
        seconds=4,
    )
)
