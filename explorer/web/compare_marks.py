"""The marks of a picture, each with its words, and what differs in words alone."""

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
    found = comparison.on_scene(scene, raw)
    words = {id: told_ for told_, ids, _ in told(text, other, names) for id in ids}
    places = {edge.id: _block(edge.toggles) or edge.target for edge in scene.edges}
    return {
        id: {"kind": kind, "text": words.get(id) or words.get(places.get(id), "")}
        for id, kind in found.items()
    }


def _block(toggles):
    if not toggles.get("blocks"):
        return ""
    return f"stage{toggles['stage'] + 1}_block{toggles['blocks'][0] + 1}"
