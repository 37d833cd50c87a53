"""Every registered part: it traces, wastes no layer, names them all, and exports as it is."""

import re

import pytest

from explorer import Network, Skip, Stage, blocks, layers, source, trace
from explorer.assembly import calls
from explorer.blocks import registry
from tests.part_cases import NONE, block_cases, cases

CASES = dict(cases())
by_case = pytest.mark.parametrize("network", CASES.values(), ids=CASES.keys())
ARTICLE = {"relu_before_add", "relu_after_add", "batch_norm", "expand_contract", "direct"}
PAPERS = {"relu_bn", "basic", "bottleneck", "preact_basic", "preact_bottleneck", "wide", "resnext"}
PAPERS |= {"se_basic", "se_bottleneck", "dense", "inverted_residual", "convnext", "apes"}


@pytest.fixture
def created(monkeypatch):
    """The layers created during a test."""
    made, before = [], layers.Layer.__post_init__

    def record(layer):
        before(layer)
        made.append(layer)

    monkeypatch.setattr(layers.Layer, "__post_init__", record)
    return made


@by_case
def test_a_part_creates_only_layers_that_it_uses(network, created):
    graph = trace(network)
    assert {layer.name for layer in created} == {layer.name for layer in graph.layers}
    assert len(created) == len(graph.layers)


@by_case
def test_every_layer_has_a_name_of_its_own_under_its_call(network):
    graph = trace(network)
    names = [layer.name for layer in graph.layers]
    assert len(set(names)) == len(names)
    for section in graph.sections:
        for layer in section.layers:
            assert re.fullmatch(rf"{section.call.name}(_[a-z0-9_]+)?", layer.name)


@by_case
def test_the_exported_code_makes_the_same_graph(network):
    graph = trace(network)
    again = source.execute(source.to_source(network))
    assert source.signature(again) == source.signature(graph)
    assert again.name == network.name


@by_case
def test_a_merge_takes_the_shortcut_first(network):
    for layer in trace(network).layers:
        if isinstance(layer, layers.Add | layers.Concatenate):
            shortcut, branch = (x.layer for x in layer.inputs)
            assert _length(shortcut) <= _length(branch)


def _length(layer):
    lengths = {}
    for each in layers.ancestors(layer.output):
        lengths[each] = max([lengths[x.layer] for x in each.inputs], default=0) + 1
    return lengths[layer]


def test_the_blocks_of_the_literature_are_there():
    assert ARTICLE | PAPERS | {"plain", "upsample"} <= set(blocks.names("block"))
    assert {"add", "concatenate"} == set(blocks.names("merge"))


@pytest.mark.parametrize("part", registry.REGISTRY.values(), ids=lambda p: f"{p.role}-{p.name}")
def test_a_part_says_what_it_is_and_where_it_comes_from(part):
    assert part.label and part.paper
    assert part.function.__doc__.strip()
    assert not part.link or part.link.startswith("https://")
    assert part.function.__name__ in (part.name, f"{part.name}_{part.role}", f"{part.name}_skip")


@pytest.mark.parametrize("part", registry.REGISTRY.values(), ids=lambda p: f"{p.role}-{p.name}")
def test_every_option_can_be_checked_and_shown(part):
    for option in part.parameters.values():
        assert option.type in (int, float, bool, str)
        assert option.label
        if option.type is str:
            assert option.default in option.choices
        elif option.type is not bool:
            low, high = option.range
            assert low < high
            assert option.default is None or low <= option.default <= high
    assert set(part.choices) | set(part.ranges) <= set(part.parameters) | set(registry.LAID_OUT) | {
        *_of_family(part)
    }


def _of_family(part):
    """Choices and ranges are shared by the parts of a module."""
    known = [p for p in registry.REGISTRY.values() if _module(p) == _module(part)]
    return {name for each in known for name in each.parameters}


def _module(part):
    return part.function.__module__


def test_functions_that_meet_in_exported_code_have_names_of_their_own():
    named = {}
    for part in registry.REGISTRY.values():
        found = {}
        source._collect(part.function, found)
        for function in found:
            assert named.setdefault(function.__name__, function) is function


@pytest.mark.parametrize("name", [n for n in blocks.names("block") if n not in ("plain",)])
def test_skip_off_leaves_no_merge(name):
    part = blocks.find("block", name)
    if "skip" not in part.parameters:
        assert name == "upsample"
        return
    network = Network("net", [Stage(name, 16, 2, skip=False)])
    made = {type(layer) for layer in trace(network).layers}
    assert not made & {layers.Add, layers.Concatenate}


@pytest.mark.parametrize(
    "name", [n for n in blocks.names("block") if "skip" in blocks.find("block", n).parameters]
)
def test_skip_on_merges_in_every_block(name):
    sections = trace(Network("net", [Stage(name, 16, 2)])).sections[1:3]
    for section in sections:
        assert {type(layer) for layer in section.layers} & {layers.Add, layers.Concatenate}


@pytest.mark.parametrize(
    ("shortcut", "made"),
    [
        ("projection", ["Conv2D", "BatchNormalization"]),
        ("projection_no_norm", ["Conv2D"]),
        ("pad", ["MaxPooling2D", "ZeroPadding2D"]),
        ("pool", ["AveragePooling2D", "Conv2D", "BatchNormalization"]),
    ],
)
def test_kinds_of_shortcut_where_the_shape_changes_and_where_it_does_not(shortcut, made):
    graph = trace(Network("net", [Stage("basic", 32, 2, 2, shortcut=shortcut)]))
    assert _shortcut(graph, "stage1_block1") == made
    assert _shortcut(graph, "stage1_block2") == []


def test_projection_everywhere_stands_on_every_shortcut():
    graph = trace(Network("net", [Stage("basic", 16, 2, shortcut="projection_everywhere")]))
    for block in ("stage1_block1", "stage1_block2"):
        assert _shortcut(graph, block) == ["Conv2D", "BatchNormalization"]


def _shortcut(graph, block):
    return [type(x).__name__ for x in graph.layers if x.name.startswith(f"{block}_shortcut")]


@pytest.mark.parametrize("case", [n for n, _ in block_cases() if "norm=False" in n])
def test_normalisation_off_leaves_no_batch_norm_in_the_block(case):
    blocks_made = [s for s in trace(CASES[case]).sections if s.call.place == "stage1"]
    for section in blocks_made:
        for layer in section.layers:
            assert not isinstance(layer, layers.BatchNormalization)


def test_the_keras_example_projects_without_batch_norm_and_he_with_it():
    example = trace(Network("net", [Stage("keras_v1", 32, strides=2)]))
    assert _shortcut(example, "stage1_block1") == ["Conv2D"]


def test_widths_of_one_still_make_layers():
    thin = {"kind": "deep", "filters": 1}
    graph = trace(Network("net", [Stage("dense", 1, 1, 2, compression=0.1)], stem=thin))
    for layer in graph.layers:
        assert min(layer.output.shape[1:]) >= 1


def test_a_skip_over_odd_and_oblong_images_is_brought_to_shape():
    stages = [Stage("plain", 8), Stage("plain", 8, strides=2), Stage("plain", 8, strides=2)]
    for size in [(33, 20, 3), (7, 64, 3), (5, 5, 3)]:
        skips = [Skip("stage1", "stage2"), Skip("stage1", "stage3", "concatenate")]
        graph = trace(Network("net", stages, size, skips=skips, head=NONE))
        assert graph.output.shape[1:3] == (-(-size[0] // 4), -(-size[1] // 4))


def test_the_same_function_may_register_twice_and_another_of_its_name_may_not():
    part = blocks.find("block", "basic")
    assert registry.block(label=part.label)(part.function) is part.function
    registry.REGISTRY["block", "basic"] = part

    def basic_block(x, *, name):
        """Another."""

    with pytest.raises(ValueError, match=r"two blocks are called 'basic': .*; rename one"):
        registry.block(label="Basic")(basic_block)
    assert blocks.find("block", "basic") is part


def test_an_unknown_part_is_met_with_the_nearest_one():
    with pytest.raises(blocks.UnknownPartError, match="unknown block 'basik'; did you mean 'basic"):
        blocks.find("block", "basik")
    with pytest.raises(blocks.UnknownPartError, match="unknown merge 'x'; known are add, conc"):
        blocks.find("merge", "x")


def test_calls_carry_only_what_the_part_takes():
    for network in CASES.values():
        for call in calls(network):
            assert set(call.arguments) <= set(call.part.parameters)
