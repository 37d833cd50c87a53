"""The store and the runs that the tests of training have."""

from tests.training.conftest import add, home, store, train

__all__ = ["add", "home", "store", "train"]
