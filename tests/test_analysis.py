"""Figures of a graph, on networks small enough to reckon by hand."""

import math

import pytest

from explorer import Network, Skip, Stage, analyse, trace, zoo
from explorer.analysis import depth, receptive_fields

NONE = {"kind": "none"}


def summary(*stages, shape=(8, 8, 3), **rest):
    return analyse(trace(Network("net", stages, shape, **{"stem": NONE, "head": NONE, **rest})))


def test_one_convolution_with_batch_norm():
    made = summary(Stage("plain", 4))
    assert (made.layers, made.params, made.trainable_params) == (4, 27 * 4 + 16, 27 * 4 + 8)
    assert made.macs == 8 * 8 * 27 * 4
    assert (made.depth, made.receptive_field) == (1, 3)
    assert made.activations == 8 * 8 * (3 + 3 * 4)
    assert made.output_shape == (None, 8, 8, 4)


def test_rows_say_where_a_layer_stands_and_what_it_takes():
    made = analyse(trace(Network("net", [Stage("basic", 16, 2)])))
    rows = {row.name: row for row in made.rows}
    assert made.rows[0][:3] == ("inputs", "InputLayer", (None, 32, 32, 3))
    assert (rows["inputs"].place, rows["inputs"].block, rows["inputs"].inputs) == ("", "", ())
    add = rows["stage1_block2_add"]
    assert (add.place, add.block) == ("stage1", "stage1_block2")
    assert add.inputs == ("stage1_block1_out", "stage1_block2_2_bn")
    assert rows["head_dense"].macs == 16 * 10
    assert rows["stage1_block1_1_bn"].params == 64
    assert rows["stage1_block1_1_bn"].trainable_params == 32
    assert sum(row.macs for row in made.rows) == made.macs


def test_strides_widen_what_later_windows_see():
    made = summary(Stage("plain", 4, 3, [2, 1, 2]), Stage("plain", 4, 1), shape=(64, 64, 3))
    assert made.receptive_field == 3 + 2 * 2 + 2 * 2 + 2 * 4
    fields = [row.receptive_field for row in made.rows if row.layer == "Conv2D"]
    assert fields == [(3, 3), (7, 7), (11, 11), (19, 19)]


def test_upsampling_narrows_the_step_again():
    made = summary(Stage("plain", 4, strides=4), Stage("upsample", 4, factor=4), shape=(64, 64, 3))
    assert made.receptive_field == 3 + 2


def test_kernels_count_by_their_size():
    assert summary(Stage("apes", 3, kernel_size=5)).receptive_field == 5
    assert summary(Stage("direct", 3, kernel_size=7)).receptive_field == 7


def test_global_pooling_under_another_name_does_not_count():
    head = {"kind": "flatten_classifier", "pool_size": 8}
    assert summary(Stage("plain", 4), head=head).receptive_field == 3
    assert summary(Stage("plain", 4), head={**head, "pool_size": 4}).receptive_field == 6


def test_the_longest_of_two_paths_counts():
    skips = [Skip("stage1", "stage3")]
    long = summary(Stage("plain", 4), Stage("plain", 4), Stage("plain", 4), skips=skips)
    assert (long.receptive_field, long.depth) == (7, 3)


@pytest.mark.parametrize(("depth_", "pixels"), [(20, 81), (56, 249), (110, 501)])
def test_receptive_fields_of_the_literature(depth_, pixels):
    graph = trace(zoo.network(f"resnet{depth_}"))
    assert analyse(graph).receptive_field == pixels
    assert receptive_fields(graph)[graph.layer("stage3_block1_add")][0] < pixels


def test_projections_and_gates_are_not_counted_as_depth():
    projected = trace(Network("net", [Stage("basic", 32, 2, shortcut="projection_everywhere")]))
    assert depth(projected) == 6
    assert depth(trace(Network("net", [Stage("se_basic", 16, 2)]))) == 6


def test_separable_and_transposed_convolutions_count():
    made = summary(Stage("inverted_residual", 8), Stage("upsample", 8, method="transpose"))
    assert made.depth == 4


def test_memory_grows_with_the_batch_and_the_parameters():
    made = analyse(trace(zoo.network("resnet20")))
    runtime = 300 * 2**20
    assert made.training_bytes(0) == runtime + 16 * made.params
    assert made.training_bytes(64) - made.training_bytes(0) == 64 * 4 * made.activations
    assert made.activations == sum(math.prod(row.output_shape[1:]) for row in made.rows)


def test_strides_without_end_stay_numbers():
    made = summary(Stage("plain", 4, 400, [16] * 400))
    assert made.output_shape == (None, 1, 1, 4)
    assert made.receptive_field < 2**45


def test_a_network_of_nothing_is_its_input():
    made = summary()
    assert (made.layers, made.params, made.macs, made.depth) == (1, 0, 0, 0)
    assert made.receptive_field == 1
