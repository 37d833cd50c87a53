"""A comparison in a real browser: opened from a link, zoomed, opened up, taken home."""

import re
import time
from pathlib import Path

import pytest

from explorer.web.state import LAG_SECONDS
from tests.expecting import SECONDS, expect

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

LINK = "compare?n=resnet30&n=plainnet30"
MINUTE = 60_000  # milliseconds


@pytest.fixture
def page(app, open_page):
    return ready(open_page(f"{app}/{LINK}"))


def ready(page, pictures=2):
    page.set_default_timeout(MINUTE)
    page.locator(".graph .node").nth(pictures).wait_for()
    for number in range(pictures):
        picture(page, number).locator(".node").first.wait_for()
    page.get_by_text("Costs and reach").wait_for()
    return page


def picture(page, number):
    return page.locator(".graph").nth(number)


def view(page, number):
    """(x, y, scale) of a picture."""
    text = picture(page, number).locator(".world").get_attribute("transform")
    return tuple(float(each) for each in re.findall(r"-?[\d.]+(?:e-?\d+)?", text))


def until(holds):
    """Wait until something holds."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_two_networks_are_compared_from_a_link_and_taken_home(page, tmp_path):
    expect(page.get_by_text("stages 1 to 4: skips on against skips off")).to_be_visible()
    expect(picture(page, 0).locator(".mark-halo")).to_have_count(14)
    expect(picture(page, 0).locator(".legend")).to_contain_text("only here")
    expect(picture(page, 1).locator(".legend")).to_contain_text("not the same")
    assert "0.989" in page.locator(".figures").inner_text()
    before = [view(page, number) for number in (0, 1)]
    assert before[0][2] == pytest.approx(before[1][2])  # boxes of one size
    picture(page, 0).get_by_role("button", name="Zoom in").click()
    nearer = pytest.approx([1.25 * each[2] for each in before])
    until(lambda: [view(page, number)[2] for number in (0, 1)] == nearer)
    picture(page, 1).get_by_role("button", name="Fit").click()
    until(lambda: [view(page, number) for number in (0, 1)] == before)
    with page.expect_download() as started:
        page.get_by_role("button", name="Report").click()
    report = Path(started.value.path()).read_text(encoding="utf-8")
    assert started.value.suggested_filename == "comparison.html"
    assert "skips on against skips off" in report


def test_what_is_dragged_and_opened_in_one_picture_moves_and_opens_in_the_other(page):
    fitted = view(page, 1)
    box = picture(page, 0).locator(".canvas").bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + box["height"] - 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 92, box["y"] + box["height"] - 42, steps=4)
    page.mouse.up()
    until(lambda: view(page, 1)[:2] != fitted[:2])
    assert view(page, 1)[2] == pytest.approx(fitted[2])
    node = '[data-item="node:stage2_block1"]'
    picture(page, 0).locator(f"{node} .handle").click()
    for number in (0, 1):
        layer = picture(page, number).locator('[data-item="node:stage2_block1_conv1"]')
        expect(layer).to_have_count(1)


def test_levels_change_together_and_skips_are_not_switched_here(page):
    edges = picture(page, 0).locator(".edge-identity")
    expect(edges.first).to_be_attached()
    assert picture(page, 0).locator('[role="button"][data-item^="edge"]').count() == 0
    page.get_by_role("radio", name="Network").click()
    for number in (0, 1):
        expect(picture(page, number).locator('[data-item="node:stage1"]')).to_have_count(1)
        expect(picture(page, number).locator(".kind-stage .mark")).to_have_count(4)


def test_a_mark_says_what_it_stands_for_when_pointed_at(page):
    line = picture(page, 0).locator('[data-item^="edge:"]').first.locator(".touch")
    x, y = line.evaluate(
        """line => {
            const at = line.getPointAtLength(line.getTotalLength() / 2);
            const {x, y} = at.matrixTransform(line.getScreenCTM());
            return [x, y];
        }"""
    )
    page.mouse.move(x, y + 3)
    tip = picture(page, 0).locator(".tip")
    expect(tip).to_contain_text("only here: stages 1 to 4: skips on against skips off")


def test_a_twin_is_added_and_the_address_says_so(app, open_page):
    page = ready(open_page(f"{app}/compare?n=resnet20"), pictures=1)
    page.get_by_role("button", name="Plain twin").click()
    picture(page, 1).locator(".node").first.wait_for()
    until(lambda: page.url.endswith("n=resnet20&n=plain20"))
    page.wait_for_timeout(1000 * LAG_SECONDS)  # an address that returns sooner passes for late
    page.go_back()
    expect(page.locator(".graph")).to_have_count(1)
    until(lambda: page.url.endswith("n=resnet20"))


def test_on_a_phone_pictures_stand_below_each_other_and_nothing_is_cut(app, open_page):
    page = ready(open_page(f"{app}/{LINK}", width=420, height=900, color_scheme="dark"))
    one, other = (picture(page, number).bounding_box() for number in (0, 1))
    assert other["y"] >= one["y"] + one["height"]
    for box in (one, other):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 420
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
