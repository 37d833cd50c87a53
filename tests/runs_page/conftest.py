"""A store for the Runs page's tests, in which nothing is trained."""

from tests.page_store import store

__all__ = ["store"]
