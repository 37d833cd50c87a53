"""From a job's row to its last word: what every attempt does, whatever the kind of the job."""

import contextlib
import time
import traceback

from sqlalchemy.exc import SQLAlchemyError

from explorer import analysis, assembly, data
from explorer.experiments import ExperimentError
from explorer.runs import RunError, Settings
from explorer.runs.settings import SettingsError
from explorer.specs import Network, SpecError
from explorer.training.download import DOWNLOADS
from explorer.training.machine import check_memory, machine
from explorer.training.mirrors import mirrored
from explorer.training.recorder import Recorder
from explorer.training.stopping import Stop, Stopped
from explorer.training.tasks import TrainingError, task_of

# Their texts are written for people; any other error is told with its class.
EXPECTED = (SpecError, SettingsError, TrainingError, assembly.AssemblyError, data.DataError)
EXPECTED += (ExperimentError,)


def run_job(store, id, attempt, on_progress=None):
    """Work on one attempt at one job in this process, until it ends.

    Args:
        on_progress: called with the progress (see `recorder.Recorder`) at every step.

    Returns:
        The job, over: finished, stopped, or failed with one line in `error`; the traceback is in
        its log then. Ctrl-C or SIGTERM stop it as a request does.

    Raises:
        RunError: the attempt may not begin, or the job is gone.
        KeyboardInterrupt: at a second Ctrl-C; the job is interrupted.
    """
    store.begin(id, attempt, machine())
    stop = Stop(lambda: _word(store, id))
    try:
        with stop.on_signals():
            _work(store, store.job(id), Recorder(store, id, on_progress), stop)
    except Stopped as stopped:
        store.set_state(id, stop.state, f"{stopped} before the first step")
    except RunError:
        raise
    except Exception as error:
        with contextlib.suppress(OSError):
            _log(store, id, attempt)
        store.set_state(id, "failed", _line(error))
    except BaseException as error:
        store.set_state(id, "interrupted", f"The worker was interrupted: {type(error).__name__}")
        raise
    return store.job(id)


def _word(store, id):
    try:
        return store.requested(id)
    except SQLAlchemyError:
        # Nobody could leave a word there either.
        return None


def _work(store, job, recorder, stop):
    kinds = {"build": _build, "train": _train, "experiment": _experiment}
    recorder.say("Checking the network")
    network, settings = Network.from_dict(job.network), job.settings
    if job.kind != "experiment":
        settings = Settings.from_dict(settings)
    kinds[job.kind](store, job, network, settings, recorder, stop)


def _build(store, job, network, settings, recorder, stop):
    from explorer.training import jobs

    check_memory(analysis.analyse(assembly.trace(network)), 1)
    stop.check()
    recorder.say("Building")
    jobs.build(store, job.id, network, settings)


def _experiment(store, job, network, _settings, recorder, stop):
    check_memory(analysis.analyse(assembly.trace(network)), 1)
    recorder.say("Starting Keras")
    from explorer.lab import perform

    stop.check()
    perform(store, job, recorder, stop)


def _train(store, job, network, settings, recorder, stop):
    graph = assembly.trace(network)
    size = network.input_shape[:2]
    task = task_of(network, graph, data.describe(settings.dataset, settings.data_dir, size))
    check_memory(analysis.analyse(graph), settings.batch_size)
    dataset = _prepare(settings, size, recorder, stop)
    recorder.say("Starting Keras")
    from explorer.training import jobs

    stop.check()
    with mirrored(store, job.id, recorder):
        jobs.train(store, job, network, settings, task, dataset, recorder, stop)


def _prepare(settings, size, recorder, stop):
    def progress(done, total, message):
        recorder.wait(done, total, message)
        stop.check()

    given = {"size": size, "download": DOWNLOADS.get(settings.dataset), "progress": progress}
    return data.prepare(settings.dataset, settings.data_dir, **given)


def _line(error):
    """One line for people; the traceback says the rest."""
    text = " ".join(str(error).split())
    if isinstance(error, EXPECTED):
        return text
    return f"{type(error).__name__}: {text[:500]}" if text else type(error).__name__


def _log(store, id, attempt):
    # The same file as the executor's, so that a run in the foreground leaves its traceback too.
    with (store.folder(id) / f"worker-{attempt}.log").open("a") as log:
        log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{traceback.format_exc()}")
