"""The drawn network in a real browser: what people point at, touch and type there."""

import json
import re

import pytest

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)>"

APP = """
import json

import streamlit as st

from explorer.picture import Edge, Group, Node, Scene
from explorer.web.graph_view import graph_view

EVIL = "<img src=x onerror=alert(1)>"


def block(id, x, label="basic", **more):
    facts = (("Layer", "Conv2D"), ("Output", "32 × 32 × 16"), ("Params", "4,640"))
    values = {"params": 4640 + int(x), "macs": 10, "activations": 5, "receptive_field": 3}
    about = {"facts": facts, "values": values, "place": "stage1", **more}
    return Node(id, "block", "block", label, "16", x, 120, 64, 56, **about)


def merge(id, x):
    return Node(id, "merge", "merge", "+", "", x, 136, 24, 24, place="stage1")


def line(id, kind, source, target, x0, x1, **more):
    rise = 0 if kind == "trunk" else 100
    points = ((x0, 148 - rise / 10), (x0, 148 - rise), (x1, 148 - rise), (x1, 148 - rise / 10))
    return Edge(id, kind, source, target, points, **more)


def scene(opened):
    tail = 800 if opened else 560
    nodes = [
        Node("image", "image", "input", "image", "32 × 32 × 3", 20, 120, 84, 56, place="input"),
        block("b1", 180, opens="b1", edits={"stage": 0, "blocks": [0]}),
        merge("b1.merge", 260),
        block("b2", 330, label=EVIL, count=17, edits={"stage": 0, "blocks": [1]}),
        block("b3", 440, wrong=True, edits={"stage": 0, "blocks": [2]}),
        Node("stage2", "stage", "block", "2 × basic", "16 × 16 × 32", tail, 110, 90, 76,
             opens="stage2", edits={"stage": 1}, place="stage2", layers=("stage2_conv",)),
    ]
    edges = [
        line("e1", "trunk", "image", "b1", 104, 180),
        line("e2", "identity", "image", "b1.merge", 150, 272,
             toggles={"stage": 0, "blocks": [0]}),
        line("e3", "trunk", "b1", "b1.merge", 244, 260),
        line("e4", "trunk", "b1.merge", "b2", 284, 330),
        line("e5", "ghost", "b1.merge", "b2", 300, 410, toggles={"stage": 0, "blocks": [1]}),
        line("e6", "trunk", "b2", "b3", 394, 440, label="16 and 32", wrong=True),
        line("e7", "trunk", "b3", "stage2", 504, tail),
    ]
    groups = [Group("stage1", "stage", "stage 1", "32 × 32 × 16", 130, 60, 390, 170, "stage1",
                    {"stage": 0}, "stage1")]
    name = "other" if st.session_state.get("other") else "tiny"
    return Scene(name, "tiny, 3 blocks", tail + 120, 260, tuple(nodes), tuple(edges),
                 tuple(groups), ("the image enters", "one skip is off")).to_dict()


def note(name, value):
    st.session_state.log.append([name, value])
    st.session_state.wide = [name, value] == ["open", "stage2"]


st.session_state.setdefault("log", [])
st.checkbox("other", key="other")
picked = st.selectbox("light", ["", "b3"])
result = graph_view(
    scene(st.session_state.get("wide")), key="graph", selected=picked or None, on_event=note
)
st.text("log " + json.dumps(st.session_state.log))
st.text(f"now {result.selected} {result.color_by} {result.toggle} {result.open}")
st.button("again")
"""


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    app = tmp_path_factory.mktemp("app") / "graph_app.py"
    app.write_text(APP, encoding="utf-8")
    return serve(app)


@pytest.fixture
def page(address, open_page):
    return ready(open_page(address))


def ready(page):
    page.wait_for_selector(".node", timeout=60_000)
    return page


def expect(locator):
    # Imported late: where it is missing the fixtures say so, and fail in CI.
    from playwright import sync_api

    return sync_api.expect(locator)


def see(page, text):
    expect(page.get_by_text(text, exact=False).first).to_be_visible(timeout=15_000)


def see_event(page, name, value):
    see(page, json.dumps([name, value]))


def item(page, key):
    return page.locator(f'[data-item="{key}"]')


def middle(page, key):
    """Where the middle of a skip's line is on the screen."""
    line = item(page, key).locator(".touch")
    return line.evaluate(
        """line => {
            const at = line.getPointAtLength(line.getTotalLength() / 2);
            const {x, y} = at.matrixTransform(line.getScreenCTM());
            return [x, y];
        }"""
    )


def view(page):
    return page.locator(".world").get_attribute("transform")


def focused(page):
    return page.locator("[data-item]:focus").get_attribute("data-item")


def test_pointing_at_a_block_shows_its_facts_as_text(page):
    item(page, "node:b2").hover()
    tip = page.locator(".tip")
    expect(tip).to_be_visible()
    assert EVIL in tip.inner_text()
    assert "4,640" in tip.inner_text()
    assert page.locator(".graph img").count() == 0


def test_a_click_selects_and_another_beside_it_clears(page):
    item(page, "node:b3").click()
    see(page, "now b3 kind")
    expect(item(page, "node:b3")).to_have_class(re.compile("wrong selected"))
    page.locator(".canvas").click(position={"x": 8, "y": 8})
    see_event(page, "selected", "")


def test_a_skip_is_switched_by_a_click_on_its_line(page):
    x, y = middle(page, "edge:e2")
    page.mouse.move(x, y + 6)
    assert "switch this skip off" in page.locator(".tip").inner_text()
    page.mouse.click(x, y + 6)
    see_event(page, "toggle", {"stage": 0, "blocks": [0]})
    page.mouse.move(*middle(page, "edge:e5"))
    assert "switch this skip on" in page.locator(".tip").inner_text()
    page.get_by_role("button", name="again").click()
    see(page, "kind None None")


def test_blocks_open_by_handle_double_click_and_space(page):
    item(page, "node:stage2").locator(".handle").click()
    see_event(page, "open", "stage2")
    item(page, "group:stage1").locator(".handle").click()
    see_event(page, "open", "stage1")
    item(page, "node:b1").dblclick()
    see_event(page, "open", "b1")
    item(page, "node:b3").focus()
    page.keyboard.press("Space")
    see(page, '["open", "stage1"], ["selected", "b1"], ["open", "b1"], ["open", "stage1"]')


def test_a_long_skip_is_drawn_from_stage_to_stage_whichever_way(page):
    item(page, "node:stage2").hover()
    page.locator(".connector").hover()
    page.mouse.down()
    box = item(page, "node:b1").bounding_box()
    page.mouse.move(box["x"] + 9, box["y"] + 9, steps=4)
    expect(page.locator(".draft")).to_have_count(1)
    assert "target" in item(page, "group:stage1").get_attribute("class")
    page.mouse.up()
    see_event(page, "connect", {"source": "stage1", "target": "stage2"})
    expect(page.locator(".draft")).to_have_count(0)


def test_search_counts_lights_and_steps(page):
    box = page.get_by_role("searchbox")
    box.fill("conv2d")
    count = page.locator(".count")
    expect(count).to_have_text("3 matches")
    assert page.locator(".node.match").count() == 3
    box.press("Enter")
    expect(count).to_have_text("1 of 3")
    page.get_by_role("button", name="Previous match").click()
    expect(count).to_have_text("3 of 3")
    assert "at" in item(page, "node:b3").get_attribute("class").split()
    box.fill("stage2_conv")
    expect(count).to_have_text("1 match")
    box.fill("nowhere")
    expect(count).to_have_text("no matches")
    box.press("Escape")
    expect(count).to_have_text("")


def test_arrow_keys_walk_along_the_lines_and_over_skips(page):
    item(page, "node:image").focus()
    walked = []
    for key in ("Right", "Up", "Right", "Right", "Right", "Left"):
        page.keyboard.press(f"Arrow{key}")
        walked.append(focused(page))
    expected = ["node:b1", "edge:e2", "node:b1.merge", "node:b2", "node:b3", "node:b2"]
    assert walked == expected
    assert page.locator('[data-item][tabindex="0"]').count() == 1
    page.keyboard.press("Enter")
    see_event(page, "selected", "b2")
    page.keyboard.press("Escape")
    see_event(page, "selected", "")


def test_a_skip_is_switched_from_the_keyboard(page):
    item(page, "edge:e5").focus()
    page.keyboard.press("Enter")
    see_event(page, "toggle", {"stage": 0, "blocks": [1]})


def test_zoom_outlives_reruns_and_another_network_is_fitted(page):
    fitted = view(page)
    page.get_by_role("button", name="Zoom in").click()
    item(page, "node:b3").click()
    see(page, "now b3 kind")
    zoomed = view(page)
    assert zoomed != fitted
    page.get_by_text("other", exact=True).click()
    expect(page.locator(".world")).to_have_attribute("transform", fitted)


def test_what_was_opened_stays_where_it_was(page):
    page.get_by_role("button", name="Zoom out").click()
    before = item(page, "node:stage2").bounding_box()
    item(page, "node:stage2").locator(".handle").click()
    expect(item(page, "node:stage2")).to_have_attribute("transform", "translate(800 110)")
    after = item(page, "node:stage2").bounding_box()
    assert (after["x"], after["y"]) == pytest.approx((before["x"], before["y"]), abs=1)


def test_the_wheel_scrolls_the_page_until_the_drawing_is_clicked(page):
    fitted = view(page)
    item(page, "node:b1").hover()
    page.mouse.wheel(0, -100)
    expect(page.locator(".hint")).to_be_visible()
    assert view(page) == fitted
    page.locator(".canvas").click(position={"x": 8, "y": 8})
    page.mouse.wheel(0, -100)
    expect(page.locator(".world")).not_to_have_attribute("transform", fitted)
    page.keyboard.press("0")
    assert view(page) == fitted


def test_the_page_lights_a_block_and_keeps_its_choice_of_colours(page):
    page.get_by_label("Colour by").select_option("params")
    see(page, "now  params")
    assert "log scale" in page.locator(".legend").inner_text()
    page.get_by_role("combobox", name="light").click()
    page.get_by_role("option", name="b3").click()
    see(page, "now b3 params")
    assert "selected" in item(page, "node:b3").get_attribute("class")
    item(page, "node:b1").click()
    see(page, "now b1 params")


def test_an_unknown_colouring_is_refused_with_the_known_ones():
    from explorer.web.graph_view import graph_view

    with pytest.raises(ValueError, match=r"one of kind, params, macs, .* got 'size'"):
        graph_view({}, key="graph", color_by="size")


def test_the_drawing_speaks_to_those_who_cannot_see_it(page):
    assert page.locator(".canvas").get_attribute("aria-label") == "tiny, 3 blocks"
    lines = page.locator("#description li").all_inner_texts()
    assert lines == ["the image enters", "one skip is off"]
    assert "17 equal ones" in item(page, "node:b2").get_attribute("aria-label")
    assert "switch this skip off" in item(page, "edge:e2").get_attribute("aria-label")


def test_a_phone_keeps_every_control_in_reach(address, open_page):
    page = ready(open_page(address, width=380, has_touch=True, color_scheme="dark"))
    for control in page.locator(".toolbar input, .toolbar select, .zoom button").all():
        box = control.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 380
    x, y = middle(page, "edge:e2")
    page.touchscreen.tap(x, y)
    see_event(page, "toggle", {"stage": 0, "blocks": [0]})
