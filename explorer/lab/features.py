"""What a network sees: images, the probabilities of their classes, and the maps of a block."""

import base64
import io
from difflib import get_close_matches

import numpy as np
from keras import ops
from PIL import Image

from explorer import data
from explorer.lab.predict import picture, probabilities
from explorer.lab.subject import LabError, Partial, block_outputs
from explorer.lab.wiring import Shown, Wiring, class_names, drawn_shapes, settle, validation

COLUMNS, GAP = 8, 1  # maps in a row of a sheet, and pixels between them


def features(subject, options):
    """The probabilities of the classes, and the maps of one block, for a few images.

    The result holds `network`, `weights`, `source` (of the images), `classes` (names, or [] where
    the network ends in images), `blocks` (all that can be chosen), `block`, `shape` (of its
    output, without the batch), `channels` (shown), `columns` (of a sheet of maps) and `images`:
    `{"picture", "label", "probabilities", "maps", "alt"}`; pictures are PNG as data URIs.

    Raises:
        LabError: there is no such block, the picture cannot be read, or the run has left no
            weights.
    """
    block = _block(subject, options["block"])
    model = subject.trained() if subject.run else subject.fresh(0)
    shown = _shown(subject, model, options)
    output = subject.graph.layer(block_outputs(subject.graph)[block]).output
    shape = output.shape[1:]
    channels = min(options["channels"], shape[-1])
    result = {"network": subject.network.name, "weights": "best" if subject.run else "fresh"}
    result |= {"source": shown.source, "classes": _names(subject, model, shown)}
    result |= {"blocks": [*block_outputs(subject.graph)], "block": block, "shape": list(shape)}
    result |= {"channels": channels, "columns": min(COLUMNS, channels)}
    result["images"] = _said(model, shown, result["classes"])
    yield Partial(0.5, "The probabilities of the classes", result)
    graph = subject.graph
    values = Wiring(graph, model).run(graph.layers[1:], {graph.input: shown.x})
    maps = ops.convert_to_numpy(ops.cast(values[output], "float32"))
    for image, each in zip(result["images"], maps[..., :channels], strict=True):
        image |= {"maps": _png(sheet(each)), "alt": _alt(result, image, each)}
    yield Partial(1.0, "Done", result)


def sheet(maps):
    """Maps beside each other, each from its lowest value (black) to its highest (white).

    Args:
        maps: (height, width, channels).

    Returns:
        Grey and opacity, uint8 of (height, width, 2): what lies between the maps is transparent.
    """
    height, width, count = maps.shape
    columns = min(COLUMNS, count)
    rows = -(-count // columns)
    whole = np.zeros((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP, 2), np.uint8)
    for channel in range(count):
        top, left = channel // columns * (height + GAP), channel % columns * (width + GAP)
        whole[top : top + height, left : left + width, 0] = _grey(maps[..., channel])
        whole[top : top + height, left : left + width, 1] = 255
    return whole


def _block(subject, name):
    """The block that is looked at: the first where none is named."""
    blocks = block_outputs(subject.graph)
    if not blocks:
        raise LabError(f"{subject.network.name} has no blocks to look into: add a stage")
    if name and name not in blocks:
        near = get_close_matches(name, blocks, n=1) or [*blocks]
        raise LabError(
            f"{subject.network.name} has no block {name!r}; did you mean {', '.join(near)}?"
        )
    return name or next(iter(blocks))


def _shown(subject, model, options):
    if options.get("image"):
        image = picture(options["image"], subject.network.input_shape[:2])
        shown = Shown(data.floats(image[None]), [None], "picture")
    elif subject.run:
        shown = validation(subject, options["images"])
    else:
        shown = drawn_shapes(subject, model, options["images"])
    if not subject.run:
        settle(model, shown.x)
    return shown


def _names(subject, model, shown):
    """The names of the classes; numbers where nobody has named them."""
    if len(model.output.shape) != 2:
        return []
    count = model.output.shape[1]
    if subject.run:
        names = class_names(subject)
    else:
        names = data.DATASETS["shapes10"].class_names if shown.source == "shapes10" else ()
    return [*names] if len(names) == count else [f"class {number}" for number in range(count)]


def _said(model, shown, names):
    said = probabilities(model, shown.x).round(5).tolist() if names else [[]] * len(shown.x)
    known = names and shown.source != "noise"
    return [
        {
            "picture": _png(_bytes(x)),
            "label": names[int(y)] if known and y is not None else "",
            "probabilities": chances,
        }
        for x, y, chances in zip(shown.x, shown.y, said, strict=True)
    ]


def _alt(result, image, maps):
    silent = int(sum(maps[..., i].min() == maps[..., i].max() for i in range(maps.shape[-1])))
    shown = f"{result['channels']} of {result['shape'][-1]} channels of {result['block']}"
    about = f" for an image of {image['label']}" if image["label"] else ""
    return f"{shown}{about}; the same everywhere: {silent or 'none'}"


def _bytes(x):
    """An image as it is shown: noise is brought from its own range to that of bytes."""
    if x.min() < 0 or x.max() > 1:
        x = (x - x.min()) / max(x.max() - x.min(), 1e-12)
    return np.uint8((255 * x).round())


def _grey(values):
    low, high = float(values.min()), float(values.max())
    return np.uint8(255 * (values - low) / max(high - low, 1e-12))


def _png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels.squeeze() if pixels.shape[-1] == 1 else pixels).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
