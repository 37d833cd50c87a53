"""What a run leaves: its models, code, description, settings, curves, and the figures of it."""

import csv
import io
import json

from explorer import keras_model, to_source
from explorer.training.files import write_text


def save_model(store, id, kind, model):
    """Write the model into the job's folder as `kind`.keras."""
    path = store.folder(id) / f"{kind}.keras"
    keras_model.save(model, path)
    store.add_artefact(id, kind, path)


def save_texts(store, id, network, settings):
    """Write what the run was made from, and its metrics so far."""
    texts = {
        "source": ("model.py", to_source(network)),
        "network": ("network.json", network.to_json()),
        "settings": ("settings.json", json.dumps(settings.to_dict(), indent=2)),
    }
    for kind, (name, text) in texts.items():
        path = store.folder(id) / name
        write_text(path, text)
        store.add_artefact(id, kind, path)


def save_curves(store, id):
    """Write the metrics as a table: series, step (or epoch), value, seconds since the first."""
    points, text = store.points(id), io.StringIO(newline="")
    path = store.folder(id) / "curves.csv"
    table = csv.writer(text)
    table.writerow(("series", "step", "value", "seconds"))
    for point in points:
        seconds = f"{point.time - points[0].time:.1f}"
        table.writerow((point.series, point.step, repr(point.value), seconds))
    write_text(path, text.getvalue())
    store.add_artefact(id, "curves", path)


def figures(fit, dataset, counts, test, seconds):
    """The summary of a run, for its row in the store.

    Args:
        counts: images to train, validate and test on, by name.
        test: scores of the best weights on the test images, or None.
        seconds: of training and validation.
    """
    best, task = fit.best, fit.task
    scores = {f"val_{name}": value for name, value in (best.scores if best else {}).items()}
    scores |= {f"test_{name}": value for name, value in (test or {}).items()}
    return scores | {
        "best_epoch": best.epoch if best else None,
        "metric": task.metric,
        "loss": task.loss,
        "steps": fit.done,
        "seconds": seconds,
        "images_per_second": fit.recorder.images_per_second,
        "params": fit.model.count_params(),
        "dataset": f"{dataset.name}: {dataset.source}",
        **counts,
    }
