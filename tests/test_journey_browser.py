"""The journey that the app is for: choose, see, train on real images, download, load in Keras."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from explorer import zoo
from explorer.web import state

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
CIFAR = ROOT.parent / "shared" / "data" / "cifar-10-batches-py"
MINUTES = 60_000  # milliseconds
MIDDLE = """line => {
    const length = line.getTotalLength();
    const point = line.getPointAtLength(length / 2).matrixTransform(line.getScreenCTM());
    return [point.x, point.y];
}"""


@pytest.fixture(scope="session")
def app(serve, tmp_path_factory):
    """The real app, with an empty home folder."""
    home = tmp_path_factory.mktemp("home")
    given = {"EXPLORER_DATA_DIR": str(CIFAR)} if CIFAR.exists() else {}
    return serve(ROOT / "app.py", EXPLORER_HOME=str(home), EXPLORER_RUNNER_IDLE_S="5", **given)


def figure(page, label):
    metric = page.get_by_test_id("stMetric").filter(has_text=label)
    return metric.get_by_test_id("stMetricValue").inner_text()


def await_figure(page, label, value):
    metric = page.get_by_test_id("stMetric").filter(has_text=label)
    metric.get_by_test_id("stMetricValue").filter(has_text=value).wait_for()


def touch_skip(page, nth):
    """Click in the middle of the nth skip of the picture, once it lies still."""
    line, middle = page.locator(".edge .touch").nth(nth), None
    while middle != (middle := line.evaluate(MIDDLE)):
        page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
    page.mouse.click(*middle)


def download(page, name):
    with page.expect_download() as started:
        page.get_by_role("button", name=name).first.click()
    return Path(started.value.path()), started.value.suggested_filename


def in_stock_keras(path, program):
    """Run a program on a loaded `.keras` file, in a Python that knows only Keras."""
    load = f"import keras; model = keras.models.load_model({str(path)!r});"
    done = subprocess.run(
        [sys.executable, "-I", "-c", load + program],
        capture_output=True,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_choose_see_train_download_and_load(app, open_page, tmp_path):
    page = open_page(f"{app}/?a={state.encode(zoo.network('toy_resnet'))}")
    page.set_default_timeout(MINUTES)
    await_figure(page, "Params", "223,242")
    page.get_by_role("spinbutton", name="Filters").first.fill("32")
    page.keyboard.press("Enter")
    page.get_by_text("This network cannot be built").wait_for()  # the stem gives 64 channels
    page.get_by_role("button", name="Set filters to 64").click()
    page.get_by_text("This network cannot be built").wait_for(state="hidden")
    touch_skip(page, 0)
    await_figure(page, "Layers", "14")
    page.get_by_role("tab", name="Code").click()
    assert "skip=False" in page.get_by_test_id("stCode").first.inner_text()
    page.get_by_role("button", name="Undo").click()
    await_figure(page, "Layers", "15")
    page.get_by_role("button", name="Train").click()
    page.get_by_role("spinbutton", name="Epochs").fill("2")
    page.get_by_role("spinbutton", name="Images", exact=True).fill("600")
    page.keyboard.press("Enter")
    if not CIFAR.exists():
        page.get_by_text("Shapes-10").click()
    page.get_by_test_id("stMain").get_by_role("button", name=re.compile("^Train")).click()
    page.get_by_text("Finished", exact=False).first.wait_for(timeout=3 * MINUTES)
    assert "run=" in page.url
    page.reload()
    page.get_by_text("Finished", exact=False).first.wait_for()
    path, name = download(page, re.compile("best", re.IGNORECASE))
    assert name.endswith(".keras")
    kept = tmp_path / "best.keras"
    kept.write_bytes(path.read_bytes())
    assert in_stock_keras(kept, "print(model.count_params())") == "223242"


def test_the_design_comes_home_as_keras_file_and_as_code(app, open_page, tmp_path):
    page = open_page(f"{app}/?a={state.encode(zoo.network('se_resnet20'))}")
    page.set_default_timeout(MINUTES)
    await_figure(page, "Params", "273,471")
    page.get_by_role("tab", name="Download and share").click()
    path, name = download(page, "Python code")
    assert name == "se_resnet20.py"
    assert "import keras" in path.read_text()
    page.get_by_role("button", name="Build the .keras file").click()
    path, name = download(page, "se_resnet20.keras")
    kept = tmp_path / name
    kept.write_bytes(path.read_bytes())
    assert in_stock_keras(kept, "print(model.count_params())") == "273471"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 420])
def test_the_page_fits_its_window(app, open_page, scheme, width):
    page = open_page(app, width=width, color_scheme=scheme)
    page.locator('[data-item="node:head"]').wait_for(timeout=MINUTES, state="attached")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    skips = page.locator(".edge .touch")
    assert skips.count() == 9
    if width == 1280:
        bottoms = skips.evaluate_all("es => es.map(e => e.getBoundingClientRect().bottom)")
        assert max(bottoms) < 800  # all nine skips of ResNet-20 without scrolling
