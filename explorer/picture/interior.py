"""The layout of the layers inside open blocks, by Graphviz's dot.

Equal blocks share one layout, and all that a picture needs are laid out in one run of dot.
"""

import functools
import json
import shutil
from dataclasses import dataclass

import graphviz

from explorer.picture.curves import straight

POINTS = 72  # an inch, in Graphviz's units
HEIGHT = 40
REFUSAL = 5  # ranks before a merge that failed


class PictureError(RuntimeError):
    """A picture cannot be drawn here; the message says what to install or change."""


@dataclass(frozen=True)
class Interior:
    """Where the layers of one block lie, from (0, 0) at its top left corner.

    Attributes:
        boxes: (x, y, w, h) for each layer, by index.
        entries: where each outer tensor enters, by its order of use.
        lines: (tail, head, points): a tail below 0 is entry -tail - 1.
    """

    width: float
    height: float
    boxes: tuple
    entries: tuple
    lines: tuple


def lay_out(units):
    """The interiors of some units, by their likeness."""
    wanted = {unit.likeness(): unit for unit in units}
    laid_out = _run_dot(tuple(_graph(unit) for unit in wanted.values())) if wanted else ()
    return {
        key: _skip_above(unit, interior)
        for (key, unit), interior in zip(wanted.items(), laid_out, strict=True)
    }


def forget():
    """Forget every layout, as at the start of a process."""
    _run_dot.cache_clear()


def unplaced(units):
    """Interiors whose layers stand in a line, for pictures that others lay out."""
    return {unit.likeness(): _line(unit) for unit in units}


def trunk_entry(unit, interior):
    """Which of a unit's outer tensors is the trunk: a long skip's merge takes the skip first."""
    return min(1 if unit.call.part.role == "merge" else 0, len(interior.entries) - 1)


def main_wire(unit, interior):
    """The line by which the trunk enters: into the branch, not into the skip."""
    tail = -trunk_entry(unit, interior) - 1
    entering = [line for line in interior.lines if line[0] == tail]
    return next((line for line in entering if not is_skip(unit, *line[:2])), entering[0])


def main_skip(interior):
    """The line by which a long skip enters its open merge."""
    return next(line for line in interior.lines if line[0] == -1)


def is_skip(unit, tail, head):
    """Whether a line inside a unit belongs to its skip."""
    layer = unit.layers[head]
    if unit.merge is None or layer is not unit.merge:
        return layer in unit.bypass
    first = layer.inputs[0].layer
    return unit.layers[tail] is first if tail >= 0 else first not in unit.layers


def wires(unit):
    """The lines inside a unit: (tail, head) indices; an outer tensor n has index -n - 1."""
    index = {layer: number for number, layer in enumerate(unit.layers)}
    outer = {}
    found = []
    for head, layer in enumerate(unit.layers):
        for x in layer.inputs:
            tail = index.get(x.layer)
            if tail is None:
                tail = -outer.setdefault(x, len(outer)) - 1
            found.append((tail, head))
    return found


def label_of(layer):
    """What a layer's box says: its class, and its kernel or its width."""
    if type(layer).__name__ == "Multiply":
        return "×", ""
    about = layer.arguments()
    kernel = about.get("kernel_size") or about.get("pool_size")
    size = f"{kernel}×{kernel}" if isinstance(kernel, int) else ""
    width = about.get("filters") or about.get("units") or ""
    named = about.get("activation", "") if type(layer).__name__ == "Activation" else ""
    sub = ", ".join(str(part) for part in (size, width, named) if part)
    return type(layer).__name__, sub


def check_dot():
    """Raise PictureError where Graphviz is missing."""
    if not shutil.which("dot"):
        raise PictureError(
            "Graphviz's `dot` is not installed: install it (Debian: apt-get install graphviz; "
            "macOS: brew install graphviz) and try again"
        )


def _line(unit):
    found, middle = wires(unit), HEIGHT / 2
    outer = max([-tail for tail, _ in found], default=0)
    widths = [box_width(layer) for layer in unit.layers]
    lefts = [sum(widths[:index]) for index in range(len(widths))]
    points = [(x, middle) for x in lefts]
    boxes = tuple((x, 0, w, HEIGHT) for x, w in zip(lefts, widths, strict=True))
    lines = tuple(
        (tail, head, straight(points[max(tail, 0)], points[head])) for tail, head in found
    )
    return Interior(sum(widths), HEIGHT, boxes, ((0, middle),) * outer, lines)


def _graph(unit):
    lines = [
        "digraph { rankdir=LR; nodesep=0.22; ranksep=0.26;",
        f'node [shape=box, fixedsize=true, label="", height={HEIGHT / POINTS:.3f}]',
        "edge [arrowhead=none]",
    ]
    for number, layer in enumerate(unit.layers):
        lines.append(f"n{number} [width={box_width(layer) / POINTS:.3f}]")
    for tail, head in wires(unit):
        start = f"n{tail}" if tail >= 0 else f"e{-tail - 1}"
        lines.append(f"{start} -> n{head} [{_weight(unit, tail, head)}]")
    outer = max([-tail for tail, _ in wires(unit)], default=0)
    lines += [f"e{n} [shape=point, width=0.01, height=0.01]" for n in range(outer)]
    return "\n".join([*lines, "}"])


def _weight(unit, tail, head):
    """The branch runs straight; before a merge that refused it, it leaves room for its shape."""
    if is_skip(unit, tail, head):
        return "weight=1"
    failing = unit.wrong and unit.layers[head] is unit.merge
    return f"weight=20, minlen={REFUSAL}" if failing else "weight=20"


def box_width(layer):
    """The width of a layer's box, in pixels."""
    name, sub = label_of(layer)
    if name in ("Add", "Concatenate", "×"):
        return 40 if name != "Concatenate" else 62
    return max(58, 6.6 * max(len(name), len(sub)) + 18)


@functools.lru_cache(maxsize=256)
def _run_dot(texts):
    """One run of dot for several graphs; it answers with one JSON object after the other."""
    check_dot()
    answer = graphviz.pipe_string("dot", "json0", "\n".join(texts), encoding="utf-8")
    decoder, start, found = json.JSONDecoder(), 0, []
    for _ in texts:
        start = answer.index("{", start)
        drawn, start = decoder.raw_decode(answer, start)
        found.append(_read(drawn))
    return tuple(found)


def _read(drawn):
    names = {thing["_gvid"]: thing["name"] for thing in drawn["objects"]}
    boxes = {thing["name"]: _centre(thing) for thing in drawn["objects"]}
    lines = [
        (_index(names[edge["tail"]]), _index(names[edge["head"]]), _spline(edge["pos"]))
        for edge in drawn.get("edges", ())
    ]
    points = [point for _, _, line in lines for point in line]
    points += [(x + s * w / 2, y + s * h / 2) for x, y, w, h in boxes.values() for s in (-1, 1)]
    left, top = min(x for x, _ in points), max(y for _, y in points)

    def move(x, y):
        return round(x - left, 1), round(top - y, 1)

    return Interior(
        round(max(x for x, _ in points) - left, 1),
        round(top - min(y for _, y in points), 1),
        tuple((*move(x - w / 2, y + h / 2), w, h) for x, y, w, h in _sorted(boxes, "n")),
        tuple(move(x, y) for x, y, _, _ in _sorted(boxes, "e")),
        tuple((tail, head, tuple(move(*point) for point in line)) for tail, head, line in lines),
    )


def _skip_above(unit, interior):
    """The same interior with its skip above the branch, where skips are looked for."""
    lines = interior.lines
    skips = [y for tail, head, line in lines if is_skip(unit, tail, head) for _, y in line]
    if not skips or sum(skips) / len(skips) <= interior.entries[trunk_entry(unit, interior)][1]:
        return interior
    height = interior.height
    return Interior(
        interior.width,
        height,
        tuple((x, round(height - y - h, 1), w, h) for x, y, w, h in interior.boxes),
        tuple((x, round(height - y, 1)) for x, y in interior.entries),
        tuple((t, h, tuple((x, round(height - y, 1)) for x, y in line)) for t, h, line in lines),
    )


def _index(name):
    number = int(name[1:])
    return number if name.startswith("n") else -number - 1


def _sorted(boxes, letter):
    own = [name for name in boxes if name.startswith(letter)]
    return [boxes[name] for name in sorted(own, key=lambda name: int(name[1:]))]


def _centre(thing):
    x, y = map(float, thing["pos"].split(","))
    return x, y, float(thing["width"]) * POINTS, float(thing["height"]) * POINTS


def _spline(text):
    return [tuple(map(float, p.split(","))) for p in text.split() if p[0] not in "es"]
