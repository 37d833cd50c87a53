"""Exported code: short, readable, safe, and checked by running it."""

import ast
import re

import pytest

from explorer import Network, Skip, Stage, layers, source, to_source, trace, zoo

NONE = {"kind": "none"}


def body(text):
    """The lines of build_model()."""
    lines = text[text.index("def build_model") :].splitlines()
    return lines[: next(i for i, line in enumerate(lines) if not line)]


@pytest.mark.parametrize("name", zoo.names())
def test_exported_code_makes_the_same_graph_and_needs_only_keras(name):
    network = zoo.network(name)
    text = to_source(network)
    graph, again = trace(network), source.execute(text)
    assert source.signature(again) == source.signature(graph)
    assert (again.name, again.params) == (graph.name, graph.params)
    imported = [
        getattr(node, "module", None) or node.names[0].name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert set(imported) <= {"keras", "sys"}
    assert max(map(len, text.splitlines())) <= 100
    assert text.endswith("\n") and not re.search(r"[ \t]$|\n{4}", text, re.MULTILINE)


@pytest.mark.parametrize("name", zoo.names())
def test_every_function_is_defined_once_before_its_use_and_used(name):
    tree = ast.parse(to_source(zoo.network(name)))
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert len(set(defined)) == len(defined)
    for place, node in enumerate(n for n in tree.body if isinstance(n, ast.FunctionDef)):
        used = {x.id for x in ast.walk(node) if isinstance(x, ast.Name)} & set(defined)
        assert used <= set(defined[:place])
    called = {x.id for x in ast.walk(tree) if isinstance(x, ast.Name)}
    assert set(defined) <= called


def test_resnet1202_folds_into_a_few_dozen_lines():
    text = to_source(zoo.network("resnet1202"))
    assert len(body(text)) < 40
    assert len(text.splitlines()) < 200
    assert "    for i in range(2, 201):" in body(text)


def test_a_small_network_reads_like_the_keras_guide():
    stages = [Stage("basic", 16, 3), Stage("basic", 32, 2, 2, skip=[True, False])]
    network = Network("net", stages, skips=[Skip("stage1", "stage2")])
    assert body(to_source(network)) == [
        "def build_model():",
        '    inputs = keras.Input((32, 32, 3), name="inputs")',
        '    x = conv_stem(inputs, name="stem")',
        "    for i in range(1, 4):",
        '        x = basic_block(x, filters=16, name=f"stage1_block{i}")',
        "    stage1 = x",
        '    x = basic_block(x, filters=32, strides=2, name="stage2_block1")',
        '    x = basic_block(x, filters=32, skip=False, name="stage2_block2")',
        '    x = add_skip(x, stage1, name="add_stage1_to_stage2")',
        '    outputs = classifier_head(x, name="head")',
        '    return keras.Model(inputs, outputs, name="net")',
    ]


def test_a_network_of_one_loop_starts_from_its_input():
    network = Network("net", [Stage("direct", 3, 4)], stem=NONE, head=NONE)
    assert body(to_source(network))[2:] == [
        "    x = inputs",
        "    for i in range(1, 5):",
        '        x = direct_block(x, filters=3, name=f"stage1_block{i}")',
        '    return keras.Model(inputs, x, name="net")',
    ]


def test_long_calls_are_broken_into_lines():
    options = {"shortcut": "projection_everywhere", "activation": "leaky_relu", "zero_gamma": True}
    text = to_source(Network("net", [Stage("basic", 16, 1, 2, drop_path=0.25, **options)]))
    assert "    x = basic_block(\n        x,\n        filters=16,\n        strides=2,\n" in text
    assert max(len(line) for line in body(text)) <= 88


def test_a_long_skip_from_the_input():
    network = Network("net", [Stage("plain", 8)], skips=[Skip("input", "stage1", "concatenate")])
    assert '    x = concatenate_skip(x, inputs, name="concatenate_input_to_stage1")' in body(
        to_source(network)
    )


@pytest.mark.parametrize("name", ["keras", "layers", "inputs", "x", "stem", "conv", "build_model"])
def test_names_of_the_code_may_be_names_of_networks(name):
    network = Network(name, [Stage("basic", 8)])
    assert source.execute(to_source(network)).name == name


def test_a_network_of_nothing_is_its_input():
    network = Network("net", [], stem=NONE, head=NONE)
    assert source.execute(to_source(network)).layers[0].name == "inputs"


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("filters=32", "filters=33", "the code makes ('Conv2D', 'stage2_block1_1_conv'"),
        ('name="head"', 'name="tail"', "the code makes ('GlobalAveragePooling2D', 'tail_pool'"),
        ("range(2, 4)", "range(2, 3)", "where the network has"),
        ("strides=2, ", "", "the code makes"),
        ("([x, y])", "([y, x])", "the code makes ('Add', 'stage1_block1_add'"),
        ('"he_normal"', '"he_uniform"', "the code makes ('Conv2D', 'stem_conv'"),
    ],
)
def test_code_that_makes_another_network_is_refused(right, wrong, words):
    network = zoo.network("resnet20")
    text, graph = to_source(network), trace(network)
    assert right in text
    with pytest.raises(source.SourceError) as caught:
        source.check(text.replace(right, wrong), graph)
    assert words in str(caught.value)
    assert "where the network has" in str(caught.value)


def test_code_that_creates_layers_in_another_order_is_refused():
    network = Network("net", [Stage("relu_after_add", 8, shortcut="projection")])
    text, graph = to_source(network), trace(network)
    first = '    y = layers.Conv2D(filters, 3, padding="same", name=f"{name}_conv2")(y)\n'
    assert first in text
    early = '    second = layers.Conv2D(filters, 3, padding="same", name=f"{name}_conv2")\n'
    start = text.index("    y = layers.Conv2D(filters, 3, strides")
    moved = text[:start] + early + text[start:].replace(first, "    y = second(y)\n")
    assert [x.name for x in source.execute(moved).layers] == [x.name for x in graph.layers]
    with pytest.raises(source.SourceError):
        source.check(moved, graph)


def test_checking_code_imports_no_keras_and_knows_only_what_blocks_use():
    text = to_source(zoo.network("resnet20"))
    graph = source.execute(text)
    assert isinstance(graph, layers.Graph)
    with pytest.raises(AttributeError):
        source.execute(text.replace("layers.Conv2D", "layers.Conv9D"))


def test_only_deep_networks_raise_the_recursion_limit():
    limits = {name: "setrecursionlimit" in to_source(zoo.network(name)) for name in zoo.names()}
    assert limits["resnet1202"] and limits["plain110"]
    assert not limits["resnet20"] and not limits["resnet110"] and not limits["resnet50"]
