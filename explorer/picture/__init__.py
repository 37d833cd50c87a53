"""Pictures of networks: on the screen, as files, and as DOT."""

from explorer.picture.draw import draw
from explorer.picture.interior import PictureError
from explorer.picture.scene import Edge, Group, Node, Scene
from explorer.picture.view import LEVELS, View

__all__ = ["LEVELS", "Edge", "Group", "Node", "PictureError", "Scene", "View", "draw"]
