"""How a run is asked to stop: by a word in the store, or by a signal to its process."""

import contextlib
import signal
import threading
import time

SECONDS = 0.25  # between two looks into the store


class Stopped(BaseException):
    """Raised where a run is asked to stop before there is anything to keep."""


class Stop:
    """Whether a run has been asked to stop; asking is cheap enough for every step.

    Args:
        word: a function that reads the control word of the job.

    Attributes:
        reason: who asked, in words; empty as long as nobody has.
        since: when that was, of `time.monotonic`.
    """

    def __init__(self, word):
        self._word = word
        self._looked = 0.0
        self.reason, self.since = "", None

    def asked(self):
        """Whether to stop now."""
        if not self.reason and time.monotonic() - self._looked >= SECONDS:
            self._looked = time.monotonic()
            if self._word() == "stop":
                self._ask("on request")
        return bool(self.reason)

    def check(self):
        """Raise Stopped if asked to stop."""
        if self.asked():
            raise Stopped(self.reason)

    @contextlib.contextmanager
    def on_signals(self):
        """Take SIGTERM and the first Ctrl-C as requests; a second Ctrl-C interrupts at once."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = (signal.SIGTERM, signal.SIGINT)
        before = {number: signal.signal(number, self._by_signal) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask(self, reason):
        self.since, self.reason = time.monotonic(), reason

    def _by_signal(self, number, _frame):
        self._ask(f"by {signal.Signals(number).name}")
        if number == signal.SIGINT:
            signal.signal(number, signal.default_int_handler)
