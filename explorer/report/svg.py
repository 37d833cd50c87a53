"""A scene as SVG in a page: coloured by the page's style sheet, so light and dark both hold."""

from html import escape

from explorer.comparison import CHANGED, ONLY

SIGNS = {ONLY: "★", CHANGED: "≠"}
WORDS = {ONLY: "only here", CHANGED: "not the same"}
LINES = {
    "trunk": "main path",
    "identity": "identity skip",
    "pad": "padded skip",
    "projection": "projection skip",
    "long": "long skip",
    "ghost": "switched off",
    "wrong": "error",
}


def draw(scene, marks=None):
    """SVG text of a scene.

    Args:
        marks: by the ids of nodes, lines and frames, as `comparison.on_scene` finds them.
    """
    marks = marks or {}
    label = escape(". ".join(text for text in (scene.caption, scene.error) if text))
    size = f'viewBox="0 0 {scene.width} {scene.height}" style="--w:{scene.width:.0f}px"'
    return "\n".join(
        [
            f'<svg class="net" {size} role="img" aria-label="{label}">',
            *[_group(group, marks.get(group.id)) for group in scene.groups],
            *[_line(edge, marks.get(edge.id)) for edge in scene.edges],
            *[_node(node, marks.get(node.id)) for node in scene.nodes],
            "</svg>",
        ]
    )


def legend(scene, marks=None):
    """HTML of what lines and marks mean, for those that a scene has."""
    kinds = {"wrong" if edge.wrong else edge.kind for edge in scene.edges}
    keys = [
        f'<span><svg width="30" height="10" aria-hidden="true">'
        f'<path class="line {kind}" d="M1 5H29"/></svg> {words}</span>'
        for kind, words in LINES.items()
        if kind in kinds
    ]
    found = set((marks or {}).values())
    keys += [f'<span><b class="sign">{SIGNS[m]}</b> {WORDS[m]}</span>' for m in SIGNS if m in found]
    return f'<p class="keys">{"".join(keys)}</p>'


def _group(group, mark):
    lines = [(group.h - (25 if group.sub else 12), "label", group.label)]
    lines += [(group.h - 11, "sub", group.sub)]
    texts = [
        f'<text class="start {kind}" x="12" y="{y:.1f}">{escape(text)}</text>'
        for y, kind, text in lines
        if text
    ]
    rect = f'<rect class="field {group.kind}" width="{group.w}" height="{group.h}" rx="14"/>'
    outline = _outline(group.w, group.h, 14, mark)
    return _placed(group, "group", [rect, *texts, outline])


def _line(edge, mark):
    start, *rest = (f"{x} {y}" for x, y in edge.points)
    way = f'd="M{start} C{" ".join(rest)}"'
    kind = "wrong" if edge.wrong else edge.kind
    halo, (x, y) = f'<path class="halo" {way}/>' if mark else "", _middle(edge.points)
    label = _text("edge-label", x, y - 10, edge.label) if edge.label else ""
    return f'{halo}<path class="line {kind}" {way}/>{label}{_sign(mark, x, y) if mark else ""}'


def _middle(points):
    """The middle of a curve: its middle piece at half its parameter."""
    at = 3 * ((len(points) - 2) // 6)
    a, b, c, d = points[at : at + 4]
    return tuple((a[i] + 3 * b[i] + 3 * c[i] + d[i]) / 8 for i in (0, 1))


def _node(node, mark):
    is_round = node.kind == "merge" or (node.tone == "merge" and node.w < 1.2 * node.h)
    radius = node.h / 2 if is_round else min(8, node.h / 4)
    size = f'width="{node.w}" height="{node.h}" rx="{radius}"'
    stack = [
        f'<rect class="card" x="{4 * back}" y="{-4 * back}" {size}/>'
        for back in ((2, 1) if node.count > 1 else ())
    ]
    box = f'<rect class="card" {size}/>'
    texts = [_symbol(node)] if is_round else _texts(node)
    title = f"<title>{escape(_spoken(node, mark))}</title>"
    outline = _outline(node.w, node.h, radius, mark)
    style = f"node {node.tone}{' wrong' if node.wrong else ''}"
    return _placed(node, style, [title, *stack, box, *texts, outline])


def _texts(node):
    middle, label = node.h / 2, node.label + (f" × {node.count}" if node.count > 1 else "")
    yield _text("label", node.w / 2, middle - (8 if node.sub else 0), label)
    if node.sub:
        yield _text("sub", node.w / 2, middle + 9, node.sub)


def _symbol(node):
    if node.label == "+":
        x, y = node.w / 2, node.h / 2
        return f'<path class="plus" d="M{x - 5} {y}h10M{x} {y - 5}v10"/>'
    return _text("label", node.w / 2, node.h / 2, "⧺" if node.w < 50 else node.label)


def _text(kind, x, y, text):
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _outline(w, h, radius, mark):
    if not mark:
        return ""
    size = f'width="{w + 8}" height="{h + 8}" rx="{radius + 4}"'
    return f'<rect class="mark {mark}" x="-4" y="-4" {size}/>{_sign(mark, 0, 0)}'


def _sign(mark, x, y):
    sign = _text("", x, y, SIGNS[mark])
    return f'<g class="sign"><circle cx="{x:.1f}" cy="{y:.1f}" r="9.5"/>{sign}</g>'


def _spoken(node, mark):
    facts = [f"{name}: {value}" for name, value in node.facts]
    name = " ".join(text for text in (node.label, node.sub) if text)
    return "\n".join([name, *([WORDS[mark]] if mark else []), *facts])


def _placed(box, style, parts):
    return f'<g class="{style}" transform="translate({box.x} {box.y})">{"".join(parts)}</g>'
