"""Small pictures with words below them, as HTML: every pixel a crisp square."""

import base64
import html
import io

from PIL import Image

WIDTH = 72  # pixels on the screen, at least
STYLE = (
    "<style>.guesses {display: grid; gap: .5rem .75rem;"
    "grid-template-columns: repeat(auto-fill, minmax(96px, 1fr))}"
    ".pairs {grid-template-columns: repeat(auto-fill, minmax(208px, 1fr))}"
    ".guesses figure {margin: 0} .guesses img {border-radius: 3px}"
    ".guesses figcaption {font-size: .8rem; line-height: 1.3; overflow-wrap: anywhere}</style>"
)


def tag(image, alt, least=WIDTH):
    """An `img` of an image, uint8 of shape (height, width, 3), `least` pixels across or more."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return kept(base64.b64encode(file.getvalue()).decode(), alt, width_of(image, least))


def kept(png, alt, width):
    """An `img` of a PNG in base64, so many pixels across."""
    crisp = f'style="image-rendering: pixelated; width: {width}px"'
    return f'<img src="data:image/png;base64,{png}" {crisp} alt="{html.escape(alt)}">'


def width_of(image, least=WIDTH):
    """How wide an image is shown: a whole number of pixels for each of its own."""
    return -(-least // image.shape[1]) * image.shape[1]
