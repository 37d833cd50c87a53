"""Experiments asked for directly, or as jobs."""

from explorer.experiments import find
from explorer.lab.perform import EXPERIMENTS
from explorer.lab.subject import Subject
from explorer.training import run_job


def partials(name, network, store=None, run=None, **given):
    """Everything that an experiment yields."""
    options = find(name).settings(**given | ({"run": run} if run else {}))
    return EXPERIMENTS[name](Subject(network, store, run), options)


def found(*args, **given):
    """What an experiment has found at its end."""
    *_, last = partials(*args, **given)
    assert last.fraction == 1.0
    return last.result


def failure(store, name, network, **given):
    """What is told of an experiment that cannot be done."""
    settings = find(name).settings(**given)
    id = store.add_job("experiment", network.name, network.to_dict(), settings, mine=True)
    job = run_job(store, id, 1)
    assert job.state == "failed"
    return job.error
