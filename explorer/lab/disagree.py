"""The images that two trained runs name differently."""

import numpy as np

from explorer.data import floats
from explorer.lab.predict import probabilities
from explorer.lab.subject import LabError, Partial

BATCH = 100
MOST_SHOWN = 60  # images of the answer; all of them are counted


def disagree(subject, options):
    """What two runs' best weights say of images that neither learnt from.

    The answer has `images` (how many were looked at) and `held` (how many of these both held for
    validation), the counts `both_right`, `only_first`, `only_second`, `both_wrong_alike` and
    `both_wrong`, and `shown`: for some images that they name differently `image` (its number
    among the training images), `label`, and what the `first` and the `second` said, each as
    (class, probability); those that one of them named right come first.

    Raises:
        LabError: there is no second run, it learnt other images, or they name no classes.
    """
    if not options.get("other"):
        raise LabError("two runs can disagree: choose a second one")
    other = subject.another(options["other"])
    x, y, chosen, held = _images(subject, other, options["images"])
    said = []
    for number, each in enumerate((subject, other)):
        yield Partial(0.1 + 0.4 * number, "Asking both runs", {})
        said.append(_answers(each.trained("best"), x, chosen))
    result = {"images": len(chosen), "held": held, **_counted(y[chosen], *said)}
    yield Partial(1.0, "Done", result | {"shown": _shown(chosen, y, *said)})


def _images(one, two, count):
    """All training images and labels, and the numbers of those that neither learnt from."""
    if _data(one) != _data(two):
        raise LabError("the two runs learnt other images: they can disagree only on the same ones")
    parts = [each.parts() for each in (one, two)]
    held = np.intersect1d(*[validation.chosen for _, validation, _ in parts])
    images = parts[0][0]
    learnt = np.union1d(*[train.chosen for train, _, _ in parts])
    rest = np.setdiff1d(np.setdiff1d(np.arange(len(images.y)), learnt), held)
    chosen = np.concatenate([held, _spread(rest, count - len(held))])[:count]
    if not len(chosen):
        raise LabError("together the two runs have learnt from every image: none is new to both")
    return images.x, images.y, chosen, min(len(held), count)


def _spread(numbers, count):
    """Some of the numbers, from all over them."""
    few = min(max(count, 0), len(numbers))
    return numbers[np.linspace(0, len(numbers) - 1, few).astype(int)] if few else numbers[:0]


def _data(subject):
    settings = subject.settings
    return settings.dataset, settings.data_dir, tuple(subject.network.input_shape)


def _answers(model, x, chosen):
    """The probabilities of the classes for the chosen images, (count, classes)."""
    batches = (chosen[at : at + BATCH] for at in range(0, len(chosen), BATCH))
    return np.concatenate([probabilities(model, floats(x[batch])) for batch in batches])


def _counted(labels, first, second):
    one, two = first.argmax(axis=1), second.argmax(axis=1)
    right, alike = (one == labels, two == labels), one == two
    counts = {
        "both_right": right[0] & right[1],
        "only_first": right[0] & ~right[1],
        "only_second": right[1] & ~right[0],
        "both_wrong_alike": ~right[0] & ~right[1] & alike,
        "both_wrong": ~right[0] & ~right[1] & ~alike,
    }
    return {name: int(each.sum()) for name, each in counts.items()}


def _shown(chosen, y, first, second):
    one, two, labels = first.argmax(axis=1), second.argmax(axis=1), y[chosen]
    unlike = np.flatnonzero(one != two)
    decided = (one == labels) | (two == labels)
    # The surest first, of those that one of them named right.
    sure = np.maximum(first.max(axis=1), second.max(axis=1))
    order = unlike[np.lexsort((-sure[unlike], ~decided[unlike]))][:MOST_SHOWN]
    return [
        {
            "image": int(chosen[i]),
            "label": int(labels[i]),
            "first": [int(one[i]), round(float(first[i].max()), 4)],
            "second": [int(two[i]), round(float(second[i].max()), 4)],
        }
        for i in order
    ]
