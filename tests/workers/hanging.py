"""A worker that never begins, as a copy of a process with threads may."""

import threading

threading.Event().wait()
