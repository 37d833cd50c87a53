"""From a description to a graph, and the errors on the way: what, where, and the ways out."""

from itertools import combinations

import pytest

from explorer import Network, Skip, Stage, layers, trace, zoo
from explorer.assembly import AssemblyError, calls

NONE = {"kind": "none"}
METHODS = ("relu_before_add", "relu_after_add", "batch_norm", "expand_contract", "direct")


def refused(*stages, **rest):
    with pytest.raises(AssemblyError) as caught:
        trace(Network("net", stages, **rest))
    return caught.value


def article(method, **changes):
    """A method of the residual-block article as printed: 64 filters on an image of 3 channels."""
    stage = Stage(method, 64).with_(**changes)
    return Network("net", [stage], (256, 256, 3), stem=NONE, head=NONE)


@pytest.mark.parametrize("method", METHODS)
def test_the_articles_methods_fail_as_printed_with_the_reason(method):
    with pytest.raises(AssemblyError) as caught:
        trace(article(method))
    assert str(caught.value) == (
        "stage1_block1 adds (256, 256, 64) to (256, 256, 3): "
        "set shortcut to projection, or filters to 3, or skip off"
    )
    texts = ["set shortcut to projection", "set filters to 3", "set skip off"]
    assert [fix.text for fix in caught.value.ways_out] == texts
    for fix in caught.value.ways_out:
        assert trace(fix.network).output.shape[1:3] == (256, 256)


@pytest.mark.parametrize("method", METHODS)
def test_the_articles_methods_run_with_a_projection(method):
    assert trace(article(method, shortcut="projection")).output.shape == (None, 256, 256, 64)


@pytest.mark.parametrize("method", METHODS)
def test_a_stride_before_a_bare_shortcut_is_explained_too(method):
    with pytest.raises(AssemblyError) as caught:
        trace(article(method, strides=2))
    assert str(caught.value) == (
        "stage1_block1 adds (128, 128, 64) to (256, 256, 3): set shortcut to projection, "
        "or strides to 1 and filters to 3, or skip off"
    )
    for fix in caught.value.ways_out:
        assert trace(fix.network)


def test_a_stride_alone_may_be_taken_back():
    error = refused(Stage("basic", 16, strides=2, shortcut="identity"))
    assert str(error) == (
        "stage1_block1 adds (16, 16, 16) to (32, 32, 16): "
        "set shortcut to projection, or strides to 1, or skip off"
    )
    assert [trace(fix.network).output.shape for fix in error.ways_out] == [(None, 10)] * 3


def test_an_expansion_is_reckoned_with():
    error = refused(Stage("bottleneck", 16, 2, shortcut="identity"))
    assert "adds (32, 32, 64) to (32, 32, 16): set shortcut to projection, or filters to 4" in str(
        error
    )
    assert trace(error.ways_out[1].network).layer("stage1_block1_add").output.shape[3] == 16


def test_padding_cannot_take_channels_away():
    error = refused(Stage("basic", 16), Stage("basic", 8, shortcut="pad"))
    assert str(error).startswith("stage2_block1 adds (32, 32, 8) to (32, 32, 16): set shortcut")


def test_a_block_whose_shortcut_is_fixed_offers_what_it_has():
    error = refused(Stage("relu_bn", 64))
    assert str(error) == (
        "stage1_block1 adds (32, 32, 64) to (32, 32, 16): set filters to 16, or skip off"
    )


def test_the_error_names_the_failing_block_of_a_stage():
    error = refused(Stage("basic", 16, 4, [1, 1, 2, 1], shortcut="identity"))
    assert str(error).startswith("stage1_block3 adds (16, 16, 16) to (32, 32, 16)")
    assert error.call.name == "stage1_block3"
    assert [section.call.name for section in error.sections] == [
        "stem",
        "stage1_block1",
        "stage1_block2",
    ]
    assert error.sections[-1].layers[-1].name == "stage1_block2_out"
    assert error.source.name == "inputs"
    assert error.network.name == "net"


def test_a_way_out_leads_past_the_error_even_where_another_follows():
    stages = [Stage("basic", 16, strides=2, shortcut="identity") for _ in range(3)]
    network = Network("net", stages)
    for count in range(3):
        with pytest.raises(AssemblyError, match=f"^stage{count + 1}_block1 adds") as caught:
            trace(network)
        network = caught.value.ways_out[0].network
    assert trace(network).output.shape == (None, 10)


def test_errors_in_every_one_of_many_stages_are_explained_at_once():
    error = refused(*[Stage("basic", 8 + i, 60, shortcut="identity") for i in range(32)])
    assert len(error.ways_out) == 3


def test_a_pool_that_does_not_fit_says_how_large_it_may_be():
    error = refused(Stage("basic", 16, strides=16), head={"kind": "flatten_classifier"})
    assert str(error) == (
        "head cannot be built: a window of 4 x 4 does not fit an image of 2 x 2: "
        "shrink the image less before it, or pad: set pool_size to 2"
    )
    assert trace(error.ways_out[0].network)


def test_a_stem_for_colours_refuses_grey_and_offers_another():
    error = refused(Stage("basic", 16), stem={"kind": "standardized"}, input_shape=(28, 28, 1))
    assert str(error) == "stem cannot be built: has 3 values for 1 channels: set stem to conv"
    assert trace(error.ways_out[0].network)


def test_a_transition_that_finds_no_pixels_left_is_explained():
    error = refused(Stage("dense", 8, strides=8), Stage("dense", 8, strides=8))
    assert str(error) == (
        "stage2_block1 cannot be built: a window of 8 x 8 does not fit an image of 4 x 4: "
        "shrink the image less before it, or pad: set strides to 1"
    )
    assert trace(error.ways_out[0].network)


def test_an_image_too_small_for_a_valid_convolution_is_explained():
    error = refused(Stage("basic", 16), stem={"kind": "toy"}, input_shape=(4, 4, 3))
    assert str(error).startswith("stem cannot be built: a window of 3 x 3 does not fit")
    assert trace(error.ways_out[0].network)


def test_a_tensor_that_no_machine_holds_is_refused():
    error = refused(Stage("upsample", 16, 1000))
    assert str(error) == (
        "stage1_block9 cannot be built: makes (16384, 16384, 16), too large: "
        "use fewer filters or smaller images"
    )


def test_the_largest_network_that_can_be_described_is_traced():
    graph = trace(Network("net", [Stage("preact_bottleneck", 8, 1000)] * 2))
    assert len(graph.layers) > 15_000


# Long skips


PLACES = [
    Stage("basic", 16),
    Stage("basic", 32, 2, 2),
    Stage("plain", 32, strides=2),
    Stage("upsample", 24),
    Stage("upsample", 8, 1, method="transpose", factor=4),
]


@pytest.mark.parametrize("merge", ["add", "concatenate"])
@pytest.mark.parametrize("ends", [*combinations(range(7), 2)], ids=str)
def test_any_place_may_be_joined_to_any_later_one(ends, merge):
    bare = Network("net", PLACES)
    source, target = (bare.places[end] for end in ends)
    graph = trace(bare.with_(skips=[Skip(source, target, merge)]))
    section = next(s for s in graph.sections if s.call.skip_from)
    assert section.call.name == f"{merge}_{source}_to_{target}"
    assert section.call.place == target
    joined = section.layers[-1]
    assert type(joined).__name__ == {"add": "Add", "concatenate": "Concatenate"}[merge]
    skip, x = (each.shape for each in joined.inputs)
    assert skip[1:3] == x[1:3]
    made = _output(trace(bare), target)
    assert x == made
    if merge == "concatenate":
        kept = _output(trace(bare), source)[3]
        assert joined.output.shape == (*made[:3], made[3] + kept)
    else:
        assert joined.output.shape == made


def _output(graph, place):
    if place == "input":
        return graph.input.shape
    return [s for s in graph.sections if s.call.place == place][-1].layers[-1].output.shape


def test_equal_shapes_are_joined_without_a_projection():
    stages = [Stage("basic", 16), Stage("basic", 16)]
    graph = trace(Network("net", stages, skips=[Skip("stage1", "stage2")]))
    section = next(s for s in graph.sections if s.call.skip_from)
    assert [layer.name for layer in section.layers] == ["add_stage1_to_stage2_add"]
    sources = [x.layer.name for x in section.layers[0].inputs]
    assert sources == ["stage1_block1_out", "stage2_block1_out"]


def test_a_place_is_kept_after_what_was_joined_to_it():
    stages = [Stage("basic", 16) for _ in range(3)]
    skips = [Skip("stage1", "stage2", "concatenate"), Skip("stage2", "stage3")]
    graph = trace(Network("net", stages, skips=skips))
    second = graph.layer("add_stage2_to_stage3_projection")
    assert second.inputs[0].layer.name == "concatenate_stage1_to_stage2_concat"


def test_several_skips_into_one_place_and_out_of_one_place():
    stages = [Stage("basic", 16) for _ in range(3)]
    pairs = [("stem", "stage3"), ("stage1", "stage3"), ("stem", "stage2")]
    skips = [Skip(*pair, merge) for pair in pairs for merge in ("add", "concatenate")]
    graph = trace(Network("net", stages, skips=skips))
    names = [s.call.name for s in graph.sections if s.call.skip_from]
    assert sorted(names) == sorted(f"{s.merge}_{s.source}_to_{s.target}" for s in skips)


@pytest.mark.parametrize("merge", ["add", "concatenate"])
def test_a_skip_that_no_upsampling_fits_is_explained_and_can_go(merge):
    stages = [Stage("plain", 8, strides=2), Stage("plain", 8, strides=2), Stage("upsample", 8)]
    keep = Skip("stage1", "stage2")
    network = Network("net", stages, (33, 33, 3), skips=[keep, Skip("stage1", "stage3", merge)])
    with pytest.raises(AssemblyError, match=f"^{merge}_stage1_to_stage3 ") as caught:
        trace(network)
    assert "(18, 18, 8)" in str(caught.value) and "(17, 17, 8)" in str(caught.value)
    assert str(caught.value).endswith(": remove the skip from stage1 to stage3")
    (fix,) = caught.value.ways_out
    assert fix.network.skips == (keep,)
    assert trace(fix.network)


def test_only_the_failing_one_of_two_skips_is_removed():
    stages = [Stage("plain", 8, strides=2), Stage("plain", 8, strides=2), Stage("upsample", 8)]
    both = [Skip("stage1", "stage3", merge) for merge in ("concatenate", "add")]
    network = Network("net", stages, (33, 33, 3), skips=both)
    for _ in both:
        with pytest.raises(AssemblyError) as caught:
            trace(network)
        (fix,) = caught.value.ways_out
        assert len(fix.network.skips) == len(network.skips) - 1
        network = fix.network
    assert trace(network)


def test_an_add_does_not_broadcast():
    x = layers.Input((4, 4, 8), "x")
    y = layers.Input((1, 1, 8), "y")
    for merge in (layers.Add, layers.Average, layers.Maximum):
        with pytest.raises(layers.ShapeError, match=r"needs equal shapes, got \(4, 4, 8\) and"):
            merge(name="it")([x, y])


# Calls and sections


def test_calls_are_laid_out_in_order_with_what_differs():
    stages = [Stage("basic", 16, 2), Stage("basic", 32, 2, 2, skip=[True, False])]
    laid_out = list(calls(Network("net", stages, skips=[Skip("stage1", "stage2")])))
    assert [call.name for call in laid_out] == [
        "stem",
        "stage1_block1",
        "stage1_block2",
        "stage2_block1",
        "stage2_block2",
        "add_stage1_to_stage2",
        "head",
    ]
    assert [call.keep_as for call in laid_out] == ["", "", "stage1", "", "", "", ""]
    assert laid_out[5].skip_from == "stage1"
    assert laid_out[3].arguments == {"filters": 32, "strides": 2, "skip": True}
    assert laid_out[4].arguments == {"filters": 32, "strides": 1, "skip": False}


@pytest.mark.parametrize("name", zoo.names())
def test_sections_hold_every_layer_once_in_the_order_of_the_calls(name):
    network = zoo.network(name)
    graph = trace(network)
    assert [section.call for section in graph.sections] == list(calls(network))
    assert [x for section in graph.sections for x in section.layers] == graph.layers[1:]


def test_stem_and_head_may_be_left_out():
    network = Network("net", [Stage("plain", 8)], stem=NONE, head=NONE)
    assert network.places == ("input", "stage1")
    assert trace(network).output.shape == (None, 32, 32, 8)
