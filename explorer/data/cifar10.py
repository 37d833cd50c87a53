"""CIFAR-10: ten classes of photographs."""

from explorer.data import cifar
from explorer.data.arrays import DatasetInfo
from explorer.data.batches import CIFAR10

URL = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
INFO = DatasetInfo(
    name="cifar10",
    label="CIFAR-10",
    class_names=(
        *("airplane", "automobile", "bird", "cat", "deer"),
        *("dog", "frog", "horse", "ship", "truck"),
    ),
    image_shape=(32, 32, 3),
    description="60,000 small photographs of animals and vehicles (Krizhevsky 2009).",
    source=URL,
)
BATCHES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")
LAYOUT = cifar.Layout(
    info=INFO,
    form=CIFAR10,
    batches=BATCHES,
    batches_in_words=f"{BATCHES[0]} to {BATCHES[4]} and {BATCHES[5]}",
    folder="cifar-10-batches-py",
    archives=("cifar-10-python.tar.gz", "cifar-10-batches-py-target_archive"),
    variable="EXPLORER_DATA_DIR",
)
