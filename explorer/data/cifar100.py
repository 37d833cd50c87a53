"""CIFAR-100: a hundred classes of photographs, the fine ones of its two sets of labels."""

from explorer.data import cifar
from explorer.data.arrays import DatasetInfo
from explorer.data.batches import CIFAR100

URL = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"
# In the order of the labels, which is that of the alphabet.
_NAMES = """
apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus
butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch
crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo
keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse
mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy
porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper
snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television
tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm
"""
INFO = DatasetInfo(
    name="cifar100",
    label="CIFAR-100",
    class_names=tuple(name.replace("_", " ") for name in _NAMES.split()),
    image_shape=(32, 32, 3),
    description="60,000 small photographs in a hundred classes (Krizhevsky 2009).",
    source=URL,
)
LAYOUT = cifar.Layout(
    info=INFO,
    form=CIFAR100,
    batches=("train", "test"),
    batches_in_words="train and test",
    folder="cifar-100-python",
    archives=("cifar-100-python.tar.gz", "cifar-100-python-target_archive"),
    variable="EXPLORER_CIFAR100_DIR",
)
