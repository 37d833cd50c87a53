"""The picture on the Build page where Graphviz is missing."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.picture import interior

MAIN = Path(__file__).parent.parent / "explorer" / "web" / "main.py"


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The app's first page on a machine whose PATH holds no `dot`."""
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    interior.forget()
    return AppTest.from_file(MAIN, default_timeout=30).run()


def test_blocks_need_no_graphviz(app):
    assert not app.exception
    assert not app.get("graphviz_chart")


def test_layers_are_left_to_the_browser_and_the_page_says_what_to_install(app):
    app.segmented_control(key="level").set_value("layer").run()
    assert not app.exception
    (chart,) = app.get("graphviz_chart")
    assert "subgraph cluster_stage1" in chart.proto.spec
    assert "stage1_block1_add" in chart.proto.spec
    assert any("apt-get install graphviz" in info.value for info in app.info)


def test_going_back_to_blocks_brings_the_touchable_picture_back(app):
    app.segmented_control(key="level").set_value("layer").run()
    app.segmented_control(key="level").set_value("block").run()
    assert not app.exception and not app.get("graphviz_chart") and not app.info
