"""One attempt at one job that needs weights: building a network, or training it.

`python -m explorer.training --job ID --attempt K` is the worker; `run_job` is the same in the
caller's own process. Importing this package imports no Keras: a mistake in the description or the
settings, or a machine too small, is told before that.
"""

from explorer.training.tasks import TrainingError
from explorer.training.worker import run_job

__all__ = ["TrainingError", "run_job"]
