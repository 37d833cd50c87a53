"""Pictures and maps stand beside each other, and every image says what it is taken for."""

import json

import plotly.graph_objects as go

from explorer.charts import experiments as charts
from explorer.charts.features import PROBABILITIES

DOT = "data:image/png;base64,iVBORw0KGgo="
MAPS = "Channels of stage1_block1"


def image(label="cat", chances=(0.9, 0.1), maps=True):
    given = {"picture": DOT, "label": label, "probabilities": list(chances)}
    return given | ({"maps": DOT, "alt": "16 of 32 channels"} if maps else {})


def result(*images, classes=("cat", "dog")):
    given = {"network": "net", "weights": "best", "source": "cifar10", "classes": list(classes)}
    given |= {"blocks": ["stage1_block1"], "block": "stage1_block1", "shape": [16, 16, 32]}
    return given | {"channels": 16, "columns": 8, "images": list(images)}


def test_every_image_has_its_picture_its_maps_and_its_words():
    figure = charts.experiment("features", result(image(), image("dog")))[MAPS]
    assert [each["source"] for each in figure["data"]] == [DOT] * 4
    assert len({each["xaxis"] for each in figure["data"]}) == 4
    said = [each["text"] for each in figure["layout"]["annotations"]]
    assert said == ["cat, named right (90%)", "dog, taken for cat (90%)"]
    assert figure["layout"]["height"] > 200


def test_probabilities_come_before_the_maps():
    first = charts.experiment("features", result(image(maps=False)))
    assert list(first) == [PROBABILITIES]
    assert first[PROBABILITIES]["data"][0]["z"] == [[0.9, 0.1]]


def test_the_sentences_say_how_many_are_right_and_what_the_maps_are():
    said = charts.readings("features", result(image(), image("dog")))
    assert said[PROBABILITIES] == "1 of 2 images are named right."
    assert said[MAPS].startswith("16 of 32 channels, 16 × 16 pixels each; every one from its own")


def test_noise_and_reconstructions_have_neither_labels_nor_probabilities():
    figures = charts.experiment("features", result(image("", ()), classes=()))
    assert list(figures) == [MAPS]
    assert figures[MAPS]["layout"]["annotations"][0]["text"] == ""
    assert list(charts.readings("features", result(image("", ()), classes=()))) == [MAPS]


def test_plotly_accepts_every_figure():
    for figure in charts.experiment("features", result(image(), image("dog"))).values():
        assert json.loads(json.dumps(figure, allow_nan=False)) == figure
        go.Figure(figure)
