"""What a network sees: each image with the maps of a block beside it, and what it is taken for."""

PROBABILITIES = "Probability of each class"
MAPS = "Channels of {}"
ROW, EDGE = 110, 30  # pixels of an image's row, and above and below all rows
PICTURE = 0.16  # of the width
# Clear where there is nothing, so that it suits any page; never so strong that text is lost on it.
_BLUES = [[0, "rgba(59, 130, 246, 0)"], [1, "rgba(59, 130, 246, 0.6)"]]


def figures(result):
    """One chart of the maps, where they are there, and one of the probabilities."""
    images, found = result["images"], {}
    if images and "maps" in images[0]:
        found[MAPS.format(result["block"])] = _maps(result)
    if result["classes"] and images:
        found[PROBABILITIES] = _probabilities(result)
    return found


def readings(result):
    """How many of the images are named right, and what the maps show."""
    images, said = result["images"], {}
    if images and "maps" in images[0]:
        height, width, channels = result["shape"]
        said[MAPS.format(result["block"])] = (
            f"{result['channels']} of {channels} channels, {width} × {height} pixels each; every"
            " one from its own lowest value (black) to its highest (white)."
        )
    known = [image for image in images if image["label"] and image["probabilities"]]
    if known:
        right = sum(_best(result, image) == image["label"] for image in known)
        said[PROBABILITIES] = f"{right} of {len(known)} images are named right."
    return said


def _maps(result):
    """Rows of pictures, each on a pair of axes of its own."""
    images, layout, data = result["images"], {"annotations": []}, []
    for index, image in enumerate(images):
        top = 1 - index / len(images)
        bottom = top - 0.8 / len(images)
        for column, (what, domain) in enumerate((("picture", [0, PICTURE]), ("maps", [0.2, 1]))):
            number = 2 * index + column + 1
            suffix = "" if number == 1 else str(number)
            layout[f"xaxis{suffix}"] = {"visible": False, "domain": domain, "anchor": f"y{suffix}"}
            layout[f"yaxis{suffix}"] = {"visible": False, "domain": [bottom, top]}
            layout[f"yaxis{suffix}"] |= {"anchor": f"x{suffix}"}
            data.append(_picture(image[what], suffix))
        layout["annotations"].append(_caption(_words(result, image), bottom))
    margin = {"l": 8, "r": 8, "t": 8, "b": EDGE}
    height = ROW * len(images) * _rows(result) + EDGE
    return {"data": data, "layout": layout | {"margin": margin, "height": height}}


def _rows(result):
    """How much higher a row is where it holds many rows of maps."""
    rows = -(-result["channels"] // result["columns"])
    return max(rows / 2, 1)


def _picture(source, suffix):
    axes = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
    return {"type": "image", "source": source, "hoverinfo": "skip"} | axes


def _caption(text, y):
    place = {"x": 0, "y": y, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top"}
    return place | {"text": text, "showarrow": False, "font": {"size": 12}}


def _words(result, image):
    """What an image is and what it is taken for."""
    parts = [image["label"]] if image["label"] else []
    if image["probabilities"]:
        best, sure = _best(result, image), f"({max(image['probabilities']):.0%})"
        right = best == image["label"]
        parts.append(f"named right {sure}" if right else f"taken for {best} {sure}")
    return ", ".join(parts)


def _best(result, image):
    chances = image["probabilities"]
    return result["classes"][chances.index(max(chances))]


def _probabilities(result):
    images, names = result["images"], result["classes"]
    rows = [f"{i}. {image['label']}".strip() for i, image in enumerate(images, 1)]
    trace = {
        "type": "heatmap",
        "x": names,
        "y": rows,
        "z": [image["probabilities"] for image in images],
        "zmin": 0,
        "zmax": 1,
        "colorscale": _BLUES,
        "showscale": False,
        "hovertemplate": "%{y}: %{x} %{z:.1%}<extra></extra>",
    }
    if len(names) <= 20:
        shown = [[_percent(p) for p in image["probabilities"]] for image in images]
        trace |= {"text": shown, "texttemplate": "%{text}"}
    layout = {
        "xaxis": {"automargin": True, "side": "top"},
        "yaxis": {"automargin": True, "autorange": "reversed"},
        "margin": {"l": 8, "r": 8, "t": 60, "b": 8},
        "height": 34 * len(images) + 80,
        "uirevision": "probabilities",
    }
    return {"data": [trace], "layout": layout}


def _percent(chance):
    return f"{chance:.0%}" if chance >= 0.005 else ""
