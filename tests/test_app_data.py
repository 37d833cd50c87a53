"""The Data page as a person meets it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.web import data_images, train_words
from tests.picture_folders import make_folder, make_zip, picture, pictures
from tests.test_data_cifar100 import make_folder as make_cifar100

MAIN = Path(__file__).parent.parent / "explorer" / "web" / "main.py"
PAGE = "../../pages/data.py"


@pytest.fixture(scope="module")
def shapes(tmp_path_factory):
    """A home folder in which shapes10 is drawn once for all tests."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def home(tmp_path, shapes, monkeypatch):
    monkeypatch.setenv("EXPLORER_HOME", str(shapes))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for name in ("EXPLORER_DATA_DIR", "EXPLORER_CIFAR100_DIR", "EXPLORER_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return shapes


def opened():
    return healthy(AppTest.from_file(str(MAIN), default_timeout=60).switch_page(PAGE).run())


def healthy(app):
    assert not app.exception
    return app


def chosen(name, place=None):
    app = healthy(opened().segmented_control(key="data_set").set_value(name).run())
    if place:
        app = healthy(app.text_input(key=f"data_dir_{name}").set_value(str(place)).run())
    return app


def figures(app):
    return {metric.label: metric.value for metric in app.metric}


def shown(app):
    return "".join(element.proto.body for element in app.get("html"))


def test_the_images_of_each_class_are_shown_and_counted():
    app = opened()
    assert figures(app) == {
        "Training": "9,000",
        "Validation": "1,000",
        "Test": "2,000",
        "Classes": "10",
        "Pixels": "32 × 32",
    }
    assert shown(app).count("<img") == 10 * 8 + 12
    assert "<h6>checkerboard</h6>" in shown(app) and "image-rendering: pixelated" in shown(app)
    assert len(app.get("plotly_chart")) == 1


def test_others_are_shown_on_demand():
    app = opened()
    before = shown(app)
    assert shown(healthy(app.button(key="data_others").click().run())) != before


def test_augmentation_follows_its_settings():
    app = opened()
    rows = [element.proto.body for element in app.get("html")]
    plain = app.toggle(key="data_flip").set_value(False)
    plain.run()
    app.number_input(key="data_crop").set_value(0)
    app.number_input(key="data_cutout").set_value(0).run()
    body = healthy(app).get("html")[-1].proto.body
    assert body != rows[-1]
    assert len(set(body.split("<img")[1:])) <= 2  # all alike; the last has the end of the row


def test_own_images_from_a_folder_with_what_was_left_out(tmp_path):
    files = pictures({"cats": 20, "dogs": 20}) | {"cats/<b>.png": b"", "<i>&eels/1.png": picture()}
    files["<i>&eels/2.png"] = picture()
    app = chosen("images", make_folder(tmp_path / "pets_*a*", files))
    assert figures(app)["Classes"] == "3"
    assert "&lt;i&gt;&amp;eels" in shown(app) and "<i>" not in shown(app)
    assert app.expander[0].label == "1 file is left out"
    assert app.code[0].value == "cats/<b>.png: is empty"


def test_an_uploaded_zip_is_shown_and_trained_on(tmp_path):
    content = make_zip(tmp_path / "a.zip", pictures({"cats": 20, "dogs": 20})).read_bytes()
    app = chosen("images")
    assert "Upload a zip" in app.info[0].value
    app.file_uploader[0].upload("pets.zip", content).run()
    assert figures(healthy(app))["Training"] == "32"
    place = app.text_input(key="data_dir_images").value
    assert place.endswith(".zip") and Path(place).read_bytes() == content
    healthy(app.button(key="data_train").click().run())
    assert app.session_state["train_dataset"] == "images"
    assert app.text_input(key="train_data_dir").value == place
    assert any("set the head's classes to 2" in error.value for error in app.error)


def test_a_file_that_is_no_zip_is_told():
    app = chosen("images")
    app.file_uploader[0].upload("pets.zip", b"no zip").run()
    assert healthy(app).error[0].value == "pets.zip is no zip"


@pytest.mark.parametrize("name", ["cifar10", "cifar100"])
def test_images_that_are_not_there_are_a_message(name, tmp_path):
    assert "without this program, fetch and unpack" in chosen(name).error[0].value
    assert "There is no folder" in chosen(name, tmp_path / "gone").error[0].value


def test_of_a_hundred_classes_some_are_shown_at_a_time(tmp_path):
    app = chosen("cifar100", make_cifar100(tmp_path / "mine"))
    assert len(app.multiselect[0].value) == 10
    app.multiselect[0].set_value([99]).run()
    assert "<h6>worm</h6>" in shown(healthy(app))


def test_a_sample_is_of_its_class_and_always_the_same():
    labels = np.arange(50) % 5
    first = data_images.sample(labels, 3, 4, seed=1)
    assert set(labels[first]) == {3} and len(set(first)) == 4
    assert first.tolist() == data_images.sample(labels, 3, 4, seed=1).tolist()
    assert first.tolist() != data_images.sample(labels, 3, 4, seed=2).tolist()


def test_signs_of_markdown_are_text():
    assert train_words.plain("/a_b/*c*") == "/a\\_b/\\*c\\*"


def test_the_page_never_imports_keras():
    program = f"""
import sys
from streamlit.testing.v1 import AppTest

app = AppTest.from_file({str(MAIN)!r}, default_timeout=60).switch_page({PAGE!r}).run()
assert not app.exception, app.exception
print([name for name in ("keras", "tensorflow") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip().endswith("[]"), done.stderr
