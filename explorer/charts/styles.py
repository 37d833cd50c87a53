"""The colour and the dash of a run, the same in every chart."""

import colorsys

_DASHES = ("solid", "dash", "dot")
_LUMINANCES = (0.15, 0.26)  # relative, WCAG 2: 3 to 1 or more to white and to #0e1117


def run_style(id):
    """The colour ("#rrggbb") and Plotly's dash of a run, wherever it is drawn: both from its id."""
    code = int(id, 16)
    hue, light, dash = code % 18 / 18, code // 18 % 2, code // 36 % len(_DASHES)
    return _colour(hue, _LUMINANCES[light]), _DASHES[dash]


def _colour(hue, luminance):
    """The colour of a hue (0 to 1) whose relative luminance is the given one."""
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        rgb = colorsys.hls_to_rgb(hue, middle, 0.75)
        low, high = (middle, high) if _luminance(rgb) < luminance else (low, middle)
    return "#" + "".join(f"{round(255 * part):02x}" for part in rgb)


def _luminance(rgb):
    # https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
