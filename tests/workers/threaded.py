"""A module that does what must never be forked: importing it starts threads."""

import threading

for _ in range(2):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
