"""The app as it is served: it starts, brings its own Plotly, and never imports Keras."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from explorer.web import plotly_js
from tests.train_page.tools import MAIN, PAGE, add


@pytest.fixture
def server(tmp_path):
    """The address of the app as a person starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    root = MAIN.parent.parent.parent
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=root, env=os.environ, stdout=log, stderr=log)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def fetched(address, seconds=60):
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.headers, answer.read()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def test_the_app_starts_and_serves_plotly_itself(server):
    assert fetched(f"{server}/_stcore/health")[1] == b"ok"
    headers, program = fetched(f"{server}/{plotly_js.PLOTLY_PATH}")
    assert headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in headers["Cache-Control"]
    assert program == plotly_js.PLOTLY_FILE.read_bytes()


@pytest.mark.parametrize("query", ["", "run={id}"])
def test_the_page_never_imports_keras(store, query):
    query = query.format(id=add(store))
    program = f"""
import sys
from urllib.parse import parse_qsl
from streamlit.testing.v1 import AppTest

app = AppTest.from_file({str(MAIN)!r}, default_timeout=60).switch_page({PAGE!r})
for key, value in parse_qsl({query!r}):
    app.query_params[key] = value
app.run()
assert not app.exception, app.exception
print([name for name in ("keras", "tensorflow") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip().endswith("[]"), done.stderr
