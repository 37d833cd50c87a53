"""A store for the tests of class links, in which nothing is trained."""

from tests.page_store import store

__all__ = ["store"]
