"""Small networks, and the settings of small runs."""

from pathlib import Path

from explorer import Network, Stage
from explorer.runs import Settings
from explorer.training import run_job

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data" / "cifar-10-batches-py"

# Real photographs where there are some, else the images that we draw.
IMAGES = {"data_dir": str(REAL)} if REAL.is_dir() else {"dataset": "shapes10"}
SMALL = IMAGES | {"epochs": 2, "batch_size": 20, "limit": 200, "learning_rate": 0.01}
HARD = {
    "epochs": 3,
    "batch_size": 20,
    "limit": 200,
    "flip": True,
    "crop": 4,
    "cutout": 8,
    "seed": 5,
}
OPTIMIZERS = {
    "sgd": {"learning_rate": 0.05, "schedule": "one_cycle", "weight_decay": 1e-3},
    "adam": {"learning_rate": 0.01, "schedule": "cosine"},
    "adamw": {"learning_rate": 0.01, "schedule": "steps", "weight_decay": 1e-2},
}
STEPS = 3 * 9


def tiny(**changes):
    """A residual classifier of under two thousand weights."""
    stages = [Stage("basic", 8, 1, 2, shortcut="projection")]
    return Network("tiny", stages, stem={"kind": "conv", "filters": 4}).with_(**changes)


def autoencoder(head=None):
    """An encoder and a decoder of one stage each."""
    stages = [Stage("plain", 8, strides=2, norm=False), Stage("upsample", 8)]
    head = head or {"kind": "reconstruction"}
    return Network("small_autoencoder", stages, stem={"kind": "none"}, head=head)


def random_network():
    return tiny(head={"kind": "classifier", "dropout": 0.5})


def add_hard(store, optimizer):
    """Put a run that varies and drops at random into the store, as one of this process."""
    network = random_network()
    settings = Settings(**IMAGES | HARD | OPTIMIZERS[optimizer] | {"optimizer": optimizer})
    return store.add_job("train", "t", network.to_dict(), settings.to_dict(), mine=True)


def outcome(store, id):
    """The curves as `{series: (steps, values)}`, the weights of both files, and the scores."""
    import keras

    curves = {name: (each.steps, each.values) for name, each in store.series(id).items()}
    files = store.artefacts(id)
    weights = [keras.models.load_model(files[kind]).get_weights() for kind in ("last", "best")]
    scores = {name: v for name, v in store.job(id).summary.items() if "_accuracy" in name}
    epochs = files["epochs"].read_text()
    return curves, [w.tolist() for pair in weights for w in pair], scores, epochs


def go_on(store, id):
    """Begin the next attempt as the runner does, in this process."""
    store.set_state(id, "queued")
    job = store.claim()
    assert job.id == id
    return run_job(store, id, job.attempt)
