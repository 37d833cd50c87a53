"""The fork server: a process that has only imported what workers need, and then copies itself.

`python -m explorer.workers.forking PRELOAD PROGRAM` imports the module PRELOAD, and for each order
on its standard input, a line of JSON, a copy of it becomes `python -m PROGRAM`. A copy has only the
thread that made it: one that inherits TensorFlow after its first operation waits for ever for the
others. So nothing but imports happens here, and a server with threads of its own refuses to serve.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import sys
from pathlib import Path

MAX_THREADS = 2  # Python's own, and one that the memory allocator may have
REAP_SECONDS = 0.1


def main():
    """Serve until the input ends; in a copy, be the worker."""
    preload, program = sys.argv[1:]
    orders, answers = os.dup(0), os.dup(1)
    _redirect(os.devnull, 2)
    importlib.import_module(preload)
    if (threads := thread_count()) > MAX_THREADS:
        sys.exit(f"{preload} has started threads ({threads} in all): it cannot be forked safely.")
    # Objects that are never looked at again stay on pages that all copies share.
    gc.freeze()
    _say(answers, ready=True)
    order = _serve(orders, answers)
    if order:
        _become(order, answers)
        # From here on as in a process of its own, the interpreter's own end included.
        runpy.run_module(program, run_name="__main__", alter_sys=True)


def thread_count():
    """How many threads this process has, those that Python does not know included."""
    return len(list(Path("/proc/self/task").iterdir()))


def _serve(orders, answers):
    """Copy this process for each order; None at the end of the input, and in a copy its order."""
    waiting, children = b"", set()
    while True:
        if select.select([orders], [], [], REAP_SECONDS)[0]:
            data = os.read(orders, 65536)
            if not data:
                return None
            *lines, waiting = (waiting + data).split(b"\n")
            for line in lines:
                child = os.fork()
                if not child:
                    os.close(orders)
                    return json.loads(line)
                children.add(child)
        for child in list(children):
            if (ended := os.waitpid(child, os.WNOHANG))[0]:
                children.remove(child)
                _say(answers, pid=child, code=os.waitstatus_to_exitcode(ended[1]))


def _become(order, answers):
    """Take on all that a new process would have been given."""
    os.setsid()
    os.nice(order["niceness"])
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["env"])
    _redirect(order["log"], order["log"])
    sys.argv = [sys.argv[2], *order["argv"]]
    if "numpy" in sys.modules:
        # Python's own generator is seeded anew in a copy; NumPy's is not.
        sys.modules["numpy"].random.seed()
    _say(answers, number=order["number"], pid=os.getpid())
    os.close(answers)


def _redirect(output, errors):
    """Point the standard streams to nothing and to these files (or numbers of open ones)."""
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    for number, target in ((1, output), (2, errors)):
        if target != number:
            with open(target, "ab") as file:
                os.dup2(file.fileno(), number)


def _say(answers, **words):
    # The runner may be gone; then the next read ends this server.
    with contextlib.suppress(BrokenPipeError):
        os.write(answers, json.dumps(words).encode() + b"\n")


if __name__ == "__main__":
    main()
