"""What a trained run says about one picture: the job of kind "experiment".

Its settings are `run`, the id of the training run, and `image`, the path of the picture.
"""

from pathlib import Path

import numpy as np
from keras import ops

from explorer import keras_model
from explorer.data.pictures import PictureError, read_picture
from explorer.training.feed import floats
from explorer.training.tasks import TrainingError


def predict(store, job, network, settings):
    """Leave the probability of each class in the job's summary, as the run's best weights see it.

    Raises:
        TrainingError: the run has no weights (any more), names no classes, or there is no picture.
    """
    model = keras_model.load(_weights(store, settings["run"]))
    image = _picture(Path(settings["image"]), network.input_shape[:2])
    said = model(floats(image[None]), training=False)
    if len(said.shape) != 2:
        raise TrainingError(f"{network.name} names no classes: it ends in images")
    if model.layers[-1].get_config().get("activation") != "softmax":
        said = ops.softmax(said)
    chances = ops.convert_to_numpy(said)[0].astype(float)
    summary = {"probabilities": np.round(chances, 5).tolist()}
    store.set_state(job.id, "finished", summary=summary)


def _weights(store, run):
    path = store.artefacts(run).get("best")
    if path is None or not path.exists():
        raise TrainingError(f"run {run} has left no weights to try: train it for an epoch")
    return path


def _picture(path, size):
    try:
        return read_picture(path.read_bytes(), size)
    except (OSError, PictureError) as error:
        raise TrainingError(f"the picture {path.name} cannot be read: {error}") from error
