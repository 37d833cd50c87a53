"""Playwright's `expect` for the browser tests, with time for a busy machine."""

SECONDS = 60


def expect(locator):
    """What waits until a claim about a locator holds."""
    # Imported late: where it is missing the fixtures say so, and fail in CI.
    from playwright import sync_api

    sync_api.expect.set_options(timeout=1000 * SECONDS)
    return sync_api.expect(locator)
