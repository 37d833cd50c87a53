"""Pictures as files: SVG, PNG and PDF of a scene as it is, and DOT for Graphviz's own layouts.

Graphviz draws the files: every box and line is pinned where the scene has it (`neato -n2`), so
a file shows what the screen shows. The DOT that people download has the same nodes, edges and
grouping, but no positions.
"""

from pathlib import Path

import graphviz
import pydot

from explorer.picture.interior import POINTS, PictureError, check_dot
from explorer.picture.measures import MARGIN
from explorer.picture.palette import (
    EDGES,
    FRAME,
    FRAME_LINE,
    INK,
    INNER,
    LINE,
    MUTED,
    PAPER,
    TONES,
    WRONG,
    fills,
    legend,
)

ENDINGS = (".svg", ".png", ".pdf", ".dot")
FONT = "Helvetica"


def write(scene, path, color_by="kind"):
    """Write a scene to a file; the ending chooses the format.

    Raises: PictureError for another ending, a missing folder, or where Graphviz is missing.
    """
    path = Path(path)
    if path.suffix not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise PictureError(f"the file must end in one of {known}, got {str(path)!r}")
    if not path.parent.is_dir():
        raise PictureError(f"there is no folder {str(path.parent)!r}: make it first")
    path.write_bytes(render(scene, path.suffix[1:], color_by))


def render(scene, kind, color_by="kind"):
    """A scene as the bytes of an "svg", "png", "pdf" or "dot" file."""
    if kind == "dot":
        return to_dot(scene, color_by).encode()
    check_dot()
    # Vectors keep Graphviz's own resolution: another one goes wrong in its SVG before version 3.
    text = _pinned(scene, color_by, dpi=144 if kind == "png" else 72)
    return graphviz.Source(text).pipe(kind, engine="neato", neato_no_op=2, quiet=True)


def to_dot(scene, color_by="kind"):
    """DOT text with the scene's nodes, edges and groups, for any Graphviz layout."""
    dot = pydot.Dot(_quoted(scene.name), graph_type="digraph", rankdir="TB", fontname=FONT)
    dot.set_node_defaults(shape="box", style='"rounded,filled"', fontname=FONT, fontsize="11")
    homes = {group.id: _cluster(group) for group in scene.groups}
    colors = fills(scene.nodes, color_by)
    for node in scene.nodes:
        home = homes.get(node.group, dot)
        home.add_node(pydot.Node(_quoted(node.id), **_look(node, colors[node.id])))
    for group in scene.groups:
        homes.get(group.group, dot).add_subgraph(homes[group.id])
    for edge in scene.edges:
        dot.add_edge(_dot_edge(edge))
    return dot.to_string()


def _pinned(scene, color_by, dpi):
    """DOT whose nodes and lines are pinned to the scene's coordinates, the y axis turned up."""
    colors = fills(scene.nodes, color_by)
    lines = [
        f"digraph {_quoted(scene.name)} {{",
        f'graph [bgcolor="{PAPER}", pad=0.1, splines=true, dpi={dpi}, notranslate=true];',
        f'node [fixedsize=true, fontname="{FONT}", label="", shape=box, style="rounded,filled"];',
        f'edge [arrowsize=0.5, fontname="{FONT}", fontsize=10];',
        *[_pinned_group(group, scene) for group in scene.groups],
        *[_pinned_ends(edge, scene) for edge in scene.edges],
        *[_pinned_node(node, scene, colors[node.id]) for node in scene.nodes],
        *_pinned_legend(legend(scene.nodes, color_by)),
    ]
    return "\n".join([*lines, "}"])


def _pinned_group(group, scene):
    frame = _pinned_box(group.id + ".box", group, scene)
    inner = INNER if group.kind == "block" else FRAME
    lines = [line for line in (group.label, group.sub) if line]
    width, height = 7.4 * max(map(len, lines)), 15 * len(lines)
    x, y = group.x + 12 + width / 2, scene.height - group.y - group.h + 8 * len(lines) + 2
    text = "".join(
        f'<font color="{color}">{_html(line)}</font><br align="left"/>'
        for color, line in zip((INK, MUTED), lines, strict=False)
    )
    return (
        f'{frame}, fillcolor="{inner}", color="{FRAME_LINE}"];\n'
        f'{_quoted(group.id + ".label")} [pos="{x:.1f},{y:.1f}", width={width / POINTS:.3f}, '
        f'height={height / POINTS:.3f}, fontsize=11, shape=plaintext, style="", label=<{text}>];'
    )


def _pinned_node(node, scene, color):
    quiet = MUTED if color in TONES.values() else INK
    sub = f'<br/><font point-size="9" color="{quiet}">{_html(node.sub)}</font>' if node.sub else ""
    count = f" × {node.count}" if node.count > 1 else ""
    line = WRONG if node.wrong else LINE
    shape = "ellipse" if node.kind == "merge" and node.w <= 40 else "box"
    return (
        f'{_pinned_box(node.id, node, scene)}, fillcolor="{color}", '
        f'color="{line}", fontcolor="{INK}", fontsize=11, shape={shape}, '
        f'style="{"filled" if shape == "ellipse" else "rounded,filled"}", '
        f"label=<{_html(node.label)}{count}{sub}>];"
    )


def _pinned_legend(entries):
    """What the colours mean, in a line below the picture."""
    x = MARGIN
    for number, (color, words) in enumerate(entries):
        width = 6 * len(words) + 16
        yield (
            f'"legend.{number}" [pos="{x + width / 2:.1f},-14", width={width / POINTS:.3f}, '
            f'height=0.25, fillcolor="{color}", color="{color}", fontcolor="{INK}", fontsize=9, '
            f"label={_text(words)}];"
        )
        x += width + 8


def _pinned_box(id, box, scene):
    x, y = box.x + box.w / 2, scene.height - box.y - box.h / 2
    size = f"width={box.w / POINTS:.4f}, height={box.h / POINTS:.4f}"
    return f'{_quoted(id)} [pos="{x:.1f},{y:.1f}", {size}'


def _pinned_ends(edge, scene):
    """A line between two invisible points, since the pieces of a line end beside its nodes."""
    points = [(x, scene.height - y) for x, y in edge.points]
    color, width, style = EDGES[edge.kind]
    color = WRONG if edge.wrong else color
    ends = []
    for name, (x, y) in ((f"{edge.id}.a", points[0]), (f"{edge.id}.b", points[-1])):
        ends.append(
            f'{_quoted(name)} [pos="{x:.1f},{y:.1f}", shape=point, style=invis, width=0.001];'
        )
    middle = points[len(points) // 2]
    label = f', label={_text(edge.label)}, lp="{middle[0]:.1f},{middle[1] + 10:.1f}"'
    spline = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    ends.append(
        f"{_quoted(f'{edge.id}.a')} -> {_quoted(f'{edge.id}.b')} "
        f'[pos="{spline}", color="{color}", fontcolor="{color}", penwidth={width}, '
        f"style={style}, arrowhead=none{label if edge.label else ''}];"
    )
    return "\n".join(ends)


def _cluster(group):
    label = f"{group.label} {group.sub}".strip()
    look = {
        "label": _text(label),
        "style": "rounded",
        "color": _quoted(FRAME_LINE),
        "fontname": FONT,
    }
    return pydot.Cluster(group.id.replace(".", "_"), **look)


def _look(node, color):
    count = f" × {node.count}" if node.count > 1 else ""
    return {
        "label": _text("\n".join(x for x in (node.label + count, node.sub) if x)),
        "fillcolor": _quoted(color),
        "color": _quoted(WRONG if node.wrong else LINE),
    }


def _dot_edge(edge):
    color, width, style = EDGES[edge.kind]
    color = WRONG if edge.wrong else color
    about = {"color": _quoted(color), "penwidth": str(width), "style": style}
    if edge.label:
        about["label"] = _text(edge.label)
    return pydot.Edge(_quoted(edge.source), _quoted(edge.target), **about)


def _quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(label):
    """A label, quoted; Graphviz reads `&amp;` and its like in labels, not in names."""
    return _quoted(label.replace("&", "&amp;"))


def _html(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
