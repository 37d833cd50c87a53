"""What a network learns: the classes of images, or the images themselves.

It is read off the network's output, and whatever does not fit the dataset is told before anything
is downloaded or built.
"""

from dataclasses import dataclass


class TrainingError(ValueError):
    """A network cannot be trained as it is asked for; the text says what to change."""


@dataclass(frozen=True)
class Task:
    """What is learned, and the words for it.

    Attributes:
        kind: "classification" or "reconstruction".
        loss: in words.
        metric: "accuracy", or "psnr": the peak signal-to-noise ratio in decibels, of images whose
            peak is 1, 10 * log10(1 / mean squared error), averaged over images.
        classes: of a classifier; 0 for a reconstruction.
        from_logits: the output has no softmax.
    """

    kind: str
    loss: str
    metric: str
    classes: int = 0
    from_logits: bool = False

    @property
    def judge(self):
        """The validation figure that chooses the best weights."""
        return "accuracy" if self.kind == "classification" else "loss"


RECONSTRUCTION = Task("reconstruction", "mean squared error", "psnr")


def task_of(network, graph, dataset):
    """Find what a network learns from a dataset.

    Args:
        graph: the network's.
        dataset: its `data.DatasetInfo`.

    Raises:
        TrainingError: it cannot be trained on this dataset; the text says what to set.
    """
    if network.input_shape != dataset.image_shape:
        raise TrainingError(
            f"{network.name} takes images of {_show(network.input_shape)}, {dataset.name} has "
            f"{_show(dataset.image_shape)}: set input_shape to {list(dataset.image_shape)}"
        )
    if not any(layer.weights() for layer in graph.layers):
        raise TrainingError(f"{network.name} has no weights to train: add a stage with a block")
    shape = graph.output.shape[1:]
    if len(shape) == 1:
        return _classification(network, graph.output.layer, shape[0], dataset)
    if shape == network.input_shape:
        return RECONSTRUCTION
    raise _no_task(network, shape, dataset)


def _classification(network, layer, classes, dataset):
    if classes != len(dataset.class_names):
        wanted = len(dataset.class_names)
        raise TrainingError(
            f"the head has {classes} classes, {dataset.name} has {wanted}: "
            f"set the head's classes to {wanted}"
        )
    activation = layer.arguments().get("activation") or "linear"
    if activation not in ("softmax", "linear"):
        raise TrainingError(
            f"the last layer, {layer.name}, ends in {activation}, so its outputs are no "
            f"probabilities: set its activation to softmax or linear"
        )
    loss = "categorical cross-entropy"
    return Task("classification", loss, "accuracy", classes, activation == "linear")


def _no_task(network, shape, dataset):
    classify = f"classifier with {len(dataset.class_names)} classes"
    if network.head.kind == "none":
        return TrainingError(
            f"{network.name} has no head and ends in {_show(shape)}, which is neither classes nor "
            f"an image of {_show(network.input_shape)}: set the head to {classify}, or to "
            "reconstruction"
        )
    changes = _upsampling(network.input_shape, shape)
    return TrainingError(
        f"{network.name} ends in {_show(shape)}, its images are {_show(network.input_shape)}: "
        f"{changes}, or set the head to {classify}"
    )


def _upsampling(image, shape):
    """What to set so that a reconstruction has the image's shape."""
    if shape[2] != image[2]:
        return f"set the head's channels to {image[2]}"
    factors = {image[axis] / shape[axis] for axis in (0, 1)}
    if len(factors) == 1 and (factor := factors.pop()).is_integer():
        return f"let the head upsample {int(factor)} times as much"
    return "change the strides so that the decoder gives back the image's size"


def _show(shape):
    return "x".join(map(str, shape))
