"""What an edit on the Build page costs the server, beside the empty page of the same harness.

Each round changes the filters of ResNet's first stage, which no cache knows, and runs the page
again in Streamlit's test harness: processor time of the script and of the harness around it.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from explorer import zoo

MAIN = Path(__file__).parents[2] / "explorer" / "web" / "main.py"
NAMES = ("resnet20", "resnet56", "resnet110")
ROUNDS = 12


def measure(name):
    """Median processor time of a rerun after an edit, in milliseconds."""
    from streamlit.testing.v1 import AppTest

    from explorer.web import state

    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.query_params["a"] = state.encode(zoo.network(name))
    app.run()
    taken = []
    for filters in range(17, 17 + ROUNDS):
        field = next(w for w in app.number_input if (w.key or "").startswith("stage0/filters:"))
        field.set_value(filters)
        began = time.process_time()
        app.run()
        taken.append((time.process_time() - began) * 1000)
        assert not app.exception
    return statistics.median(taken[2:])


def empty():
    """The same for a page with nothing but one number."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_string("import streamlit as st\nst.number_input('n', key='n')").run()
    taken = []
    for value in range(ROUNDS):
        app.number_input[0].set_value(float(value))
        began = time.process_time()
        app.run()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken[2:])


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.page", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures on the last line")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["EXPLORER_HOME"] = home
        measured = {name: measure(name) for name in NAMES}
    bare = empty()
    print(f"{'network':<12}{'rerun, ms':>12}{'over an empty page':>22}")
    for name, took in measured.items():
        print(f"{name:<12}{took:>12.0f}{took / bare:>22.1f}")
    if asked.json:
        print(json.dumps({f"rerun_ms_{name}": round(took, 1) for name, took in measured.items()}))


if __name__ == "__main__":
    main()
