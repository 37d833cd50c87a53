"""A store whose datasets outlast a test, and runs in it."""

import pytest

from explorer.runs import Settings, Store
from explorer.training import mirrors, run_job
from tests.training.tools import SMALL, add_hard, outcome
from tests.training.trackers import need


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("training")


@pytest.fixture(scope="module")
def store(home):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_HOME", str(home))
        for name in ("EXPLORER_DATABASE_URL", "EXPLORER_DATA_DIR"):
            patch.delenv(name, raising=False)
        store = Store.open()
        yield store
        store.close()


@pytest.fixture(scope="module")
def add(store):
    """Puts a small training run of this process into the store; its id."""

    def add(network, kind="train", **settings):
        values = Settings(**SMALL | settings).to_dict()
        return store.add_job(kind, network.name, network.to_dict(), values, mine=True)

    return add


@pytest.fixture(scope="module")
def train(store, add):
    """Trains a network in this process; the job, over."""

    def train(network, on_progress=None, **settings):
        return run_job(store, add(network, **settings), 1, on_progress)

    return train


@pytest.fixture(scope="module")
def queue(store):
    """Puts a run that varies and drops at random into the store; its first attempt is ours."""
    return lambda optimizer: add_hard(store, optimizer)


@pytest.fixture(scope="module")
def reference(store, queue):
    """The curves and the last weights of runs that nothing interrupts."""
    found = {}

    def reference(optimizer):
        if optimizer not in found:
            job = run_job(store, queue(optimizer), 1)
            assert (job.state, job.error) == ("finished", "")
            found[optimizer] = outcome(store, job.id)
        return found[optimizer]

    return reference


@pytest.fixture(autouse=True)
def no_trackers(monkeypatch):
    for name in mirrors.KINDS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def client(tmp_path, monkeypatch):
    """A client of an MLflow store in a file of its own, which runs are mirrored to."""
    need("mlflow")
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    monkeypatch.setenv(mirrors.URI, uri)
    from mlflow import MlflowClient

    return MlflowClient(uri)
