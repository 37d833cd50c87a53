"""MLflow and TensorBoard behind two calls each; their packages are imported only here, on use.

A tracker is made with where it writes and the job; `last(series)` is the newest point that it has
of earlier attempts, (step, value) or None, `write(points)` takes `(series, step, value, seconds
since 1970)`, and `close(state, artefacts)` how the run ended and its files, `{kind: Path}`.
"""

import json
import os
import re
from pathlib import Path

from explorer.home import home
from explorer.runs.locks import locked

BATCH = 1000  # metrics that MLflow takes in one call
LONGEST = 6000  # characters of a parameter
EXPERIMENT = "residual-explorer"
TAG = "explorer.run"  # the run's id, by which a later attempt finds it again
GIVEN = ("best", "source", "curves", "network")  # the kinds of files that are handed over
STATES = {"finished": "FINISHED", "failed": "FAILED", "paused": "SCHEDULED"}


class Board:
    """Event files for TensorBoard, in a folder of the run's own below the given one."""

    name, package, requirement = "TensorBoard", "tensorboard", "tensorboard>=2.21,<3"

    def __init__(self, folder, job):
        from tensorboard.summary import Writer

        folder = home().absolute() / folder / f"{_file_name(job.name)}-{job.id}"
        self._last = _last_scalars(folder) if job.attempt > 1 else {}
        self._writer = Writer(str(folder))

    def last(self, series):
        """The newest scalar of a series that the event files of earlier attempts hold."""
        return self._last.get(series)

    def write(self, points):
        """Add scalars, under the names of their series."""
        for series, step, value, when in points:
            self._writer.add_scalar(series, float(value), int(step), wall_time=when)
        self._writer.flush()

    def close(self, _state, _artefacts):
        """Close the file; it has no place for a state or for other files."""
        self._writer.close()


class MLflow:
    """A run of MLflow's, in the experiment "residual-explorer"."""

    name, package, requirement = "MLflow", "mlflow", "mlflow-skinny>=3.17,<3.18"

    def __init__(self, uri, job):
        # It reports its use to its makers and waits minutes for a dead server, unless told.
        os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
        os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
        os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")
        from mlflow import MlflowClient

        # Two processes that make its tables at the same time both fail.
        with locked(home() / "mlflow.lock"):
            self._client = MlflowClient(_absolute(uri))
            experiment = self._experiment(uri)
        self._id = self._find(experiment, job.id) if job.attempt > 1 else None
        self._id, self._last = self._id or self._new(experiment, job), {}
        if job.attempt > 1:
            # Only so does MLflow tell the steps of the newest values.
            newest = self._client.get_run(self._id).to_proto().data.metrics
            self._last = {each.key: (each.step, each.value) for each in newest}

    def last(self, series):
        """The newest metric of a series that MLflow has of earlier attempts."""
        return self._last.get(_plain(series))

    def write(self, points):
        """Add metrics, under the names of their series."""
        from mlflow.entities import Metric

        metrics = [
            Metric(_plain(series), float(value), int(when * 1000), int(step))
            for series, step, value, when in points
        ]
        for start in range(0, len(metrics), BATCH):
            self._client.log_batch(self._id, metrics=metrics[start : start + BATCH])

    def close(self, state, artefacts):
        """Hand over the files and say how the run ended."""
        for kind in GIVEN:
            if kind in artefacts:
                self._client.log_artifact(self._id, str(artefacts[kind]))
        self._client.set_terminated(self._id, STATES.get(state, "KILLED"))

    def _experiment(self, uri):
        found = self._client.get_experiment_by_name(EXPERIMENT)
        if found:
            return found.experiment_id
        # A server has its own place for files; a bare database would put them into the
        # working folder.
        local = None if uri.startswith("http") else (home().absolute() / "mlflow").as_uri()
        return self._client.create_experiment(EXPERIMENT, local)

    def _find(self, experiment, id):
        found = self._client.search_runs([experiment], f"tags.`{TAG}` = '{id}'", max_results=1)
        if not found:
            return None
        self._client.update_run(found[0].info.run_id, "RUNNING")
        return found[0].info.run_id

    def _new(self, experiment, job):
        from mlflow.entities import Param

        tags = {TAG: job.id, "explorer.owner": job.owner or "-"}
        made = self._client.create_run(experiment, run_name=job.name, tags=tags)
        params = {"network": job.name, "description": json.dumps(job.network)} | job.settings
        # A longer description is found among the files.
        params = {key: str(value) for key, value in params.items() if len(str(value)) <= LONGEST}
        given = [Param(key, value) for key, value in params.items()]
        self._client.log_batch(made.info.run_id, params=given)
        return made.info.run_id


def _last_scalars(folder):
    """The newest (step, value) of each series in the event files of a folder."""
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
    from tensorboard.util.tensor_util import make_ndarray

    last = {}
    for path in sorted(Path(folder).glob("*tfevents*")):
        # A file ends where a killed attempt has torn it.
        for event in EventFileLoader(str(path)).Load():
            for each in event.summary.value:
                last[each.tag] = (event.step, each.tensor)
    return {tag: (step, float(make_ndarray(tensor))) for tag, (step, tensor) in last.items()}


def _absolute(uri):
    start = "sqlite:///"
    return f"{start}{home().absolute() / uri.removeprefix(start)}" if uri.startswith(start) else uri


def _plain(name):
    return re.sub(r"[^\w\-. :/]", "_", name)


def _file_name(name):
    return re.sub(r"[^\w\-]", "_", name)
