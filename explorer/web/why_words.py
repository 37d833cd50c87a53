"""What the Why page says about experiments: time, state, and what keeps one from being done."""

from explorer.assembly import AssemblyError
from explorer.experiments import ExperimentError, find
from explorer.web import train_words
from explorer.web.train_network import summary_of

ENDINGS = {
    "stopped": "It was stopped before its end.",
    "interrupted": "Its process ended before it could say why.",
    "failed": "It failed.",
}


def obstacle(network, name, options):
    """What keeps the experiment from being done with this network, in words; or None."""
    experiment = find(name)
    try:
        experiment.settings(**options)
        summary_of(network)
    except (AssemblyError, ExperimentError) as error:
        return train_words.sentence(str(error))
    if experiment.classifier and network.head.kind != "classifier":
        return f"It needs a network that ends in classes; {network.name} does not."
    return None


def about(seconds):
    """A time that is a guess: "about 5 s", "about 2 min", "about 3 hours"."""
    if seconds > 5400:
        return f"about {round(seconds / 3600)} hours"
    if seconds < 10:
        return f"about {max(round(seconds), 1)} s"
    if seconds < 90:
        return f"about {round(seconds, -1):.0f} s"
    return f"about {round(seconds / 60)} min"


def ended(job):
    """How a job ended that has not finished."""
    return train_words.sentence(job.error) or ENDINGS.get(job.state, "")


def measured(job):
    """When a finished job ran, and how long it took."""
    parts = [f"Computed {train_words.ago(job.ended or job.created)}"]
    if seconds := job.summary.get("seconds"):
        parts.append(f"in {train_words.duration(seconds) if seconds >= 60 else f'{seconds:.1f} s'}")
    return " ".join(parts)
