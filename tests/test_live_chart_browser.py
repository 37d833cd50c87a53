"""The live chart in a real browser: what a person has done to it outlives its updates."""

from itertools import count
from pathlib import Path

import pytest

from explorer.runs import Store
from tests.expecting import SECONDS

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

PAGE = Path(__file__).parent / "benchmarks" / "live_app.py"
POINTS = 600
CHART = "document.querySelector('.js-plotly-plot')"
ENDS = f"{CHART}.data.map(line => line.x.at(-1))"


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """A store with two runs, and a function that adds a point to one and waits for its drawing."""
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.delenv("EXPLORER_DATABASE_URL", raising=False)
    store = Store.open()
    for name in ("other", "grows"):
        id = store.add_job("train", name, {}, {}, mine=True)
        store.add_points(id, [point(step) for step in range(1, POINTS + 1)])
    steps = count(POINTS + 1)

    def grow(page):
        step = next(steps)
        store.add_points(id, [point(step)])
        page.wait_for_function(f"Math.max(...{ENDS}) >= {step}")

    yield grow
    store.close()


@pytest.fixture
def page(serve, runs, open_page, tmp_path):
    page = open_page(serve(PAGE, EXPLORER_HOME=str(tmp_path)))
    page.set_default_timeout(1000 * SECONDS)
    page.locator(".js-plotly-plot .scatterlayer path.js-line").first.wait_for()
    page.evaluate(f"window.first = {CHART}")
    return page


def point(step):
    return "train/loss", step, 1 / step


def middle(page):
    box = page.locator(".nsewdrag").first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_zoom_outlives_updates(page, runs):
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 60, steps=5)
    page.mouse.up()
    page.wait_for_function(f"{CHART}.layout.xaxis.autorange === false")
    zoomed = page.evaluate(f"{CHART}.layout.xaxis.range")
    assert 0 < zoomed[0] < zoomed[1] < POINTS
    for _ in range(3):
        runs(page)
    assert page.evaluate(f"{CHART}.layout.xaxis.range") == zoomed
    assert page.evaluate(f"window.first === {CHART}")


def test_a_run_that_the_legend_hides_stays_hidden(page, runs):
    hidden = f"{CHART}._fullData.filter(line => line.visible === 'legendonly').length"
    page.locator(".legendtoggle").nth(1).click()
    # The smoothed line and the raw one behind it.
    page.wait_for_function(f"{hidden} === 2")
    for _ in range(3):
        runs(page)
    assert page.evaluate(hidden) == 2


def test_what_the_pointer_shows_outlives_updates(page, runs):
    x, y = middle(page)
    labels = page.locator(".hoverlayer text")
    page.mouse.move(x, y)
    page.mouse.move(x + 3, y)
    labels.first.wait_for()
    shown = labels.count()
    for _ in range(3):
        runs(page)
    labels.nth(shown - 1).wait_for()
    assert page.evaluate(f"window.first === {CHART}")
