"""Pictures of networks: on the screen, as files, and as DOT."""

from explorer.picture import files, interior
from explorer.picture.draw import draw
from explorer.picture.files import render, to_dot
from explorer.picture.interior import PictureError
from explorer.picture.outline import outline
from explorer.picture.scene import Edge, Group, Node, Scene
from explorer.picture.view import LEVELS, View

__all__ = [
    "LEVELS",
    "Edge",
    "Group",
    "Node",
    "PictureError",
    "Scene",
    "View",
    "draw",
    "outline",
    "plain_dot",
    "render",
    "to_dot",
    "write",
]


def plain_dot(network, view=None, color_by="kind"):
    """DOT of a picture for other layout engines; needs no Graphviz, not for layers either."""
    return to_dot(draw(network, view, interior.unplaced), color_by)


def write(network, path, level="block"):
    """Draw a network into a file: .svg, .png, .pdf or .dot."""
    files.write(draw(network, View(level)), path)
