"""The marks of a picture, each difference marked once: where one sees it best."""

from explorer import Network, comparison
from explorer.web import computed


@computed.cached
def told(text, other, names):
    """What sets two networks apart, as (words, ids here, ids there)."""
    found = comparison.differences(Network.from_json(text), Network.from_json(other), names)
    return [(each.text, each.a, each.b) for each in found]


@computed.cached
def marks(text, other, names, view):
    """What sets a network apart from another, for `graph_view`."""
    raw, _ = comparison.marks(Network.from_json(text), Network.from_json(other))
    scene = computed.scene(text, view)
    found = fewer(scene, comparison.on_scene(scene, raw), raw)
    words = {id: told_ for told_, ids, _ in told(text, other, names) for id in ids}
    places = {edge.id: _block(edge.toggles) for edge in scene.edges}
    return {
        id: {"kind": kind, "text": words.get(id) or words.get(places.get(id), "")}
        for id, kind in found.items()
    }


def fewer(scene, marked, raw):
    """The marks without those that only repeat another: a skip's line stands for its merge and,
    where nothing else is unlike, for its block; what is in a frame stands for the frame.
    """
    skips = [edge for edge in scene.edges if edge.id in marked and edge.toggles]
    ends = {edge.target for edge in skips}
    repeated = {node.id for node in scene.nodes if node.kind == "merge" and node.id in ends}
    repeated |= {
        node.id
        for node in scene.nodes
        for edge in skips
        if node.kind == "block" and node.edits == edge.toggles and _only_skip(node, edge, raw)
    }
    left = {id: kind for id, kind in marked.items() if id not in repeated}
    return {id: kind for id, kind in left.items() if id not in _frames_told(scene, left)}


def _only_skip(node, edge, raw):
    """Whether nothing of a block is unlike but its skip, whose projection is drawn as the line."""
    unlike = {raw[name] for name in node.layers if name in raw}
    return not unlike or (edge.kind == "projection" and unlike == {comparison.ONLY})


def _frames_told(scene, marked):
    """The frames with something marked inside, and the frames around those."""
    around = {each.id: each.group for each in (*scene.nodes, *scene.groups)}
    inside = [around[id] for id in marked if id in around]
    inside += [around.get(e.target) or around.get(e.source) for e in scene.edges if e.id in marked]
    told_ = set()
    for group in inside:
        while group and group not in told_:
            told_.add(group)
            group = around.get(group)
    return told_


def _block(toggles):
    if not toggles.get("blocks"):
        return ""
    return f"stage{toggles['stage'] + 1}_block{toggles['blocks'][0] + 1}"
