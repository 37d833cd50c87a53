"""What a picture consists of: boxes, lines and frames with coordinates, ready to be drawn.

Coordinates are pixels, x to the right and y down. The browser draws a scene as it is; files are
drawn from the same scene, so a picture on the screen and in a paper are one.
"""

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Node:
    """A box: the image, a stage, a block, a merge or a layer.

    Attributes:
        kind: "image", "stage", "block", "merge" or "layer".
        tone: what colours it by kind: "convolution", "normalization", "activation", "merge",
            "pooling", "dense", "regularization", "reshaping", "input", or "block".
        label, sub: the two lines on it.
        x, y, w, h: its top left corner and its size.
        count: how many equal blocks it stands for.
        opens: the id to toggle to look inside it, or "".
        edits: {"stage": i} or {"stage": i, "blocks": [j, ...]} (from 0) that it stands for,
            or {}.
        place: "input", "stem", "stage1", ..., "head": what a long skip may join.
        facts: (name, value) pairs for the tooltip.
        values: numbers to colour by: "params", "macs", "activations", "receptive_field".
        layers: the names of the layers it stands for; each layer is in one node.
        group: the id of the frame it lies in, or "".
        wrong: an error happened here.
    """

    id: str
    kind: str
    tone: str
    label: str
    sub: str
    x: float
    y: float
    w: float
    h: float
    count: int = 1
    opens: str = ""
    edits: dict = field(default_factory=dict)
    place: str = ""
    facts: tuple = ()
    values: dict = field(default_factory=dict)
    layers: tuple = ()
    group: str = ""
    wrong: bool = False


@dataclass(frozen=True)
class Edge:
    """A line from one node to another.

    Attributes:
        kind: "trunk", "branch", "identity", "pad" (a skip that only subsamples and pads),
            "projection", "long", or "ghost" (a skip that is switched off).
        points: the first point, then three for each cubic Bezier piece.
        toggles: {"stage": i, "blocks": [j, ...]} of the skip that a touch switches, or
            {"source": ..., "target": ...} of the long skip that a touch removes; {} for none.
        label: what stands beside it (a shape, where an error happened).
    """

    id: str
    kind: str
    source: str
    target: str
    points: tuple
    toggles: dict = field(default_factory=dict)
    label: str = ""
    wrong: bool = False


@dataclass(frozen=True)
class Group:
    """A frame around the nodes of an open stage, an open block or an unfolded run of blocks.

    Attributes:
        kind: "stage" or "block".
        closes: the id to toggle.
        group: the id of the frame that it lies in, or "".
    """

    id: str
    kind: str
    label: str
    sub: str
    x: float
    y: float
    w: float
    h: float
    closes: str = ""
    edits: dict = field(default_factory=dict)
    place: str = ""
    group: str = ""


@dataclass(frozen=True)
class Scene:
    """A drawn network: `error` is the message of a network that cannot be built, or ""."""

    name: str
    caption: str
    width: float
    height: float
    nodes: tuple
    edges: tuple
    groups: tuple
    description: tuple
    error: str = ""

    def to_dict(self):
        """Plain data, as the browser gets it."""
        return asdict(self)
