"""Lesions: a trained network with blocks switched off, or two of them in each other's place."""

import random

import numpy as np
from keras import ops

from explorer.lab.operating import Patient
from explorer.lab.subject import LabError, Partial
from explorer.lab.wiring import beside, check_classifier, validation

MEMORY = 2**28  # bytes for what the blocks leave of the images that are looked at at once
AT_ONCE = 500  # images
NUMBERS, SWAPS = 5, 12  # numbers of blocks that are missing at once, and pairs, at most


def lesion(subject, options):
    """The accuracy after each lesion, over more and more images.

    The result holds `lines`, the run's and, with `other`, that run's: `{"network", "plain", "run",
    "images", "intact", "blocks", "plain_blocks", "changing", "single", "several", "swaps"}`.
    `blocks` are those that can be switched off; `plain_blocks` those of them without a shortcut,
    `changing` those that change the shape; `single` has an accuracy for each. `several` has
    `{"missing", "accuracies"}` for numbers from 2, a value for each draw; `swaps` has
    `{"blocks", "accuracy"}`. `chance` is the accuracy of a guess.

    Raises:
        LabError: nothing can be switched off, it is no classifier, or a run has left no weights.
    """
    everyone = [subject]
    if options.get("other"):
        everyone.append(beside(subject, options["other"]))
    wards = [_Ward(who, options) for who in everyone]
    steps = [(ward, part) for ward in wards for part in ward.parts]
    steps.sort(key=lambda step: step[1].start / len(step[0].shown.x))
    for index, (ward, part) in enumerate(steps):
        ward.look(part)
        lines = [each.line() for each in wards if each.seen]
        result = {"lines": lines, "chance": 1 / subject.graph.output.shape[1]}
        yield Partial((index + 1) / len(steps), f"{ward.seen} images", result)


class _Ward:
    """One network, its lesions, and how many images each has got right so far.

    Attributes:
        shown: its images.
        parts: slices of them, to be looked at one after the other.
        seen: images looked at.
    """

    def __init__(self, who, options):
        check_classifier(who)
        self._who, self._patient = who, Patient(who.graph, who.trained())
        blocks = [*self._patient.blocks]
        if not blocks:
            name = who.network.name
            raise LabError(f"{name} has no block that can be switched off: add a stage")
        self.shown, self.seen = validation(who, options["images"]), 0
        self._several = _several(len(blocks), options["draws"])
        self._swaps = _some(self._patient.pairs()) if options["swap"] else []
        self._plans = [{}, *(self._patient.without(block) for block in blocks)]
        for draws in self._several.values():
            self._plans += [self._patient.without(*(blocks[i] for i in draw)) for draw in draws]
        self._plans += [self._patient.swapped(*pair) for pair in self._swaps]
        self._right = np.zeros(len(self._plans), int)
        size = max(min(AT_ONCE, MEMORY // self._patient.bytes_an_image), 1)
        count = len(self.shown.x)
        self.parts = [slice(i, min(i + size, count)) for i in range(0, count, size)]

    def look(self, part):
        """Show some of the images to the network under every lesion."""
        x, y = self.shown.x[part], self.shown.y[part]
        whole = self._patient.intact(x)
        for index, plan in enumerate(self._plans):
            said = ops.convert_to_numpy(ops.argmax(self._patient.under(plan, whole), axis=-1))
            self._right[index] += int((said == y).sum())
        self.seen += len(x)

    def line(self):
        """The accuracies so far."""
        shares = iter((self._right / self.seen).round(5).tolist())
        blocks, line = self._patient.blocks, {"network": self._who.network.name}
        line |= {"plain": self._who.is_plain, "run": self._who.run, "images": self.seen}
        line |= {"intact": next(shares), "blocks": [*blocks]}
        line["plain_blocks"] = [name for name, block in blocks.items() if block.plain]
        line["changing"] = [name for name, block in blocks.items() if block.changes_shape]
        line["single"] = [next(shares) for _ in blocks]
        line["several"] = [
            {"missing": missing, "accuracies": [next(shares) for _ in draws]}
            for missing, draws in self._several.items()
        ]
        line["swaps"] = [{"blocks": [*pair], "accuracy": next(shares)} for pair in self._swaps]
        return line


def _several(count, draws):
    """`{blocks missing: draws of their places}`, the same for networks of as many blocks."""
    numbers = sorted({round(each) for each in np.linspace(2, count, NUMBERS)}) if count > 1 else []
    generator, found = random.Random(0), {}
    for number in numbers:
        drawn = [tuple(sorted(generator.sample(range(count), number))) for _ in range(draws)]
        found[number] = list(dict.fromkeys(drawn))
    return found


def _some(pairs):
    places = sorted(random.Random(0).sample(range(len(pairs)), min(len(pairs), SWAPS)))
    return [pairs[place] for place in places]
