"""The experiments of the Why page: what each asks, how, and what it does not show.

One file each; importing one registers it. What does the work is `explorer.lab`, in a worker.
"""

from explorer.experiments import (
    disagree,
    features,
    gradients,
    lesion,
    loss_slice,
    paths,
    predictions,
    signals,
    timing,
)
from explorer.experiments.registry import (
    COMMON,
    EXPERIMENTS,
    Experiment,
    ExperimentError,
    Option,
    find,
    register,
)

__all__ = [
    "COMMON",
    "EXPERIMENTS",
    "Experiment",
    "ExperimentError",
    "Option",
    "disagree",
    "features",
    "find",
    "gradients",
    "lesion",
    "loss_slice",
    "paths",
    "predictions",
    "register",
    "signals",
    "timing",
]
