"""Where two trained runs answer differently, in words and small pictures as HTML."""

from dataclasses import dataclass, field
from html import escape

from explorer.report import thumbnails

COUNTS = {
    "both_right": "both right",
    "only_first": "only {0} right",
    "only_second": "only {1} right",
    "both_wrong_alike": "both wrong, with the same answer",
    "both_wrong": "both wrong, with different answers",
}
ALIKE = "They name every image alike."


@dataclass(frozen=True)
class Disagreement:
    """What two runs said of images that neither learnt from.

    Attributes:
        names: what the two are called.
        result: as the experiment "disagree" answers.
        classes: the names of the classes.
        pictures: images that they name differently by their numbers, uint8 of shape (height,
            width, 3); those that are gone are missing.
    """

    names: tuple
    result: dict
    classes: tuple
    pictures: dict = field(default_factory=dict)


def headline(result):
    """What was asked, in words."""
    held = f"{result['held']:,} of them held for validation by both"
    return f"Of {result['images']:,} images that neither has learnt from ({held}):"


def counts(result, names):
    """How often both, one or none of two runs was right, in words."""
    return [f"{words.format(*names)}: {result[key]:,}" for key, words in COUNTS.items()]


def order(names):
    """Which of the two answers below a picture is whose."""
    return f"The first answer is that of {names[0]}, the second that of {names[1]}."


def cards(shown, classes, pictures):
    """HTML of images with what both said of them; the arguments are those of a Disagreement."""
    drawn = "".join(_card(each, classes, pictures.get(each["image"])) for each in shown)
    return f'{thumbnails.STYLE}<div class="guesses">{drawn}</div>'


def _card(sample, classes, picture):
    truth = classes[sample["label"]]
    said = "<br>".join(_said(sample[one], sample["label"], classes) for one in ("first", "second"))
    drawn = "" if picture is None else thumbnails.tag(picture, truth)
    return f"<figure>{drawn}<figcaption><b>{escape(truth)}</b><br>{said}</figcaption></figure>"


def _said(answer, label, classes):
    said, chance = answer
    return f"{'✓' if said == label else '✗'} {escape(classes[said])} {chance:.0%}"
