"""Forking a run: a new one that starts from the weights of another, with other settings."""

from explorer.runs import Settings
from explorer.workers.executors import WORKER
from explorer.workers.memory import expected_mb
from explorer.workers.service import ensure_runner


def fork(store, id, settings, name=None, command=WORKER):
    """Queue a run of the same network that starts from the weights that run `id` has now.

    Args:
        settings: a JSON object, all of them; the epochs and the schedule begin anew.
        name: by default the other run's.

    Returns:
        The new run's id.

    Raises:
        RunError: there is no such run, or it has no weights yet.
        SettingsError: a setting is unknown or not allowed.
        TrainingError: it would take more memory than this machine has.
    """
    from explorer.training.forking import pin, weights_of

    job, settings = store.job(id), Settings.from_dict(settings).to_dict()
    weights_of(store, id)
    memory = expected_mb(store, job.kind, job.network, settings)
    given = (job.kind, name or job.name, job.network, settings, job.source, job.owner)
    new = store.add_job(*given, parent=id, memory_mb=memory)
    pin(store, new, id)
    ensure_runner(store.url, command)
    return new
