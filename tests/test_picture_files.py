"""Pictures as files: what others read, and what is said where a file cannot be."""

import dataclasses
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from explorer import picture, zoo
from explorer.picture import LEVELS, PictureError, View, draw, files, plain_dot, render, to_dot
from explorer.picture.palette import COLORS, fills, legend
from tests.picture_cases import FAILING, MANY, needs_dot

SVG = "{http://www.w3.org/2000/svg}"
NETWORKS = {
    "toy_resnet": zoo.network("toy_resnet"),
    "resnet20": zoo.network("resnet20"),
    "skip_autoencoder": zoo.network("skip_autoencoder"),
    "many": MANY,
    "failing": FAILING,
}


@pytest.mark.parametrize("kind, start", [("png", b"\x89PNG\r\n"), ("pdf", b"%PDF-")])
def test_bitmaps_and_pages_have_their_signatures(kind, start, tmp_path):
    needs_dot()
    path = tmp_path / f"toy.{kind}"
    picture.write(zoo.network("toy_resnet"), path)
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", NETWORKS)
def test_an_svg_shows_every_box_line_and_text(name, level):
    needs_dot()
    scene = draw(NETWORKS[name], View(level))
    root = ElementTree.fromstring(render(scene, "svg"))
    kinds = [group.get("class") for group in root.iter(f"{SVG}g")]
    # A frame is two boxes, its own and its label's; a line ends in points that are not drawn.
    drawn = len(scene.nodes) + 2 * len(scene.groups) + len(legend(scene.nodes))
    assert kinds.count("node") == drawn
    assert kinds.count("edge") == len(scene.edges)
    texts = "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    written = re.sub(r"\s", "", texts)
    for node in scene.nodes:
        assert re.sub(r"\s", "", node.label + node.sub) in written or node.count > 1, node.id


def test_a_file_has_the_boxes_where_the_screen_has_them():
    needs_dot()
    scene = draw(NETWORKS["resnet20"])
    root = ElementTree.fromstring(render(scene, "svg"))
    found = {}
    for group in root.iter(f"{SVG}g"):
        text = group.find(f"{SVG}text")
        if group.get("class") == "node" and text is not None:
            found[group.find(f"{SVG}title").text] = float(text.get("x"))
    first, *others = [node for node in scene.nodes if node.kind == "merge"]
    assert len(others) == 8
    for node in others:
        assert found[node.id] - found[first.id] == pytest.approx(node.x - first.x, abs=1), node.id


def test_an_svg_is_as_large_as_the_picture():
    needs_dot()
    scene = draw(NETWORKS["resnet20"])
    root = ElementTree.fromstring(render(scene, "svg"))
    assert "scale(1 1)" in root.find(f"{SVG}g").get("transform")
    width, height = map(float, root.get("viewBox").split()[2:])
    assert scene.width - 80 < width <= scene.width and height <= scene.height + 10


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", NETWORKS)
def test_dot_reads_the_same_nodes_edges_and_groups(name, level):
    needs_dot()
    scene = draw(NETWORKS[name], View(level))
    kinds = _read_by_dot(to_dot(scene))
    assert kinds.count("node") == len(scene.nodes)
    assert kinds.count("edge") == len(scene.edges)
    assert kinds.count("cluster") == len(scene.groups)


def test_blocks_lie_in_their_stages_in_the_dot_file():
    needs_dot()
    text = to_dot(draw(zoo.network("toy_resnet"), View("layer")))
    stage = text.index("subgraph cluster_stage1 ")
    assert stage < text.index("subgraph cluster_stage1_block1_frame") < text.index("}", stage + 1)


@pytest.mark.parametrize("color_by", COLORS)
@pytest.mark.parametrize("kind", ["svg", "dot"])
def test_every_colouring_gives_a_file(kind, color_by):
    needs_dot()
    scene = draw(zoo.network("toy_resnet"), View("layer"))
    text = render(scene, kind, color_by).decode()
    assert set(fills(scene.nodes, color_by).values()) <= set(re.findall(r"#[0-9a-f]{6}", text))


def test_figures_colour_from_pale_to_dark():
    scene = draw(zoo.network("resnet20"), View("network"))
    colors = fills(scene.nodes, "params")
    order = [int(colors[f"stage{number}"][1:3], 16) for number in (1, 2, 3)]
    assert order == sorted(order, reverse=True) and len(set(order)) == 3
    assert fills(scene.nodes, "kind")["stage1"] == "#ffffff"


def test_a_file_says_what_its_colours_mean():
    needs_dot()
    scene = draw(zoo.network("toy_resnet"), View("layer"))
    assert [words for _, words in legend(scene.nodes)] == [
        "convolution",
        "dense",
        "pooling",
        "regularization",
    ]
    assert legend(draw(zoo.network("toy_resnet")).nodes) == ()
    words = [words for _, words in legend(scene.nodes, "params")]
    assert words == ["params", "0", "191", "36.9 k"]
    svg = render(scene, "svg", "params").decode()
    assert all(f">{word}</text>" in svg.replace("\xa0", " ") for word in words)


def test_an_unknown_colouring_is_refused():
    with pytest.raises(ValueError, match=r"color_by must be one of kind, params, .*got 'weight'"):
        to_dot(draw(zoo.network("toy_resnet")), "weight")


def test_another_ending_is_refused_with_the_known_ones(tmp_path):
    path = tmp_path / "toy.gif"
    with pytest.raises(PictureError, match=r"end in one of .svg, .png, .pdf, .dot, got .*toy.gif"):
        files.write(draw(zoo.network("toy_resnet")), path)
    assert not path.exists()


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(PictureError, match=r"there is no folder '.*nowhere': make it first"):
        files.write(draw(zoo.network("toy_resnet")), tmp_path / "nowhere" / "toy.svg")


def test_names_and_labels_are_escaped():
    assert files._quoted('a "b" \\ c') == '"a \\"b\\" \\\\ c"'
    assert files._html("3×3 <b> & c") == "3×3 &lt;b&gt; &amp; c"


def test_labels_that_dot_might_misread_survive():
    needs_dot()
    evil = '<b>&amp; "3×3" \\ }'
    scene = draw(zoo.network("toy_resnet"))
    nodes = tuple(dataclasses.replace(node, label=evil, sub=evil) for node in scene.nodes)
    groups = tuple(dataclasses.replace(group, label=evil) for group in scene.groups)
    edges = tuple(dataclasses.replace(edge, label=evil) for edge in scene.edges)
    scene = dataclasses.replace(scene, nodes=nodes, groups=groups, edges=edges)
    root = ElementTree.fromstring(render(scene, "svg"))
    texts = ["".join(text.itertext()).replace("\xa0", " ") for text in root.iter(f"{SVG}text")]
    assert texts.count(evil) == 2 * len(nodes) + len(groups) + len(edges)
    kinds = _read_by_dot(to_dot(scene))
    assert kinds.count("node") == len(nodes) and kinds.count("cluster") == len(groups)


class TestWithoutGraphviz:
    @pytest.fixture(autouse=True)
    def no_dot(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        picture.interior.forget()

    @pytest.mark.parametrize("level", ["network", "block"])
    def test_networks_and_blocks_are_drawn(self, level):
        assert draw(zoo.network("resnet20"), View(level)).nodes

    def test_layers_say_what_to_install(self):
        with pytest.raises(PictureError, match=r"`dot` is not installed: install it .*graphviz"):
            draw(zoo.network("resnet20"), View("layer"))

    def test_a_bitmap_says_what_to_install_and_leaves_no_file(self, tmp_path):
        path = tmp_path / "toy.png"
        with pytest.raises(PictureError, match="apt-get install graphviz"):
            picture.write(zoo.network("toy_resnet"), path)
        assert not path.exists()

    def test_dot_files_of_blocks_are_written(self, tmp_path):
        picture.write(zoo.network("toy_resnet"), tmp_path / "toy.dot")
        assert (tmp_path / "toy.dot").read_text().startswith("digraph")

    def test_layers_in_their_blocks_are_to_be_had_as_plain_dot(self):
        text = plain_dot(zoo.network("toy_resnet"), View("layer"))
        assert "subgraph cluster_stage1_block1_frame" in text and "stage1_block1_add" in text
        assert "pos=" not in text


@pytest.mark.parametrize("name", NETWORKS)
def test_plain_dot_has_what_the_laid_out_picture_has(name):
    needs_dot()
    network = NETWORKS[name]
    ours, laid_out = plain_dot(network, View("layer")), to_dot(draw(network, View("layer")))
    assert sorted(ours.splitlines()) == sorted(laid_out.splitlines())


def test_drawing_without_dot_imports_no_keras():
    program = (
        "import sys; from explorer import picture, zoo; "
        "picture.draw(zoo.network('resnet20')); assert 'keras' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ})


def _read_by_dot(text):
    """The kinds of what dot itself drew of a DOT file."""
    drawn = subprocess.run(
        [shutil.which("dot"), "-Tsvg"], input=text.encode(), capture_output=True, check=True
    )
    assert not drawn.stderr, drawn.stderr
    root = ElementTree.fromstring(drawn.stdout)
    return [group.get("class") for group in root.iter(f"{SVG}g")]
