"""MLflow and TensorBoard as tests read them back, by the real packages."""

import importlib.util
import os

import pytest

# MLflow uses what SQLAlchemy and others will take away.
QUIET = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


def need(package):
    """Skip without the package; in CI fail."""
    if importlib.util.find_spec(package) is not None:
        return
    reason = f"{package} is not installed: pip install -r requirements-test.txt"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def runs_of(client):
    """The runs that a client of MLflow finds."""
    return client.search_runs([client.get_experiment_by_name("residual-explorer").experiment_id])


def scalars(folder, series):
    """The (step, value) of a series in the event files of a folder."""
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
    from tensorboard.util import tensor_util

    return [
        (event.step, float(tensor_util.make_ndarray(value.tensor)))
        for file in sorted(folder.iterdir())
        for event in EventFileLoader(str(file)).Load()
        for value in event.summary.value
        if value.tag == series
    ]
