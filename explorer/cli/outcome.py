"""What came of a run: its figures as data, and as people read them."""

UNITS = {"accuracy": lambda value: f"{100 * value:.1f} %", "psnr": lambda value: f"{value:.2f} dB"}


def outcome(job):
    """The figures of a run as JSON; `validation` and `test` are in the unit of `metric`.

    Accuracy is a share, the peak signal-to-noise ratio of a reconstruction ("psnr") decibels.
    A figure that is not known, or not yet, is None.
    """
    found, metric = job.summary, job.summary.get("metric")
    return {
        "id": job.id,
        "name": job.name,
        "state": job.state,
        "dataset": job.settings.get("dataset"),
        "epochs_done": epochs_done(job),
        "epochs": job.settings.get("epochs"),
        "metric": metric,
        "validation": found.get(f"val_{metric}"),
        "test": found.get(f"test_{metric}"),
        "best_epoch": found.get("best_epoch"),
        "seconds": found.get("seconds"),
        "created": job.created,
        "error": job.error,
    }


def epochs_done(job):
    """How many epochs a run has completed."""
    done = job.progress
    return done["step"] * done["epochs"] // done["steps"] if done.get("steps") else 0


def measure(name, value):
    """A metric in its unit: 91.2 %, 27.51 dB; a loss is a bare number. Empty where it is None."""
    if value is None:
        return ""
    name = name.removeprefix("val_")
    return UNITS[name](value) if name in UNITS else f"{value:.3f}"


def named(name, value):
    """A metric with its name: `val_accuracy 91.2 %`; the store keeps no NaN in a run's row."""
    return f"{name} {'nan' if value is None else measure(name, value)}"
