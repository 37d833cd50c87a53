"""What a trained run says about one picture."""

from pathlib import Path

import numpy as np
from keras import ops

from explorer.data import floats
from explorer.data.pictures import PictureError, read_picture
from explorer.lab.subject import LabError, Partial


def predict(subject, options):
    """The probability of each class, as the run's best weights see the picture.

    Raises:
        LabError: the run has no weights (any more), names no classes, or there is no picture.
    """
    model = subject.trained("best")
    image = picture(options["image"], subject.network.input_shape[:2])
    said = probabilities(model, floats(image[None]))
    yield Partial(1.0, "Done", {"probabilities": np.round(said[0], 5).tolist()})


def probabilities(model, x):
    """The probabilities of the classes, float64 (batch, classes), of images as floats."""
    said = model(x, training=False)
    if len(said.shape) != 2:
        raise LabError(f"{model.name} names no classes: it ends in images")
    if model.layers[-1].get_config().get("activation") != "softmax":
        said = ops.softmax(said)
    return ops.convert_to_numpy(said).astype(float)


def picture(path, size):
    """A person's own picture, uint8 of (*size, 3).

    Raises:
        LabError: it cannot be read; the text says why.
    """
    path = Path(path)
    try:
        return read_picture(path.read_bytes(), size)
    except (OSError, PictureError) as error:
        raise LabError(f"the picture {path.name} cannot be read: {error}") from error
