"""Two runs as a person lives with them: paused, left, resumed, compared, taken home."""

import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from explorer import zoo
from explorer.runs import RunError, Settings, Store
from explorer.source import to_source
from explorer.web import state
from explorer.workers import submit

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
MINUTES = 60_000  # milliseconds


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The home folder of the app, whose runner starts two runs at once."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_HOME", str(folder))
        patch.setenv("EXPLORER_RUNNER_IDLE_S", "5")
        patch.setenv("EXPLORER_SLOTS", "2")
        patch.delenv("EXPLORER_DATABASE_URL", raising=False)
        yield folder


@pytest.fixture(scope="module")
def store(home):
    store = Store.open()
    yield store
    for job in store.jobs(states=["queued", "starting", "running", "paused"]):
        with suppress(RunError):  # it has just ended
            store.request(job.id, "stop")
    store.close()


@pytest.fixture(scope="module")
def app(serve, home):
    return serve(ROOT / "app.py", EXPLORER_HOME=str(home))


def start(store, name, **settings):
    network = zoo.network("toy_resnet")
    values = Settings(dataset="shapes10", limit=600, **settings).to_dict()
    return submit(store, "train", name, network.to_dict(), values, to_source(network))


def start_in_form(page, app, name, epochs):
    """Start a run as a person does; its id."""
    network = zoo.network("toy_resnet").with_(name=name)
    page.goto(f"{app}/train?a={state.encode(network)}")
    page.get_by_text("Shapes-10").click()
    page.get_by_role("spinbutton", name="Epochs").fill(str(epochs))
    page.get_by_role("spinbutton", name="Images", exact=True).fill("600")
    page.keyboard.press("Enter")
    page.get_by_test_id("stMain").get_by_role("button", name=re.compile("^Train")).click()
    page.wait_for_url("**run=*")
    return parse_qs(urlsplit(page.url).query)["run"][0]


def badge(page, word):
    """Wait until the run that the page shows is in this state."""
    page.locator(".stMarkdownBadge").first.filter(has_text=word).wait_for()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def choose_rows(page, *numbers):
    """Tick these rows of the table, which draws itself on a canvas."""
    table = page.get_by_test_id("stDataFrame")
    for number in numbers:
        table.click(position={"x": 18, "y": 35 * (number + 1) + 17})  # waits until it lies still
        page.get_by_role("button", name="Delete").first.wait_for()


def test_pause_leave_resume_stop_compare_and_take_home(app, store, open_page, tmp_path):
    page = open_page(f"{app}/train")
    page.set_default_timeout(MINUTES)
    first, second = start_in_form(page, app, "first", 2), start_in_form(page, app, "second", 500)
    badge(page, "Running")
    page.locator(".live-chart .main-svg").first.wait_for()
    press(page, "Pause")
    badge(page, "Paused")
    step = store.job(second).progress["step"]
    page.close()
    page = open_page(f"{app}/train?run={second}")
    page.set_default_timeout(MINUTES)
    badge(page, "Paused")
    page.get_by_text("it can go on", exact=False).first.wait_for()
    press(page, "Resume")
    badge(page, "Running")
    page.get_by_role("tab", name="Gradients").click()
    page.get_by_text("Gradients by block").wait_for()
    press(page, "Stop")
    badge(page, "Stopped")
    assert store.job(second).summary["steps"] >= step
    steps = store.series(second)["train/loss"].steps
    assert steps == list(range(1, len(steps) + 1))  # none lost, none twice
    page.goto(f"{app}/train?run={first}")
    badge(page, "Finished")
    compare_and_take_home(page, app, tmp_path)


def compare_and_take_home(page, app, tmp_path):
    page.goto(f"{app}/runs")
    choose_rows(page, 0, 1)
    page.get_by_text("2 runs", exact=True).wait_for()
    legend = page.locator(".live-chart .legendtext")
    legend.nth(1).wait_for()
    assert set(legend.all_text_contents()) == {"first", "second"}
    choose_rows(page, 0)
    press(page, "Export")
    with page.expect_download() as started:
        page.get_by_role("button", name="Best weights").click()
    assert started.value.suggested_filename == "first-best.keras"
    kept = tmp_path / "best.keras"
    kept.write_bytes(Path(started.value.path()).read_bytes())
    assert parameters_in_stock_keras(kept) == "223242"


def parameters_in_stock_keras(path):
    done = subprocess.run(
        [
            *(sys.executable, "-I", "-c"),
            f"import keras; print(keras.models.load_model({str(path)!r}).count_params())",
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_deleted_runs_come_back(app, store, open_page):
    id = start(store, "unwanted", epochs=500)
    store.request(id, "stop")
    page = open_page(f"{app}/runs")
    page.set_default_timeout(MINUTES)
    page.get_by_placeholder("Name, note or tag").fill("unwanted")
    page.keyboard.press("Enter")
    only = '[role="grid"][aria-rowcount="2"]'  # the header and one run
    page.get_by_test_id("stDataFrame").locator(only).wait_for(state="attached")
    choose_rows(page, 0)
    press(page, "Delete")
    page.get_by_text("unwanted was deleted").wait_for()
    press(page, "Undo")
    page.get_by_role("button", name="Undo").wait_for(state="hidden")
    assert store.job(id).deleted is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 420])
def test_the_page_fits_its_window(app, store, open_page, scheme, width):
    if not store.jobs("train", limit=1):
        start(store, "any", epochs=1)
    page = open_page(f"{app}/runs", width=width, color_scheme=scheme)
    page.get_by_test_id("stDataFrame").wait_for(timeout=MINUTES)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
