"""What the Train page says about a run, from its row in the store."""

import time
from typing import NamedTuple

from explorer import charts


class Badge(NamedTuple):
    """A state in a word, with Streamlit's names of a colour and an icon."""

    word: str
    color: str
    icon: str


BADGES = {
    "queued": Badge("Queued", "gray", ":material/hourglass_empty:"),
    "starting": Badge("Starting", "blue", ":material/rocket_launch:"),
    "running": Badge("Running", "blue", ":material/play_arrow:"),
    "paused": Badge("Paused", "violet", ":material/pause:"),
    "stopped": Badge("Stopped", "orange", ":material/stop:"),
    "finished": Badge("Finished", "green", ":material/check:"),
    "failed": Badge("Failed", "red", ":material/error:"),
    "interrupted": Badge("Interrupted", "orange", ":material/power_off:"),
}
DIVERGED = Badge("Diverged", "red", ":material/trending_up:")
ASKED = {
    "stop": Badge("Stopping", "orange", ":material/stop:"),
    "pause": Badge("Pausing", "violet", ":material/pause:"),
}

_UNITS = ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s"))


def badge(job):
    """The state of a job for people: a request counts before it is obeyed."""
    asked = None if job.over else ASKED.get(job.control)
    return asked or (DIVERGED if job.state == "paused" and job.error else BADGES[job.state])


def phase(job, ahead=0):
    """What a job that is not over does at the moment.

    Args:
        ahead: jobs that are before it in the queue or at work.
    """
    if job.state == "queued":
        return f"Waiting for {_many(ahead, 'other job')}" if ahead else "Waiting for its turn"
    message = job.progress.get("message")
    if job.state == "starting" or not message:
        return "Starting a process for it"
    return "Loading Keras" if message == "Starting Keras" else message


def done(progress):
    """How much of the running phase is done, from 0 to 1; None where that is not known."""
    for part, whole in (("step", "steps"), ("done", "total")):
        if progress.get(whole):
            return min(max(progress.get(part, 0) / progress[whole], 0.0), 1.0)
    return None


def place(progress):
    """How far a run is: "Epoch 2 of 5, step 31 of 75", or nothing before its first epoch."""
    if not progress.get("epochs") or not progress.get("steps"):
        return ""
    epoch = f"Epoch {progress.get('epoch', 1):,} of {progress['epochs']:,}"
    return f"{epoch}, step {progress.get('step', 0):,} of {progress['steps']:,}"


def pace(progress):
    """Speed and time left, as far as they are known, or what is done between the steps."""
    if (message := progress.get("message")) != "Training":
        return message if place(progress) else ""
    parts = []
    if speed := progress.get("images_per_second"):
        parts.append(f"{speed:,.0f} images a second")
    if (left := progress.get("seconds_left")) is not None:
        parts.append(f"{duration(left)} left")
    return ", ".join(parts)


def duration(seconds):
    """A length of time in its two largest units."""
    seconds = max(round(seconds), 0)
    for size, unit, small, part in _UNITS:
        if seconds >= size:
            return f"{seconds // size} {unit} {seconds % size // small} {part}"
    return f"{seconds} s"


def ago(moment, now=None):
    """How long ago a time was, in its largest unit."""
    seconds = (time.time() if now is None else now) - moment
    if seconds < 60:
        return "just now"
    return " ".join(duration(seconds).split()[:2]) + " ago"


def value(measure, number):
    """A metric's value in words."""
    if measure.endswith("accuracy"):
        return f"{number:.1%}"
    return f"{number:.1f} dB" if measure == "psnr" else f"{number:.4g}"


def verdict(summary):
    """What a run has come to, in a few sentences: the test set, and how the weights were chosen."""
    return " ".join(filter(None, (_tested(summary), _chosen(summary), _effort(summary))))


def sentence(text):
    """A line of an error as a sentence."""
    return text and f"{text[0].upper()}{text[1:].removesuffix('.')}."


def advice(job):
    """What to do after a run that has failed, was interrupted or has diverged."""
    if job.state == "interrupted":
        return (
            "Its process ended before it could say why. Resume takes it up where it last kept"
            " everything, and nothing of the curve is lost."
        )
    if job.state == "paused":
        return "Resumed as it is, it would do so again: train with other settings, below."
    return "Change what the message names and train again. The log below has the details."


def headline(job):
    """The one figure of a run for a list: its result, else how far it is."""
    names = [f"{part}_{job.summary.get('metric')}" for part in ("test", "val")]
    for name in names:
        if job.summary.get(name) is not None:
            part, _, measure = name.partition("_")
            words = {"test": "test", "val": "validation"}[part]
            return f"{value(measure, job.summary[name])} {words} {_lower(measure)}"
    return "" if job.over else place(job.progress)


def plain(text):
    """A text as Markdown that shows it as it is: a name or a path may hold any sign."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-!$:~<>|" else c for c in text)


def _tested(summary):
    scores = _scores(summary, "test_")
    if not scores:
        return "It was stopped before the test set was scored." if summary else ""
    text = f"On the test set, scored once at the end: **{scores}**."
    if (accuracy := summary.get("test_accuracy")) is not None:
        text += f" It names about {round(10 * accuracy)} of 10 new images right."
    return text


def _chosen(summary):
    scores = _scores(summary, "val_")
    if not scores:
        return ""
    return (
        f"The best weights are those after epoch {summary['best_epoch']}: {scores} on validation."
    )


def _effort(summary):
    if not summary.get("steps"):
        return ""
    return f"It took {summary['steps']:,} steps in {duration(summary.get('seconds', 0))}."


def _scores(summary, prefix):
    """The metric and the loss: "71.2% accuracy and a loss of 0.8123"."""
    words, metric = [], summary.get("metric")
    if metric and summary.get(prefix + metric) is not None:
        words += [f"{value(metric, summary[prefix + metric])} {_lower(metric)}"]
    if summary.get(f"{prefix}loss") is not None:
        words += [f"a loss of {value('loss', summary[f'{prefix}loss'])}"]
    return " and ".join(words)


def _lower(measure):
    return "PSNR" if measure == "psnr" else charts.label(measure).lower()


def _many(count, noun):
    return f"{count} {noun}{'' if count == 1 else 's'}"
