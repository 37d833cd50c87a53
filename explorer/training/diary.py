"""What each epoch's validation shows beside its scores: the confusion matrix, some predictions.

It is a file of JSON lines, one for an epoch: `epoch` from 1, `confusion[true class][said class]` in
images, and `samples`, each with `image` (an index into the dataset's training images), `label` and
`probabilities` by class.
"""

import json

import numpy as np

SAMPLES = 12
NAME = "epochs.jsonl"


def page(epoch, images, predicted, from_logits):
    """An epoch's line as a dict.

    Args:
        images: the `Images` that were judged.
        predicted: float, (count, classes).
        from_logits: they are no probabilities yet.
    """
    labels, classes = images.y[images.chosen], predicted.shape[1]
    pairs = labels * classes + predicted.argmax(axis=1)
    confusion = np.bincount(pairs, minlength=classes**2).reshape(classes, classes)
    # Spread over the images, which are in the order of their classes or not.
    shown = np.linspace(0, len(labels) - 1, min(SAMPLES, len(labels))).astype(int)
    chances = np.round(_softmax(predicted[shown]) if from_logits else predicted[shown], 4)
    samples = [
        {"image": int(images.chosen[i]), "label": int(labels[i]), "probabilities": row.tolist()}
        for i, row in zip(shown, np.float64(chances).round(4), strict=True)
    ]
    return {"epoch": epoch, "confusion": confusion.tolist(), "samples": samples}


def write(folder, line):
    """Add an epoch's line to the job's folder; the file's path."""
    path = folder / NAME
    with path.open("a") as file:
        file.write(json.dumps(line) + "\n")
    return path


def read(folder):
    """The epochs' lines, oldest first; one that is torn ends them."""
    lines = []
    if (path := folder / NAME).exists():
        for text in path.read_text().splitlines():
            try:
                lines.append(json.loads(text))
            except ValueError:
                break
    return lines


def cut(folder, epoch):
    """Drop what lies beyond an epoch, and a torn last line."""
    lines = [line for line in read(folder) if line["epoch"] <= epoch]
    (folder / NAME).write_text("".join(json.dumps(line) + "\n" for line in lines))


def _softmax(values):
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
