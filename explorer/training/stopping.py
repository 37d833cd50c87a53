"""How a run is asked to stop or to pause: by a word in the store, or a signal to its process."""

import contextlib
import signal
import threading
import time

SECONDS = 0.25  # between two looks into the store
STATES = {"stop": "stopped", "pause": "paused"}  # what a run is then


class Stopped(BaseException):
    """Raised where a run is asked to stop before there is anything to keep."""


class Stop:
    """Whether a run has been asked to end; asking is cheap enough for every step.

    Args:
        word: a function that reads the control word of the job.

    Attributes:
        word: "stop" or "pause", or None as long as nobody has asked.
        reason: who asked, in words.
        since: when that was, of `time.monotonic`.
    """

    def __init__(self, word):
        self._word = word
        self._looked = 0.0
        self.word, self.reason, self.since = None, "", None

    @property
    def state(self):
        """The state of a run that ends as it is asked to."""
        return STATES[self.word]

    def asked(self):
        """Whether to end now."""
        if not self.word and time.monotonic() - self._looked >= SECONDS:
            self._looked = time.monotonic()
            word = self._word()
            if word in STATES:
                self._ask(word, "on request")
        return self.word is not None

    def check(self):
        """Raise Stopped if asked to end."""
        if self.asked():
            raise Stopped(f"{self.state} {self.reason}")

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

    def _ask(self, word, reason):
        self.since, self.word, self.reason = time.monotonic(), word, reason

    def _by_signal(self, number, _frame):
        self._ask("stop", f"by {signal.Signals(number).name}")
        if number == signal.SIGINT:
            signal.signal(number, signal.default_int_handler)
