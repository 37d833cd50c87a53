"""Small pictures with words below them, as HTML: every pixel a crisp square."""

import base64
import html
import io

from PIL import Image

WIDTH = 72  # pixels on the screen, at least
STYLE = (
    "<style>.guesses {display: grid; gap: .5rem .75rem;"
    "grid-template-columns: repeat(auto-fill, minmax(96px, 1fr))}"
    ".guesses figure {margin: 0} .guesses img {image-rendering: pixelated; border-radius: 3px}"
    ".guesses figcaption {font-size: .8rem; line-height: 1.3; overflow-wrap: anywhere}</style>"
)


def tag(image, alt):
    """An image, uint8 of shape (height, width, 3), as an `img`."""
    scale = -(-WIDTH // image.shape[1])
    size = f'width="{scale * image.shape[1]}" height="{scale * image.shape[0]}"'
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    source = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    return f'<img src="{source}" {size} alt="{html.escape(alt)}">'
