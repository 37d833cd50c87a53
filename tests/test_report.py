"""The report: one file that opens offline, light and dark, whatever people call their runs."""

import dataclasses
import datetime
import json
import re
from html import escape, unescape
from html.parser import HTMLParser

import numpy as np
import plotly
import pytest

from explorer import Network, Stage, charts, report, to_source, zoo
from explorer.runs import Point

pytest_plugins = ("tests.browser",)

HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>&\"'"
PAIR = [zoo.network("resnet30"), zoo.network("plainnet30")]


CONFUSION = report.Confusion([[9, 1], [4, 6]], 3, ["cat", HOSTILE])
SAID = {"both_right": 46, "only_first": 3, "only_second": 1, "both_wrong_alike": 7, "both_wrong": 2}
UNLIKE = [{"image": 8, "label": 1, "first": [1, 0.75], "second": [0, 0.6]}]
DISAGREEMENT = report.Disagreement(
    ("resnet20, seed 1", HOSTILE),
    {"images": 59, "held": 50, **SAID, "shown": UNLIKE},
    ["cat", HOSTILE],
    {8: np.full((32, 32, 3), 200, np.uint8)},
)


def run(number, network, name="", seed=0, accuracy=0.5, confusion=None):
    """A run that has ended, with three epochs of curves."""
    points = [
        Point(epoch, f"epoch/{series}", epoch, value / epoch, float(epoch))
        for epoch in (1, 2, 3)
        for series, value in (("val_loss", 2.0), ("val_accuracy", accuracy))
    ]
    settings = {"dataset": "shapes10", "epochs": 3, "seed": seed, "data_dir": HOSTILE}
    summary = {"metric": "accuracy", "val_accuracy": accuracy, "test_accuracy": accuracy}
    named = (f"{number:016x}", name or network, zoo.network(network).to_dict())
    trails = charts.collect(points)
    return report.TrainedRun(*named, settings, summary, trails, confusion=confusion)


RUNS = [
    run(1, "resnet20", seed=1, accuracy=0.6, confusion=CONFUSION),
    run(2, "resnet20", seed=2, accuracy=0.7),
    run(3, "plain20", HOSTILE, accuracy=0.4),
]


def text_of(page):
    """What a page says: without its head and scripts, tags gone."""
    body = page[page.index("<body>") : page.index('<script type="application/json"')]
    return unescape(re.sub(r"<[^>]*>", " ", body))


class Tags(HTMLParser):
    """The tags of a page, and the addresses that it names."""

    def __init__(self, page):
        super().__init__()
        self.opened, self.addresses = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.opened.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href")]


def test_it_says_what_differs_shows_all_and_dates_itself():
    page = report.html(PAIR, now=datetime.datetime(2026, 5, 3, 9, 7))
    text = text_of(page)
    assert "resnet30 against plainnet30" in text
    assert "stages 1 to 4: skips on against skips off" in text
    assert "15,619,990" in text and "0.99×" in text
    assert "3 May 2026, 09:07" in text
    assert f"plotly {plotly.__version__}" in text
    assert Tags(page).opened.count("svg") >= 2


def test_the_code_and_the_description_of_each_network_can_be_opened():
    text = text_of(report.html(PAIR))
    for network in PAIR:
        assert to_source(network) in text
        assert network.to_json() in text


def test_no_address_leads_out_of_the_file():
    page = report.html(PAIR, RUNS, disagreements=[DISAGREEMENT])
    assert all(address.startswith(("#", "data:")) for address in Tags(page).addresses)
    assert "@import" not in page.split("</style>")[0]
    assert "url(" not in page.split("</style>")[0]


def test_names_and_settings_of_people_are_text():
    page = report.html(PAIR, RUNS)
    assert HOSTILE not in page
    assert HOSTILE in text_of(page)
    assert "img" not in Tags(page).opened
    assert Tags(page).opened.count("script") == 3


def test_seeds_are_one_row_and_the_verdict_is_told():
    text = text_of(report.html(PAIR, RUNS))
    assert re.search(r"resnet20\s+resnet20\s+2\s+shapes10\s+3\s+65\.0 %", text)
    assert "resnet20 is 25.0 points better than" in text


def test_the_confusion_of_one_run_of_each_network_is_drawn():
    page = report.html(PAIR, RUNS)
    assert "What is taken for what: resnet20, seed 1, after epoch 3" in text_of(page)
    figures = json.loads(re.search(r'id="plotted">(.*?)</script>', page)[1])
    maps = [f["data"][0] for f in figures.values() if f["data"][0]["type"] == "heatmap"]
    assert [each["customdata"] for each in maps] == [[[9, 1], [4, 6]]]
    assert maps[0]["x"] == ["cat", escape(HOSTILE, quote=False)]


def test_the_images_on_which_two_runs_disagree_are_in_the_file():
    page = report.html(PAIR, RUNS, disagreements=[DISAGREEMENT])
    text = text_of(page)
    assert "Of 59 images that neither has learnt from (50 of them held" in text
    assert "only resnet20, seed 1 right: 3" in text
    assert f"✓ {HOSTILE} 75%" in text and "✗ cat 60%" in text
    assert HOSTILE not in page
    assert page.count('<img src="data:image/png;base64,') == 1


def test_an_image_that_is_gone_leaves_its_words():
    gone = dataclasses.replace(DISAGREEMENT, pictures={})
    page = report.html(PAIR, RUNS, disagreements=[gone])
    assert "✗ cat 60%" in text_of(page)
    assert "img" not in Tags(page).opened


def test_runs_that_name_every_image_alike_are_said_to():
    alike = dataclasses.replace(DISAGREEMENT, result=DISAGREEMENT.result | {"shown": []})
    text = text_of(report.html(PAIR, RUNS, disagreements=[alike]))
    assert "They name every image alike." in text


def test_measured_times_are_in_the_table():
    measured = {"resnet30": {"forward_ms": 12.3, "training_ms": 45.6, "batch_size": 8}}
    text = text_of(report.html(PAIR, measured=measured))
    assert "forward pass, batch 8" in text and "12.3 ms" in text


def test_equal_networks_are_said_to_be_the_same():
    text = text_of(report.html([PAIR[0], PAIR[0]]))
    assert "resnet30 against resnet30 (2)" in text
    assert "They are the same network." in text


def test_of_more_than_two_each_is_told_from_the_first():
    text = text_of(report.html([zoo.network(n) for n in ("resnet20", "plain20", "resnet56")]))
    assert "resnet20 against plain20" in text and "resnet20 against resnet56" in text
    assert "The marks tell each from resnet20." in text


def test_a_network_that_cannot_be_built_is_drawn_up_to_its_error():
    broken = Network("broken", [Stage("basic", 32, shortcut="identity")])
    text = text_of(report.html([PAIR[0], broken]))
    assert "broken cannot be built: stage1_block1 adds (32, 32, 32) to (32, 32, 16)" in text


def test_one_network_alone_has_a_report_too():
    text = text_of(report.html(PAIR[:1]))
    assert "What differs" not in text and "15,619,990" in text


@pytest.fixture
def opened(chromium, tmp_path):
    """Opens a report from a file; any request, error or word in the console is a complaint."""
    complaints, contexts = [], []

    def open_report(page_text, **options):
        path = tmp_path / "report.html"
        path.write_text(page_text)
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: r.url.startswith("file:") or complaints.append(r.url[:80]))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append("dialog"), dialog.dismiss()))
        page.goto(path.as_uri())
        charts_ = page.locator(".chart").count()
        page.wait_for_function(
            "count => document.querySelectorAll('.chart .main-svg .xtick').length && "
            "document.querySelectorAll('.chart.js-plotly-plot').length === count",
            arg=charts_,
        )
        return page

    yield open_report
    for context in contexts:
        context.close()
    assert not [each for each in complaints if not each.startswith("data:")]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_from_a_file_and_draws_every_figure(opened, scheme):
    text = report.html(PAIR, RUNS, disagreements=[DISAGREEMENT])
    page = opened(text, color_scheme=scheme)
    # Four of the networks, two curves, two of cost, a confusion matrix.
    assert page.locator(".chart").count() == 9
    shown = page.locator(".guesses img").evaluate("image => image.naturalWidth")
    assert shown == 32
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(14, 17, 23)"}[scheme]
    ticks = page.locator(".chart .xtick text").first.evaluate("e => getComputedStyle(e).fill")
    assert ticks == {"light": "rgb(31, 36, 48)", "dark": "rgb(236, 238, 244)"}[scheme]
    assert page.title() == "resnet30 against plainnet30"


@pytest.mark.browser
def test_it_follows_the_scheme_and_is_light_on_paper(opened):
    page = opened(report.html(PAIR), color_scheme="light")
    ink = "getComputedStyle(document.querySelector('.chart .xtick text')).fill"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{ink} === 'rgb(236, 238, 244)'")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(f"{ink} === 'rgb(31, 36, 48)'")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(f"{ink} === 'rgb(236, 238, 244)'")


@pytest.mark.browser
def test_on_a_narrow_screen_nothing_is_wider_than_the_page(opened):
    text = report.html(PAIR, RUNS, disagreements=[DISAGREEMENT])
    page = opened(text, viewport={"width": 420, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
