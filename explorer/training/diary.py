"""What each epoch's validation shows beside its scores: what a network makes of some images.

It is a file of JSON lines, one for an epoch: `epoch` from 1 and `samples`, each with `image` (an
index into the dataset's training images) and `label`. Of a classifier a sample has `probabilities`
by class, and the line `confusion[true class][said class]` in images; of a reconstruction a sample
has its `psnr` in decibels and its `picture`, a PNG in base64, at most PIXELS across.
"""

import base64
import io
import json

import numpy as np
from PIL import Image

from explorer.training.files import add_line, write_text

SAMPLES, PICTURES = 12, 8
PIXELS = 96
NAME = "epochs.jsonl"


def shown(count, task):
    """Which of `count` images become samples: spread over them, in the order of classes or not."""
    most = SAMPLES if task.classes else PICTURES
    return np.linspace(0, count - 1, min(most, count)).astype(int)


def page(epoch, images, predicted, task):
    """An epoch's line as a dict.

    Args:
        images: the `Images` that were judged.
        predicted: float; of a classifier (count, classes) for all of them, of a reconstruction
            (samples, height, width, channels) from 0 to 1 for those that are `shown`.
    """
    places = shown(len(images), task)
    samples = [
        {"image": int(image), "label": int(images.y[image])} for image in images.chosen[places]
    ]
    if not task.classes:
        return {"epoch": epoch, "samples": _rebuilt(samples, images, predicted)}
    chances = _softmax(predicted[places]) if task.from_logits else predicted[places]
    rows = np.float64(np.round(chances, 4)).round(4).tolist()
    samples = [one | {"probabilities": row} for one, row in zip(samples, rows, strict=True)]
    return {"epoch": epoch, "confusion": _confusion(images, predicted), "samples": samples}


def write(folder, line):
    """Add an epoch's line to the job's folder; the file's path."""
    path = folder / NAME
    add_line(path, json.dumps(line))
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


def newest(folder):
    """The newest line that is whole, or None."""
    last = []
    if (path := folder / NAME).exists():
        with path.open() as file:
            for text in file:
                last = [*last[-1:], text]
    for text in reversed(last):
        try:
            return json.loads(text)
        except ValueError:
            continue  # it is being written
    return None


def cut(folder, epoch):
    """Drop what lies beyond an epoch, and a torn last line."""
    lines = [line for line in read(folder) if line["epoch"] <= epoch]
    write_text(folder / NAME, "".join(json.dumps(line) + "\n" for line in lines))


def _confusion(images, predicted):
    labels, classes = images.y[images.chosen], predicted.shape[1]
    pairs = labels * classes + predicted.argmax(axis=1)
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes).tolist()


def _rebuilt(samples, images, predicted):
    truth = images.x[[one["image"] for one in samples]] / 255
    errors = np.square(truth - predicted).mean(axis=(1, 2, 3))
    psnrs = -10 * np.log10(np.maximum(errors, 1e-12))
    return [
        one | {"psnr": round(float(psnr), 2), "picture": _png(image)}
        for one, psnr, image in zip(samples, psnrs, predicted, strict=True)
    ]


def _png(image):
    # What is no number is black: a run that diverges has such images.
    pixels = np.rint(np.nan_to_num(np.clip(image, 0, 1)) * 255).astype(np.uint8)
    picture, file = Image.fromarray(pixels), io.BytesIO()
    picture.thumbnail((PIXELS, PIXELS))
    picture.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def _softmax(values):
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
