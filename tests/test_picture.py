"""The picture of every network at every level: what it shows, and where."""

import pytest

from explorer import Network, Skip, Stage, trace, twin, zoo
from explorer.picture import LEVELS, View, draw
from explorer.picture.units import read
from explorer.picture.view import FOLD_ABOVE, ONE_RUN_ABOVE
from tests.picture_cases import FAILING, MANY, check, crossed, needs_dot, runs, skips

NETWORKS = {**{name: zoo.network(name) for name in zoo.names()}, "many": MANY, "failing": FAILING}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", NETWORKS)
def test_boxes_lie_inside_and_apart_and_stand_for_every_layer_once(name, level):
    if level == "layer":
        needs_dot()
    check(draw(NETWORKS[name], View(level)), NETWORKS[name])


@pytest.mark.parametrize("level", ["block", "layer"])
@pytest.mark.parametrize("name", NETWORKS)
def test_every_skip_is_drawn_once_with_its_kind(name, level):
    if level == "layer":
        needs_dot()
    scene, plan = draw(NETWORKS[name], View(level)), read(NETWORKS[name])
    touched = [edge for edge in skips(scene) if "blocks" in edge.toggles]
    drawn = {}
    merges = {node.id for node in scene.nodes if node.kind == "merge"}
    for edge in touched:
        if edge.kind == "ghost" or edge.target in merges:
            for block in edge.toggles["blocks"]:
                drawn.setdefault((edge.toggles["stage"], block), []).append(edge.kind)
    kind = "inner_skip" if level == "layer" else "skip"
    units = [unit for unit in plan.units if unit.number and unit.skip]
    assert drawn == {unit.number: [getattr(unit, kind)] for unit in units}


@pytest.mark.parametrize("level", LEVELS)
def test_every_long_skip_is_drawn_once_at_every_level(level):
    if level == "layer":
        needs_dot()
    edges = [edge for edge in skips(draw(MANY, View(level))) if "source" in edge.toggles]
    assert {edge.kind for edge in edges} == {"long"}
    ends = sorted((edge.toggles["source"], edge.toggles["target"]) for edge in edges)
    assert ends == sorted((skip.source, skip.target) for skip in MANY.skips)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ["resnet20", "resnet30", "densenet_40_12", "plain20", "many"])
def test_a_skip_never_runs_in_line_with_the_trunk(name, level):
    if level == "layer":
        needs_dot()
    scene = draw(NETWORKS[name], View(level))
    nodes = {node.id: node for node in scene.nodes}
    trunk = {node.group: node.y + node.h / 2 for node in scene.nodes if node.kind == "merge"}
    for edge in skips(scene):
        target = nodes[edge.target]
        middle = trunk.get(target.group, target.y + target.h / 2)
        assert min(y for _, y in edge.points) < middle - 15, edge.id


def test_a_blocks_skip_rises_above_its_card():
    scene = draw(zoo.network("resnet20"), View("block"))
    cards = {
        (n.edits["stage"], n.edits["blocks"][0]): n
        for n in scene.nodes
        if n.kind == "block" and n.edits
    }
    arcs = skips(scene)
    assert len(arcs) == 9
    for edge in arcs:
        card = cards[edge.toggles["stage"], edge.toggles["blocks"][0]]
        assert min(y for _, y in edge.points) < card.y - 20
        assert edge.points[0][0] < card.x and edge.points[-1][0] > card.x + card.w


@pytest.mark.parametrize("level", ["block", "layer"])
def test_a_plain_twin_shows_ghosts_where_the_skips_were(level):
    if level == "layer":
        needs_dot()
    network = zoo.network("resnet20")
    there = {_key(edge) for edge in skips(draw(network, View("block")))}
    ghosts = [edge for edge in draw(twin(network), View(level)).edges if edge.kind == "ghost"]
    assert {_key(edge) for edge in ghosts} == there and len(ghosts) == len(there) == 9


def test_projections_pads_and_identities_differ():
    kinds = {
        name: {edge.kind for edge in skips(draw(zoo.network(name)))}
        for name in ("resnet20", "resnet20_b", "toy_resnet")
    }
    assert kinds["resnet20"] == {"identity", "pad"}
    assert kinds["resnet20_b"] == {"identity", "projection"}
    assert kinds["toy_resnet"] == {"identity"}


@pytest.mark.parametrize("level", ["network", "block"])
def test_small_pictures_need_no_folding_and_large_ones_fold(level):
    for name in zoo.names():
        scene = draw(zoo.network(name), View(level))
        folded = any(node.count > 1 for node in scene.nodes)
        blocks = sum(stage.blocks for stage in zoo.network(name).stages)
        counts = sum(
            len(node.edits.get("blocks", ()))
            for node in scene.nodes
            if node.kind == "block" and node.edits
        )
        if level == "block":
            assert counts == blocks, name
            assert folded or len(scene.nodes) <= FOLD_ABOVE, name
        assert sum(node.count for node in scene.nodes if node.kind == "block" and node.edits) == (
            counts
        )


def test_resnet1202_folds_into_five_runs():
    scene = draw(zoo.network("resnet1202"))
    counts = [node.count for node in scene.nodes if node.kind == "block" and node.edits]
    assert counts == [200, 1, 199, 1, 199]


def test_an_unfolded_run_shows_its_blocks_in_a_frame_that_folds_it_again():
    network = zoo.network("resnet110")
    run = runs(network)[0]
    scene = draw(network, View("block").toggled(run))
    assert sum(n.place == "stage1" and n.kind == "block" for n in scene.nodes) == 18
    frame = next(group for group in scene.groups if group.closes == run)
    assert frame.label == "18 equal blocks" and frame.group == "stage1"
    check(scene, network)
    assert draw(network, View("block").toggled(run).toggled(frame.closes)) == draw(network)


def test_beyond_the_limit_only_the_last_unfolded_run_stays():
    needs_dot()
    network = zoo.network("resnet1202")
    view = View("layer")
    for run in runs(network):
        view = view.toggled(run)
    scene = draw(network, view)
    assert len(scene.nodes) <= ONE_RUN_ABOVE
    unfolded = [group for group in scene.groups if "equal blocks" in group.label]
    assert [group.place for group in unfolded] == ["stage3"]


def test_a_network_of_unequal_blocks_is_drawn_within_the_limit_too():
    network = Network("mixed", (Stage("basic", 8, 1000, skip=[True, False] * 500),) * 2)
    for level in LEVELS:
        assert len(draw(network, View(level)).nodes) <= ONE_RUN_ABOVE


@pytest.mark.parametrize("level", LEVELS)
def test_opening_and_closing_leads_back_to_the_same_scene(level):
    needs_dot()
    network = zoo.network("resnet56")
    start = draw(network, View(level))
    touched = [node.opens for node in start.nodes if node.opens]
    touched += [group.closes for group in start.groups if group.closes]
    assert touched
    for id in dict.fromkeys(touched):
        once = View(level).toggled(id)
        assert draw(network, once) != start, id
        assert draw(network, once.toggled(id)) == start, id


def test_a_stage_opens_in_place_among_closed_ones():
    scene = draw(zoo.network("resnet20"), View("network").toggled("stage2"))
    kinds = [(node.place, node.kind) for node in scene.nodes]
    assert ("stage1", "stage") in kinds and ("stage3", "stage") in kinds
    assert kinds.count(("stage2", "block")) == 3
    assert [group.closes for group in scene.groups] == ["stage2"]


def test_a_block_opens_in_place_with_its_skip_above_its_branch():
    needs_dot()
    network = zoo.network("resnet20")
    scene = draw(network, View("block").toggled("stage2_block1"))
    inside = [n for n in scene.nodes if n.group == "stage2_block1.frame"]
    assert {name for n in inside for name in n.layers} == {
        layer.name for layer in trace(network).layers if layer.name.startswith("stage2_block1_")
    }
    padding = next(node for node in inside if node.label == "ZeroPadding2D")
    branch = next(node for node in inside if node.label == "Conv2D")
    assert padding.y + padding.h <= branch.y
    check(scene, network)


def test_a_wide_network_with_long_skips_wraps():
    needs_dot()
    scene = draw(MANY, View("layer"))
    rows = {node.y + node.h / 2 for node in scene.nodes if node.kind == "merge"}
    assert scene.width < 3000 and len(rows) > 1


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "name",
    ["toy_resnet", "resnet20", "resnet50", "skip_autoencoder", "se_resnet20", "many", "failing"],
)
def test_no_line_runs_through_a_box(name, level):
    if level == "layer":
        needs_dot()
    assert crossed(draw(NETWORKS[name], View(level))) == []


def test_long_skips_that_do_not_meet_share_a_lane():
    stages = tuple(Stage("basic", 16, 1) for _ in range(4))
    apart = (Skip("stem", "stage1"), Skip("stage2", "stage3"))
    across = (Skip("stem", "stage2"), Skip("stage1", "stage3"))
    heights = [draw(Network("net", stages, skips=pair)).height for pair in (apart, across)]
    assert heights[0] < heights[1]


def test_an_unknown_level_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="network, block, layer, got 'blocks'"):
        View("blocks")


def test_the_description_and_the_caption_say_what_is_seen():
    scene = draw(MANY, View("network"))
    assert scene.caption.startswith("many: ") and "skips" in scene.caption
    assert "input is put beside the output of stage3, to (8, 8, 67)" in scene.description
    assert draw(zoo.network("toy_resnet")).description[1].startswith("stage1_block1: ")


def _key(edge):
    return edge.toggles["stage"], tuple(edge.toggles["blocks"])


def test_long_skips_of_one_kind_to_one_place_never_fold_into_each_other():
    stages = tuple(Stage("basic", 16, 2, skip=[True, False]) for _ in range(20))
    network = Network(
        "net",
        stages,
        skips=(Skip("stem", "stage2", "concatenate"), Skip("stage1", "stage2", "concatenate")),
    )
    scene = draw(network)
    assert sum(edge.kind == "long" for edge in scene.edges) == 2
    check(scene, network)


def test_long_skips_leave_a_picture_that_fits_a_page_with_readable_text():
    assert draw(zoo.network("skip_autoencoder"), View("block")).width < 1200
    assert draw(MANY, View("block")).width < 1600


@pytest.mark.parametrize(("block", "strides"), [("dense", 2), ("convnext", 2)])
def test_a_skip_that_passes_a_downsampling_is_no_identity(block, strides):
    network = Network("n", [Stage(block, 8), Stage(block, 16, 2, strides)])
    kinds = [edge.kind for edge in draw(network).edges if edge.toggles]
    assert kinds[-2:] == ["projection", "identity"]
