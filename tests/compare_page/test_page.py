"""The Compare page as a person meets it: what can be chosen, what is told, what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import zoo
from explorer.picture import View
from explorer.runs import Settings
from explorer.twins import twin
from explorer.web import compare_marks, compare_place, state

MAIN = Path(__file__).parents[2] / "explorer" / "web" / "main.py"
PAGE = "../../pages/compare.py"
EVIL = "<img src=x onerror=alert(1)> **$x$**"


def opened(*tokens):
    app = AppTest.from_file(str(MAIN), default_timeout=30).switch_page(PAGE)
    if tokens:
        app.query_params["n"] = list(tokens)
    return healthy(app.run())


def healthy(app):
    assert not app.exception
    return app


def texts(app):
    return "\n".join(each.value for each in (*app.markdown, *app.caption))


def table(app):
    """The figures as {figure: what stands in each cell}, read as a browser would."""
    found = next(each.proto.body for each in app.get("html") if "figures" in each.proto.body)
    rows = found.partition("<tbody>")[2].split("</tr>")[:-1]
    return {_text(row.split("</th>")[0]): _cells(row.partition("</th>")[2]) for row in rows}


def _cells(row):
    return [_text(cell) for cell in row.split("</td>")[:-1]]


def _text(html):
    return " ".join("".join(part.split(">")[-1] for part in html.split("<")).split())


def pictures(app):
    return [
        json.loads(each.proto.json)
        for each in app.get("bidi_component")
        if "scene" in each.proto.json
    ]


def address(app):
    given = app.query_params["n"]
    return given if isinstance(given, list) else [given]


def press(app, key):
    return healthy(app.button(key=key).click().run())


def add_run(store, network, seed=0, accuracy=None, **settings):
    values = Settings(dataset="shapes10", seed=seed, **settings).to_dict()
    id = store.add_job("train", network.name, network.to_dict(), values)
    if accuracy is not None:
        for word in ("starting", "running"):
            store.set_state(id, word)
        rows = [
            (f"epoch/{name}", n, v) for name in ("loss", "val_loss") for n, v in ((1, 2), (2, 1))
        ]
        store.add_points(id, [*rows, ("train/loss", 1, 2.0), ("train/loss", 2, 1.0)])
        summary = {"metric": "accuracy", "test_accuracy": accuracy, "val_accuracy": accuracy}
        store.set_state(id, "finished", summary=summary)
    return id


def test_the_empty_page_offers_comparisons_that_open_with_one_click():
    app = opened()
    assert [b.label for b in app.button] == ["Compare"] * 4
    app = press(app, "compare_example_1")
    assert address(app) == ["resnet30", "plainnet30"]
    assert "skips on against skips off" in texts(app)


@pytest.mark.parametrize("number", range(4))
def test_every_ready_made_comparison_can_be_shown(number):
    app = press(opened(), f"compare_example_{number}")
    assert not app.error
    assert "against" in texts(app)


def test_figures_stand_side_by_side_with_the_best_marked_and_ratios():
    figures = table(opened("resnet20", "densenet_40_12"))
    assert figures["Params"] == ["★ 271,098", "1,037,818 × 3.83"]
    assert figures["Depth"] == ["20", "40 × 2"]
    assert figures["Receptive field (pixels)"] == ["81", "★ 174 × 2.15"]


def test_equal_figures_have_no_best():
    assert table(opened("resnet20", "plain20"))["Params"] == ["271,098", "271,098"]


def test_what_differs_is_told_once_for_each_skip_and_nothing_is_marked_on_what_is_alike():
    app = opened("resnet30", "plainnet30")
    one, other = pictures(app)
    assert {mark["kind"] for mark in one["marks"].values()} == {"only"}
    assert {mark["kind"] for mark in other["marks"].values()} == {"changed"}
    lines = {edge["id"] for edge in one["scene"]["edges"] if edge["toggles"]}
    assert set(one["marks"]) == lines
    assert len(lines) == 14
    assert {mark["text"] for mark in one["marks"].values()} == {
        "stages 1 to 4: skips on against skips off"
    }


def test_pictures_share_level_zoom_and_colour_scale():
    app = opened("resnet20", "wrn_16_4")
    healthy(app.segmented_control(key="compare_level").set_value("network").run())
    healthy(app.selectbox(key="compare_color").set_value("params").run())
    drawn = pictures(app)
    assert {each["link"] for each in drawn} == {"compare"}
    assert {each["color_by"] for each in drawn} == {"params"}
    assert drawn[0]["ranges"] == drawn[1]["ranges"]
    for each in drawn:
        assert [n["id"] for n in each["scene"]["nodes"] if n["kind"] == "stage"]
        assert not each["editable"]


def test_of_three_networks_the_differences_are_told_from_the_one_that_is_chosen():
    app = opened("resnet20", "plain20", "resnet32")
    assert "**resnet20** against **resnet32**" in texts(app)
    app = healthy(app.selectbox(key="compare_reference").set_value("resnet32").run())
    assert "**resnet32** against **plain20**" in texts(app)
    marks = [each["marks"] for each in pictures(app)]
    assert [bool(each) for each in marks] == [True, True, False]


def test_one_click_adds_the_plain_twin_by_its_own_name():
    app = press(opened("resnet20"), "compare_twin_resnet20")
    assert address(app) == ["resnet20", "plain20"]


def test_one_click_adds_a_twin_of_nearly_equal_size_and_says_what_is_left():
    app = press(opened("resnet30"), "compare_matched_resnet30")
    assert "1,059 parameters fewer: no width comes nearer" in app.info[0].value
    figures = table(app)["Params"]
    assert figures[1].startswith("★ 15,618,931")
    app = press(opened("resnet20"), "compare_matched_resnet20")
    assert "exactly as many parameters" in app.info[0].value


def test_a_network_without_skips_has_no_twin():
    assert not [b for b in opened("plain20").button if "twin" in b.label.lower()]


def test_networks_are_removed_and_moved():
    app = opened("resnet20", "plain20", "resnet32")
    app = press(app, "compare_arrow_back_2")
    assert address(app) == ["resnet20", "resnet32", "plain20"]
    app = press(app, "compare_close_0")
    assert address(app) == ["resnet32", "plain20"]
    assert app.button(key="compare_arrow_back_0").disabled
    assert app.button(key="compare_arrow_forward_1").disabled


def test_networks_are_added_by_name_design_and_pasted_link(store):
    mine = zoo.network("resnet20").with_(name="mine")
    store.save_design("mine", mine.to_dict())
    app = opened("resnet20")
    healthy(app.selectbox(key="compare_named").select("plain20").run())
    healthy(app.selectbox(key="compare_saved").select("mine").run())
    link = f"http://host/?a={state.encode(twin(mine).with_(name='other'))}"
    healthy(app.text_input(key="compare_link").input(link).run())
    link = f"https://host/compare?{compare_place.PARAMETER}=resnet32&n=toy_resnet"
    healthy(app.text_input(key="compare_link").input(link).run())
    assert [each["scene"]["name"] for each in pictures(app)] == [
        *("resnet20", "plain20", "resnet32", "toy_resnet")
    ]
    assert len(address(app)) == 6  # two of them are networks that are there by another name


def test_a_file_is_added_and_a_damaged_one_refused():
    app = opened("resnet20")
    text = zoo.network("resnet56").with_(name="fifty").to_json()
    healthy(app.file_uploader(key="compare_file").upload("fifty.json", text.encode()).run())
    assert [each["scene"]["name"] for each in pictures(app)] == ["resnet20", "fifty"]
    healthy(app.file_uploader(key="compare_file").upload("bad.json", b"{").run())
    assert "bad.json" in app.error[0].value
    assert len(pictures(app)) == 2


@pytest.mark.parametrize("text", ["resnet", "https://host/?a=eNo", "?run=0123456789abcdef", EVIL])
def test_a_pasted_text_that_names_nothing_is_refused_in_words(text):
    app = opened("resnet20")
    healthy(app.text_input(key="compare_link").input(text).run())
    assert len(app.error) == 1
    assert address(app) == ["resnet20"]


def test_a_wrong_name_is_told_the_near_ones():
    app = opened("resnet20")
    healthy(app.text_input(key="compare_link").input("densenet").run())
    assert "densenet_40_12" in app.error[0].value


def test_a_damaged_link_shows_what_can_be_read_and_leaves_the_rest_out():
    app = opened("resnet20", "eNoDAAAAAAE", "0123456789abcdef", EVIL)
    assert [each["scene"]["name"] for each in pictures(app)] == ["resnet20"]
    assert len(app.warning) == 3
    assert "0123456789abcdef is not in this app's store" in app.warning[1].value
    app = press(app, "compare_drop_2")
    app = press(app, "compare_drop_2")
    app = press(app, "compare_drop_1")
    assert address(app) == ["resnet20"]
    assert not app.warning


def test_a_link_with_too_many_networks_shows_six():
    names = [name for name in zoo.names() if name.startswith(("resnet", "plain"))][:9]
    app = opened(*names)
    assert len(pictures(app)) == 6
    assert "The first 6 networks" in texts(app)


def test_a_deleted_run_is_told_of(store):
    id = add_run(store, zoo.network("resnet20"), accuracy=0.5)
    store.delete(id)
    app = opened(id, "plain20")
    assert "the Runs page can restore it" in app.warning[0].value
    assert len(pictures(app)) == 1


def test_hostile_names_stay_words(store):
    id = add_run(store, zoo.network("resnet20"), accuracy=0.5)
    other = add_run(store, zoo.network("plain20"), accuracy=0.4)
    store.rename(id, EVIL)
    app = opened(id, other)
    assert EVIL not in texts(app)
    assert "\\<img src\\=x" in texts(app) or "\\<img src=x" in texts(app)
    assert not [each for each in app.get("html") if "<img src=x" in each.proto.body]


def test_a_network_that_cannot_be_built_has_its_error_and_no_figures():
    whole = zoo.network("resnet20")
    stages = (whole.stages[0], whole.stages[1].with_(shortcut="identity"), whole.stages[2])
    broken = whole.with_(name="broken", stages=stages)
    app = opened("resnet20", state.encode(broken))
    assert len(app.error) >= 1
    assert table(app)["Params"][1] == "–"


def test_runs_of_one_network_stand_together_and_their_seeds_are_one_band(store):
    network = zoo.network("toy_resnet")
    plain = twin(network)
    ids = [add_run(store, network, seed, 0.70 + seed / 100) for seed in range(2)]
    ids += [add_run(store, plain, seed, 0.705 + seed / 100) for seed in range(2)]
    app = opened(*ids)
    assert [each["scene"]["name"] for each in pictures(app)] == ["toy_resnet", "toy_resnet_plain"]
    assert "smaller than the spread of the seeds" in texts(app)
    assert "Test accuracy against cost" in texts(app)


def test_runs_of_the_same_networks_are_found_unless_the_link_names_its_own(store):
    network = zoo.network("resnet20")
    named, _other = [add_run(store, network, seed, 0.5) for seed in range(2)]
    assert not [t for t in opened("resnet20").toggle if t.key == "compare_others"]
    app = opened(named)
    assert not app.toggle(key="compare_others").value
    assert not [t for t in app.toggle if t.key == "runs_bands"]  # one run is no band
    healthy(app.toggle(key="compare_others").set_value(True).run())
    assert app.toggle(key="runs_bands").value


def test_all_networks_are_queued_with_the_same_settings_and_seeds(store):
    app = opened("resnet20", "plain20")
    healthy(app.segmented_control(key="train_dataset").set_value("shapes10").run())
    healthy(app.number_input(key="compare_seeds").set_value(2).run())
    assert app.button(key="compare_train").label == "Train 4 runs"
    app = press(app, "compare_train")
    jobs = store.queue()
    assert [job.network["name"] for job in jobs] == ["resnet20", "plain20"] * 2
    assert [job.settings["seed"] for job in jobs] == [0, 0, 1, 1]
    assert len({json.dumps({**job.settings, "seed": 0}) for job in jobs}) == 1
    assert app.button(key="compare_train").disabled  # they are all there


def finish(store, job, result):
    path = store.folder(job.id) / "result.json"
    path.write_text(json.dumps(result))
    store.add_artefact(job.id, "result", path)
    for word in ("starting", "running", "finished"):
        store.set_state(job.id, word)


def test_times_are_measured_one_after_the_other_and_stand_in_the_table(store):
    app = press(opened("resnet20", "plain20"), "compare_measure")
    for number in (2, 1):
        job = store.jobs("experiment", ["queued"])[0]
        assert (job.settings["experiment"], job.settings["batch_size"]) == ("timing", 64)
        assert app.button(key="compare_measure").disabled
        finish(store, job, {"forward_ms": 10.0 * number, "training_ms": 30.0, "batch_size": 64})
        healthy(app.run())
    assert [job.network["name"] for job in store.jobs("experiment")] == ["plain20", "resnet20"]
    assert table(app)["Forward pass, batch 64"] == ["20 ms", "★ 10 ms × 0.5"]
    assert not app.button(key="compare_measure").disabled


def test_the_comparison_outlives_a_visit_to_another_page():
    app = opened("resnet20", "plain20")
    healthy(app.switch_page("../../pages/data.py").run())
    app.query_params.clear()
    healthy(app.switch_page(PAGE).run())
    assert len(pictures(app)) == 2


def test_the_newest_comparison_is_kept_by_its_link():
    app = opened("resnet20", "plain20")
    assert any("n=resnet20&n=plain20" in each.value for each in app.code)


def test_a_marked_long_skip_says_what_differs():
    a = zoo.network("skip_autoencoder")
    b = a.with_(skips=[replace(skip, merge="add") for skip in a.skips])
    found = compare_marks.marks(a.to_json(None), b.to_json(None), ("a", "b"), View("block"))
    assert len(found) == len(a.skips)
    for mark in found.values():
        assert "concatenated against added" in mark["text"]
