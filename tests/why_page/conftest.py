"""A store for the Why page's tests, in which nothing is computed."""

from tests.page_store import store

__all__ = ["store"]
