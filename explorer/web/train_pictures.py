"""Small pictures with words below them, as HTML: every pixel a crisp square."""

import base64
import html
import io

from PIL import Image

WIDTH = 72  # pixels on the screen, at least
STYLE = (
    "<style>.guesses {display: grid; gap: .5rem .75rem;"
    "grid-template-columns: repeat(auto-fill, minmax(96px, 1fr))}"
    ".guesses figure {margin: 0} .guesses img {border-radius: 3px}"
    ".guesses figcaption {font-size: .8rem; line-height: 1.3; overflow-wrap: anywhere}</style>"
)


def tag(image, alt, least=WIDTH):
    """An `img` of an image, uint8 of shape (height, width, 3), `least` pixels across or more."""
    scale = -(-least // image.shape[1])
    size = f'width="{scale * image.shape[1]}" height="{scale * image.shape[0]}"'
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    source = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    crisp = 'style="image-rendering: pixelated"'
    return f'<img src="{source}" {size} {crisp} alt="{html.escape(alt)}">'
