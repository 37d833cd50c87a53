"""What differs between Keras's backends."""

import keras


def repeatable():
    """Ask the backend for operations whose results are the same whenever they are repeated."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow

        tensorflow.config.experimental.enable_op_determinism()
    elif backend == "torch":
        import torch

        torch.use_deterministic_algorithms(True, warn_only=True)
