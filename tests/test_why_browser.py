"""The Why page in a real browser: from a link to a chart that a worker has computed."""

import pytest

from explorer import zoo
from explorer.web import state
from tests.test_runs_browser import ROOT

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

MINUTES = 120_000  # milliseconds
LINK = f"a={state.encode(zoo.network('resnet20'))}"


@pytest.fixture(scope="module")
def app(serve, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    return serve(ROOT / "app.py", EXPLORER_HOME=str(home), EXPLORER_RUNNER_IDLE_S="5")


def test_from_a_link_to_resnet20_to_its_gradient_flow(app, open_page):
    page = open_page(f"{app}/why?{LINK}")
    page.set_default_timeout(MINUTES)
    page.get_by_text("271 k parameters").wait_for()
    page.locator(".st-key-why_open_gradient_flow button").click()
    page.wait_for_url("**experiment=gradient_flow**")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Stop").wait_for()
    page.get_by_role("button", name="Run again").wait_for()
    legend = page.locator(".live-chart .legendtext")
    legend.nth(3).wait_for()
    assert set(legend.all_text_contents()) == {
        "resnet20",
        "resnet20, no batch norm",
        "resnet20_plain",
        "resnet20_plain, no batch norm",
    }
    said = page.get_by_text("it does not vanish").text_content()
    assert "in resnet20 and" in said and "mean of 2 seeds" in said
    page.close()
    again = open_page(f"{app}/why?experiment=gradient_flow&{LINK}")
    again.get_by_text("it does not vanish").wait_for(timeout=MINUTES)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 420])
@pytest.mark.parametrize("experiment", ["", "experiment=identity", "experiment=depth"])
def test_the_page_fits_its_window(app, open_page, scheme, width, experiment):
    page = open_page(f"{app}/why?{experiment}&{LINK}", width=width, color_scheme=scheme)
    page.get_by_text("271 k parameters").wait_for(timeout=MINUTES)
    page.get_by_role("button").last.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
