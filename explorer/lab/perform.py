"""An experiment as a job: its findings are written as they come, and a stop is heard."""

import json
import os
import time

from explorer.experiments import find
from explorer.lab.disagree import disagree
from explorer.lab.features import features
from explorer.lab.gradients import gradient_flow, shattered
from explorer.lab.lesion import lesion
from explorer.lab.loss_slice import loss_slice
from explorer.lab.paths import paths
from explorer.lab.predict import predict
from explorer.lab.signals import identity, response
from explorer.lab.subject import LabError, Subject
from explorer.lab.timing import timing
from explorer.specs import Network

__all__ = ["EXPERIMENTS", "LabError", "perform"]

EXPERIMENTS = {
    function.__name__: function
    for function in (
        disagree,
        features,
        gradient_flow,
        identity,
        lesion,
        loss_slice,
        paths,
        predict,
        response,
        shattered,
        timing,
    )
}
ARTEFACT = "result"


def perform(store, job, recorder, stop):
    """Do the experiment that the job's settings name.

    The findings so far lie in the job's artefact "result", JSON; at the end also in its summary,
    with the seconds that it took from here on.

    Raises:
        LabError, ExperimentError: it cannot be done; the text says what to change.
    """
    settings = dict(job.settings)
    name = settings.pop("experiment")
    options, began = find(name).settings(**settings), time.monotonic()
    subject = Subject(Network.from_dict(job.network), store, options.get("run"))
    path = store.folder(job.id) / "result.json"
    for fraction, message, result in EXPERIMENTS[name](subject, options):
        _write(path, result)
        store.add_artefact(job.id, ARTEFACT, path)
        recorder.say(message, fraction=fraction)
        stop.check()
    seconds = round(time.monotonic() - began, 2)
    store.set_state(job.id, "finished", summary=_headline(result) | {"seconds": seconds})


def _headline(result):
    """What is small enough for the row of a job: numbers and short lists of them."""
    return {name: value for name, value in result.items() if len(json.dumps(value)) < 2000}


def _write(path, result):
    # Whole or absent: a page may read it at any moment.
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(result))
    os.replace(beside, path)
