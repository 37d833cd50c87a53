"""Take the README's screenshots again: `python -m tests.make_screenshots ADDRESS`.

ADDRESS is that of a running app, as http://localhost:8501.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from explorer import Network, Stage, zoo
from explorer.web import state
from tests.browser import ARGUMENTS

FOLDER = Path(__file__).parent / "screenshots"
NAMES = ("toy_resnet", "resnet20", "resnet30", "skip_autoencoder", "densenet_40_12")
NONE = {"kind": "none"}
PRINTED = Network("printed", [Stage("relu_before_add", 64)], (256, 256, 3), NONE, (), NONE)


def main(address):
    """Every named network in light and dark, the failing one, a narrow window, a comparison."""
    FOLDER.mkdir(exist_ok=True)
    networks = {name: zoo.network(name) for name in NAMES} | {"error": PRINTED}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(ARGUMENTS)
        )
        for scheme in ("light", "dark"):
            for name, network in networks.items():
                take(browser, address, network, f"{name}_{scheme}", scheme, 1280)
            take(browser, address, zoo.network("resnet20"), f"narrow_{scheme}", scheme, 420)
        take_comparison(browser, address)
        browser.close()


def take(browser, address, network, name, scheme, width):
    """One picture of the Build page, once the network is drawn."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(f"{address}/?a={state.encode(network)}")
    page.locator('[data-item="node:image"]').wait_for(state="attached", timeout=60_000)
    page.locator("[data-testid=stDataFrame]").or_(page.get_by_test_id("stAlert")).first.wait_for()
    page.wait_for_load_state("networkidle")
    keep(page, name)


def take_comparison(browser, address):
    """One picture of the Compare page, with a network and its plain twin."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
    page.goto(f"{address}/compare?n=resnet30&n=plainnet30")
    page.locator(".graph").nth(1).locator(".node").first.wait_for(timeout=60_000)
    page.get_by_text("Costs and reach").wait_for()
    page.wait_for_load_state("networkidle")
    keep(page, "compare_light")


def keep(page, name):
    """Write the picture of a page at rest, and close the page."""
    page.mouse.move(5, 795)
    page.wait_for_timeout(800)
    page.screenshot(path=FOLDER / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main(sys.argv[1])
