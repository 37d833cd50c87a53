"""Editing by touch on the Build page, in a real browser."""

import statistics
import sys

import pytest

from explorer import Network, Stage, zoo
from explorer.web import state
from tests.expecting import expect

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

WAIT = 60_000  # milliseconds
MIDDLE = """line => {
    const length = line.getTotalLength();
    const point = line.getPointAtLength(length / 2).matrixTransform(line.getScreenCTM());
    return [point.x, point.y];
}"""
# From the click to the frame in which the drawing has one ghost more or fewer.
REDRAWN = """before => new Promise(done => {
    const roots = [...document.querySelectorAll('*')].map(e => e.shadowRoot);
    const root = roots.find(root => root?.querySelector('.graph'));
    const look = () => root.querySelectorAll('.edge.edge-ghost').length !== before
        ? done(performance.now()) : requestAnimationFrame(look);
    look();
})"""

TOUCHED = "() => addEventListener('pointerup', () => window.touched = performance.now(), true)"


@pytest.fixture
def build(app, open_page):
    """`build(network)` opens the Build page on a network and waits for its picture."""

    def open_one(network, **options):
        page = open_page(f"{app}/?a={state.encode(network)}", **options)
        page.set_default_timeout(WAIT)
        page.locator('[data-item="node:image"]').wait_for(state="attached")
        page.get_by_role("button", name="Designs").wait_for()
        return page

    return open_one


def layers(page, value):
    """Wait until the page counts so many layers."""
    metric = page.get_by_test_id("stMetric").filter(has_text="Layers")
    metric.get_by_test_id("stMetricValue").filter(has_text=str(value)).wait_for()


def still(page, nth=0):
    """The middle of the nth skip, once it lies still."""
    line, middle = page.locator(".edge .touch").nth(nth), None
    while middle != (middle := line.evaluate(MIDDLE)):
        page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
    return middle


def ghosts(page):
    return page.locator(".edge.edge-ghost")


def code(page):
    page.get_by_role("tab", name="Code").click()
    return page.get_by_test_id("stCode").first


def test_a_touched_skip_changes_picture_layers_and_code_and_undo_brings_it_back(build):
    page = build(zoo.network("resnet20"))
    layers(page, 73)
    before = code(page).inner_text()
    page.mouse.click(*still(page))
    layers(page, 72)
    expect(ghosts(page)).to_have_count(1)
    expect(code(page)).to_contain_text("skip=False")
    page.mouse.move(5, 795)
    page.keyboard.press("Control+z")
    layers(page, 73)
    expect(code(page)).to_have_text(before, use_inner_text=True)
    expect(ghosts(page)).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    layers(page, 72)


def test_a_stage_closes_and_opens_in_place(build):
    page = build(zoo.network("resnet20"))
    page.locator('[data-item="group:stage2"] .handle').click()
    page.locator('[data-item="node:stage2"]').wait_for()
    expect(page.locator('[data-item="node:stage2_block1"]')).to_have_count(0)
    page.locator('[data-item="node:stage2"] .handle').click()
    page.locator('[data-item="node:stage2_block1"]').wait_for()
    page.locator('[data-item="node:stage2_block1"] .handle').click()
    page.locator('[data-item="node:stage2_block1_1_conv"]').wait_for()


def test_every_level_is_drawn_without_complaint(build):
    page = build(zoo.network("resnet20"))
    page.get_by_test_id("stMain").get_by_text("Layer", exact=True).first.click()
    page.locator('[data-item="node:stage1_block1_1_conv"]').wait_for()
    page.get_by_test_id("stMain").get_by_text("Network", exact=True).first.click()
    page.locator('[data-item="node:stage1"]').wait_for()


def test_search_counts_what_it_lights(build):
    page = build(zoo.network("resnet20"))
    page.get_by_label("Find a layer by name or class").fill("stage2")
    page.get_by_text("matches").or_(page.get_by_text("1 of")).first.wait_for()


def test_a_long_skip_is_dragged_from_stage_to_stage(build):
    page = build(zoo.network("resnet20"))
    source = page.locator('[data-item="group:stage1"]')
    source.hover(position={"x": 8, "y": 8})
    handle = page.locator(".connector").first
    handle.hover()
    page.mouse.down()
    box = page.locator('[data-item="group:stage2"]').bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10, steps=8)
    page.mouse.up()
    page.get_by_text("stage1 → stage2, added").wait_for()
    expect(page.locator(".edge.edge-long")).to_have_count(1)


def test_a_network_that_cannot_be_shows_where_and_a_button_mends_it(build):
    none = {"kind": "none"}
    stages = [Stage("relu_before_add", 64)]
    page = build(Network("printed", stages, (256, 256, 3), none, (), none))
    page.locator('[data-item="node:stage1_block1.merge"].wrong').wait_for()
    shapes = page.locator(".edge-label").all_text_contents()
    assert sorted(shapes) == ["(256, 256, 3)", "(256, 256, 64)"]
    page.get_by_role("button", name="Set shortcut to projection").click()
    page.get_by_text("This network cannot be built").wait_for(state="hidden")
    expect(page.locator(".wrong")).to_have_count(0)


def test_a_touch_is_answered_quickly(build, capsys):
    page = build(zoo.network("resnet56"))
    layers(page, 199)
    times = []
    for touch in range(20):
        x, y = still(page, touch % 5)
        before = ghosts(page).count()
        page.evaluate(TOUCHED)
        page.mouse.click(x, y)
        times.append(page.evaluate(REDRAWN, before) - page.evaluate("window.touched"))
    with capsys.disabled():
        median = statistics.median(times)
        sys.stdout.write(f"\nfrom a touch to the redrawn picture, ResNet-56: {median:.0f} ms\n")
    expect(ghosts(page)).to_have_count(0)  # each of five skips was touched four times
