"""The pen collects the nodes, lines and frames of one picture."""

from explorer.picture.facts import numbers
from explorer.picture.scene import Edge, Node


class Pen:
    """What is drawn of a network so far."""

    def __init__(self, plan):
        self.plan = plan
        self.rows = {row.name: row for unit in plan.units for row in unit.rows}
        self.totals = numbers(self.rows.values())
        self.nodes, self.edges, self.groups = [], [], []
        self._ids = set()

    def node(self, id, kind, tone, lines, at, **more):
        """A node with two lines of text; `at` is its left, its middle line, width, height."""
        x, y, w, h = at
        corner = (round(x, 1), round(y - h / 2, 1), round(w, 1), round(h, 1))
        self.nodes.append(Node(id, kind, tone, *lines, *corner, **more))

    def edge(self, kind, ends, points, **more):
        """A line between two nodes; its id stays the same while its ends do."""
        id = ">".join(ends) + (":skip" if more.get("toggles") else "")
        while id in self._ids:
            id += "'"
        self._ids.add(id)
        rounded = tuple((round(x, 1), round(y, 1)) for x, y in points)
        self.edges.append(Edge(id, kind, *ends, rounded, **more))

    def rows_of(self, layers):
        """The figures of some layers; one that refused its inputs has none."""
        return [self.rows[layer.name] for layer in layers if layer.name in self.rows]
