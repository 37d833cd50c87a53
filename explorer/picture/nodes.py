"""Drawing placed boxes: nodes, the lines of the trunk, skips as arcs, frames."""

from itertools import pairwise

from explorer.layers import show
from explorer.picture import strip
from explorer.picture.facts import layer_facts, numbers, tone, unit_facts
from explorer.picture.interior import is_skip, label_of, trunk_entry
from explorer.picture.scene import Edge, Group, Node
from explorer.picture.strip import ARC, CARD_H, FOOT, GAP, LANE, MERGE, PAD, Box

INSET = 12  # between an open block's frame and its layers


def size(item, plan, interiors):
    """A box of the size that an item needs."""
    image = plan.input.output.shape
    if item.kind == "image":
        return Box(item.id, item, 84, CARD_H, above=CARD_H / 2)
    unit = item.unit
    if item.kind == "open":
        inside = interiors[unit.likeness()]
        width = max(inside.width + 2 * INSET, 7 * len(_title(item)) + 30)
        above = INSET + inside.entries[trunk_entry(unit)][1]
        return Box(item.id, item, width, inside.height + 2 * INSET + 22, inside, above=above)
    if item.kind == "stage":
        width, height = strip.stage_size(item.units[-1].shape or image, image)
        width = max(width, 7.2 * max(map(len, _labels(item))) + 16)
        return Box(item.id, item, width, height, above=height / 2)
    if item.role == "merge":
        return Box(item.id, item, _merge_width(unit), MERGE, above=MERGE / 2)
    label, sub = _labels(item)
    width = max(64, 7.4 * len(label) + 18, 6.4 * len(sub) + 18)
    merge = _merge_width(unit) if unit.merge is not None and item.role == "block" else 0
    return Box(item.id, item, width, CARD_H, merge_w=merge, above=CARD_H / 2)


class Pen:
    """Collects nodes, edges and groups of one picture."""

    def __init__(self, plan, totals):
        self.plan, self.totals = plan, totals
        self.nodes, self.edges, self.groups = [], [], []
        self.ids = set()
        self.before = ""  # the node that the trunk comes from
        self.rows = {row.name: row for unit in plan.units for row in unit.rows}

    def box(self, box):
        """Draw what a box stands for; lines between boxes come later."""
        if box.item.kind == "image":
            self._image(box)
        elif box.item.kind == "open":
            self._interior(box)
        elif box.item.role == "merge":
            self._merge(box, box.id, box.x, box.w)
        else:
            self._card(box)
        self.before = _out(box)

    def trunk(self, rows):
        """The line through all boxes, from row to row."""
        boxes = [box for row in rows for box in row.boxes]
        tops = {box.id: row.top for row in rows for box in row.boxes}
        for before, after in pairwise(boxes):
            ends = (before.right, before.y, after.left, after.y)
            if tops[before.id] == tops[after.id]:
                points = strip.straight(ends[:2], ends[2:])
            else:
                points = strip.turn(*ends, tops[after.id] - GAP / 2)
            wrong = after.item.role == "merge" and after.item.unit.wrong
            self._edge("trunk", _out(before), _in(after), points, wrong=wrong)

    def long_skips(self, rows, joins):
        """Long skips rise above the cards of their row, each in a lane of its own."""
        starts, row_of = {}, {box.id: row for row in rows for box in row.boxes}
        for row in rows:
            for box in row.boxes:
                starts[box.item.place] = box
        spans = sorted(joins, key=lambda box: starts[box.item.unit.call.skip_from].x - box.x)
        lanes = dict.fromkeys((row.top for row in rows), 0)
        for box in spans:
            row = row_of[box.id]
            start = starts[box.item.unit.call.skip_from]
            self._long_skip(box, row, start, row_of[start.id], lanes[row.top])
            lanes[row.top] += 1

    def frames(self, row):
        """A frame around each open stage of a row."""
        for run in row.runs:
            if strip.framed(run):
                self._frame(run, row)

    def _image(self, box):
        shape = self.plan.input.output.shape
        about = (("Layer", "Input"), ("Output", show(shape)))
        self._node(
            box.id,
            "image",
            "input",
            "image",
            _size(shape),
            box.x,
            box.y,
            box.w,
            box.h,
            place="input",
            facts=about,
            layers=(self.plan.input.name,),
        )

    def _card(self, box):
        item, unit = box.item, box.item.unit
        label, sub = _labels(item)
        rows = [row for each in item.units for row in each.rows]
        merged = bool(box.merge_w)
        self._node(
            box.id,
            "stage" if item.kind == "stage" else "block",
            "block",
            label,
            sub,
            box.x,
            box.y,
            box.w,
            box.h,
            count=len(item.units) if item.kind == "card" else 1,
            opens=item.toggles,
            edits=_edits(item),
            place=item.place,
            facts=unit_facts(item.units, self.totals),
            values=numbers(rows),
            layers=tuple(row.name for row in rows),
            wrong=any(each.wrong for each in item.units) and not merged,
        )
        if merged:
            self._merge(box, f"{box.id}.merge", box.right - box.merge_w, box.merge_w)
            points = strip.straight((box.x + box.w, box.y), (box.right - box.merge_w, box.y))
            label = _shape_at(unit, 1)
            self._edge("trunk", box.id, f"{box.id}.merge", points, label=label, wrong=unit.wrong)
        if item.arched:
            self._arc(box)

    def _arc(self, box):
        unit, start = box.item.unit, box.x - GAP / 2
        ghost = unit.skip == "ghost"
        end = box.right + GAP / 2 if ghost else box.right - box.merge_w / 2
        down = box.y if ghost else box.y - MERGE / 2
        points = strip.arc(start, box.y, end, down, box.y - box.h / 2 - ARC * 0.8)
        target = _out(box)
        label, toggles = _shape_at(unit, 0), _edits(box.item)
        self._edge(unit.skip, self.before, target, points, toggles, label, unit.wrong)

    def _merge(self, box, id, x, width):
        unit = box.item.unit
        row = self.rows.get(unit.merge.name) if unit.merge else None
        facts = layer_facts(unit.merge, row, self.totals)
        opens = box.id if box.item.role == "merge" and len(unit.layers) > 1 else ""
        names = tuple(r.name for r in unit.rows) if box.item.role == "merge" else (unit.merge.name,)
        self._node(
            id,
            "merge",
            "merge",
            unit.symbol,
            "",
            x,
            box.y,
            width,
            MERGE,
            place=box.item.place,
            facts=facts,
            layers=names,
            wrong=unit.wrong,
            opens=opens,
        )

    def _interior(self, box):
        unit, inside = box.item.unit, box.interior
        left, top = box.x + INSET, box.top + INSET
        for layer, (x, y, w, h) in zip(unit.layers, inside.boxes, strict=True):
            self._layer(box.item, layer, left + x, top + y + h / 2, w, h)
        for tail, head, points in inside.lines:
            self._wire(box, tail, head, tuple((left + x, top + y) for x, y in points))
        if unit is not self.plan.units[-1]:
            x, y, w, h = inside.boxes[-1]
            out = strip.straight((left + x + w, top + y + h / 2), (box.right, box.y))
            self._edge("trunk", unit.layers[-1].name, unit.layers[-1].name, out)
        corner = (box.x, box.top)
        label = _title(box.item)
        self.groups.append(
            Group(
                f"{box.id}.frame",
                "block",
                label,
                "",
                *corner,
                box.w,
                box.h,
                box.item.toggles,
                _edits(box.item),
                box.item.place,
            )
        )

    def _layer(self, item, layer, x, y, w, h):
        row = self.rows.get(layer.name)
        label, sub = label_of(layer)
        merge = layer is item.unit.merge
        symbol = item.unit.symbol if merge else label
        values = numbers([row]) if row else {}
        facts = layer_facts(layer, row, self.totals)
        self._node(
            layer.name,
            "merge" if merge else "layer",
            tone(layer),
            symbol,
            "" if merge else sub,
            x,
            y,
            w,
            h,
            edits=_edits(item),
            place=item.place,
            facts=facts,
            values=values,
            layers=(layer.name,),
            wrong=row is None,
        )

    def _wire(self, box, tail, head, points):
        unit = box.item.unit
        layer, skipping = unit.layers[head], is_skip(unit, tail, head)
        source = unit.layers[tail].name if tail >= 0 else self.before
        wrong = unit.wrong and head == len(unit.layers) - 1
        label = _shape_at(unit, 0 if skipping else 1) if wrong else ""
        toggles = _edits(box.item) if skipping and box.item.role == "block" else {}
        kind = unit.skip if skipping and unit.skip else "branch"
        self._edge(kind, source, layer.name, points, toggles, label, wrong)
        if tail == -trunk_entry(unit) - 1:
            entry = strip.straight((box.left, box.y), points[0])
            self._edge("trunk", layer.name, layer.name, entry)

    def _long_skip(self, box, row, start, start_row, lane):
        unit = box.item.unit
        x0, x1, y1 = start.right + GAP * 0.3, box.x + box.w / 2, box.y - MERGE / 2
        if box.interior:
            x, y = box.interior.entries[0]
            x1, y1 = box.x + INSET + x, box.top + INSET + y
        if start_row is row:
            top = row.trunk - row.above - LANE * (row.lanes - lane - 0.5)
            points = strip.arc(x0, start.y, x1, y1, top)
        else:
            points = strip.descend(x0, start.y, x1, y1, row.top - GAP / 2 + LANE / 2 * (lane + 1))
        ends = {"source": unit.call.skip_from, "target": unit.place}
        self._edge("long", _out(start), _in(box), points, ends, _shape_at(unit, 0), unit.wrong)

    def _frame(self, run, row):
        x, place = run[0].x - PAD, run[0].item.place
        top = row.trunk - row.above - PAD / 2
        height = row.above + row.below + FOOT
        shape = run[-1].item.units[-1].shape
        sub = _size(shape) if shape else "cannot be built"
        label = place.replace("stage", "stage ")
        number = int(place.removeprefix("stage")) - 1
        self.groups.append(
            Group(
                place,
                "stage",
                label,
                sub,
                x,
                top,
                run[-1].right + PAD - x,
                height,
                place,
                {"stage": number},
                place,
            )
        )

    def _node(self, id, kind, tone, label, sub, x, y, w, h, **more):
        corner = (round(x, 1), round(y - h / 2, 1))
        self.nodes.append(
            Node(id, kind, tone, label, sub, *corner, round(w, 1), round(h, 1), **more)
        )

    def _edge(self, kind, source, target, points, toggles=None, label="", wrong=False):
        rounded = tuple((round(x, 1), round(y, 1)) for x, y in points)
        id = f"{source}>{target}" + (":skip" if toggles else "")
        while id in self.ids:
            id += "'"
        self.ids.add(id)
        self.edges.append(Edge(id, kind, source, target, rounded, toggles or {}, label, wrong))


def _merge_width(unit):
    return MERGE if unit.symbol == "+" else 58


def _labels(item):
    unit, part = item.unit, item.unit.call.part
    if item.role in ("stem", "head"):
        return item.role, part.name.replace("_", " ")
    if item.kind == "stage":
        shape = item.units[-1].shape
        return f"{len(item.units)} × {part.name.replace('_', ' ')}", _size(shape) if shape else ""
    filters = unit.call.arguments.get("filters")
    strides = unit.call.arguments.get("strides", 1)
    return part.name.replace("_", " "), f"{filters}{f', /{strides}' if strides != 1 else ''}"


def _title(item):
    return item.unit.id + (f" and {len(item.units) - 1} more" if len(item.units) > 1 else "")


def _edits(item):
    if item.role != "block":
        return {}
    stage = item.unit.number[0]
    if item.kind == "stage":
        return {"stage": stage}
    return {"stage": stage, "blocks": [unit.number[1] for unit in item.units]}


def _in(box):
    if box.item.kind == "open":
        return box.item.unit.layers[0].name
    return box.id


def _out(box):
    if box.item.kind == "open":
        return box.item.unit.layers[-1].name
    return f"{box.id}.merge" if box.merge_w else box.id


def _shape_at(unit, index):
    """The shape that reaches a merge which refused it, as an edge's label."""
    if not unit.wrong or unit.merge is None or len(unit.merge.inputs) <= index:
        return ""
    return show(unit.merge.inputs[index].shape)


def _size(shape):
    return " × ".join(str(size) for size in shape[1:])
