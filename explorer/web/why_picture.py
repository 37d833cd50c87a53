"""A person's own picture for an experiment, kept as the network will see it."""

import hashlib
import io

import streamlit as st
from PIL import Image

from explorer.data.pictures import ENDINGS, PictureError, read_picture
from explorer.home import home
from explorer.web import train_words


def choose(network, key):
    """Show the upload of a picture; the path of what was uploaded, or None."""
    file = st.file_uploader(
        "Your own picture instead of the images",
        type=[ending[1:] for ending in ENDINGS],
        key=key,
        help="Its middle is cut out and brought to the size that the network takes",
    )
    if file is None:
        return None
    try:
        image = read_picture(file.getvalue(), network.input_shape[:2])
    except PictureError as error:
        st.error(train_words.sentence(f"the file {error}"), icon=":material/error:")
        return None
    return str(_keep(image))


def _keep(image):
    content = io.BytesIO()
    Image.fromarray(image).save(content, "PNG")
    folder = home() / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(content.getvalue()).hexdigest()[:16]}.png"
    if not path.exists():
        path.write_bytes(content.getvalue())
    return path.absolute()
