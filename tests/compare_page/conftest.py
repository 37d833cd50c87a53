"""What the tests of the Compare page share."""

from tests.page_store import store

__all__ = ["store"]
