"""Images of a dataset as a page shows them: every pixel a crisp square, in rows by class."""

import base64
import html
import io

import numpy as np
import streamlit as st
from PIL import Image

WIDTH = 64  # pixels on the screen, at least
_STYLE = (
    "<style>.looks {display: grid; gap: .75rem 1.25rem;"
    "grid-template-columns: repeat(auto-fit, minmax(min(100%, 540px), 1fr))}"
    ".looks h6 {margin: 0 0 .25rem; padding: 0; font-size: .85rem; font-weight: 500}"
    ".looks div {display: flex; flex-wrap: wrap; gap: 4px}"
    ".looks img {image-rendering: pixelated; border-radius: 3px}</style>"
)


def sample(labels, label, count, seed):
    """The indices of some images of a class, always the same for a seed."""
    mine = np.flatnonzero(labels == label)
    return np.random.default_rng([seed, label]).permutation(mine)[:count]


def rows(titled):
    """Show rows of images.

    Args:
        titled: (title, uint8 array of shape (count, height, width, 3)) of each row; titles come
            from people and are escaped.
    """
    st.html(f'{_STYLE}<div class="looks">{"".join(_row(*each) for each in titled)}</div>')


def _row(title, images):
    title = html.escape(title)
    pictures = "".join(_picture(image, title) for image in images)
    return f"<section><h6>{title}</h6><div>{pictures}</div></section>"


def _picture(image, title):
    scale = -(-WIDTH // image.shape[1])
    width, height = scale * image.shape[1], scale * image.shape[0]
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    source = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    return f'<img src="{source}" width="{width}" height="{height}" alt="{title}">'
