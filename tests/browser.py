"""Fixtures of the browser tests: a Streamlit server, Chromium, and pages that fail on any error.

A test module asks for them with `pytest_plugins = ("tests.browser",)`.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]
DEADLINE = 60  # seconds for a server to answer, on a busy machine
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium; without one tests are skipped, but in CI they fail."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        _missing("Chromium is not installed: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("Playwright is not installed: pip install playwright")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


def _missing(reason):
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """`serve(app, **environment)` starts Streamlit on a file and returns its address."""
    servers = []

    def start(app, **environment):
        log = tmp_path_factory.mktemp("server") / "log.txt"
        port = free_port()
        servers.append(start_server(app, port, log, environment))
        await_health(port, servers[-1], log)
        return f"http://127.0.0.1:{port}"

    yield start
    for server in servers:
        server.terminate()
        server.wait(timeout=DEADLINE)


@pytest.fixture(scope="module")
def app(serve, tmp_path_factory):
    """The real app, with an empty home folder."""
    return serve(ROOT / "app.py", EXPLORER_HOME=str(tmp_path_factory.mktemp("home")))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(app, port, log, environment):
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    command += [f"--{name}={value}" for name, value in options.items()]
    own = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    with log.open("wb") as output:
        return subprocess.Popen(command, cwd=ROOT, env=own, stdout=output, stderr=output)


def await_health(port, server, log):
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server on port {port} does not answer:\n{log.read_text()[-3000:]}")


@pytest.fixture
def open_page(chromium):
    """`open_page(url, width=, height=, **context)` opens a page in a fresh session.

    At its end the test fails where a page had a JavaScript error, wrote an error to the console
    or asked another host for anything.
    """
    contexts, complaints = [], []

    def open_one(url, width=1280, height=800, **options):
        size = {"width": width, "height": height}
        contexts.append(chromium.new_context(viewport=size, **options))
        page = contexts[-1].new_page()
        _watch(page, urlsplit(url).netloc, complaints)
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def _watch(page, host, complaints):
    page.on("pageerror", lambda error: complaints.append(f"JavaScript error: {error}"))
    page.on("console", lambda message: _read_console(message, complaints))
    page.on("request", lambda request: _read_request(request, host, complaints))


def _read_console(message, complaints):
    # A deep link makes Streamlit probe for a server below the page's own path, in vain.
    probe = "/_stcore/" in message.location.get("url", "")
    if message.type == "error" and not probe:
        complaints.append(f"console: {message.text}")


def _read_request(request, host, complaints):
    address = urlsplit(request.url)
    if address.scheme in ("http", "https", "ws", "wss") and address.netloc != host:
        complaints.append(f"request to another host: {request.url}")
