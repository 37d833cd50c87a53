"""A store for the Train page's tests, in which nothing is trained."""

from tests.page_store import store

__all__ = ["store"]
