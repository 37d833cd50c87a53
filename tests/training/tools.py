"""Small networks, and the settings of small runs."""

from pathlib import Path

from explorer import Network, Stage

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data" / "cifar-10-batches-py"

# Real photographs where there are some, else the images that we draw.
IMAGES = {"data_dir": str(REAL)} if REAL.is_dir() else {"dataset": "shapes10"}
SMALL = IMAGES | {"epochs": 2, "batch_size": 20, "limit": 200, "learning_rate": 0.01}


def tiny(**changes):
    """A residual classifier of under two thousand weights."""
    stages = [Stage("basic", 8, 1, 2, shortcut="projection")]
    return Network("tiny", stages, stem={"kind": "conv", "filters": 4}).with_(**changes)


def autoencoder(head=None):
    """An encoder and a decoder of one stage each."""
    stages = [Stage("plain", 8, strides=2, norm=False), Stage("upsample", 8)]
    head = head or {"kind": "reconstruction"}
    return Network("small_autoencoder", stages, stem={"kind": "none"}, head=head)
