"""What differs between Keras's backends."""

import keras
import numpy as np

STATE = "random/"  # how the names of a state's arrays begin


def repeatable():
    """Ask the backend for operations whose results are the same whenever they are repeated."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow

        tensorflow.config.experimental.enable_op_determinism()
    elif backend == "torch":
        import torch

        torch.use_deterministic_algorithms(True, warn_only=True)


def random_state():
    """What the backend's own random numbers go on from, as `{name: array}`.

    On PyTorch a Dropout layer without a seed draws from it; elsewhere all random numbers come from
    the variables of the layers.
    """
    if keras.backend.backend() != "torch":
        return {}
    import torch

    states = [torch.get_rng_state(), *torch.cuda.get_rng_state_all()]
    return {f"{STATE}{i}": np.array(state) for i, state in enumerate(states)}


def set_random_state(arrays):
    """Go on from a state; other arrays are left alone, and a state of other devices too."""
    states = [array for name, array in arrays.items() if name.startswith(STATE)]
    if keras.backend.backend() != "torch" or not states:
        return
    import torch

    first, *cards = map(torch.from_numpy, states)
    torch.set_rng_state(first)
    if len(cards) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(cards)
