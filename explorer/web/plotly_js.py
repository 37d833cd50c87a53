"""Where Plotly's JavaScript is: its file on this machine and its address in the app."""

from importlib import metadata
from importlib.resources import files

VERSION = metadata.version("plotly")
PLOTLY_FILE = files("plotly") / "package_data" / "plotly.min.js"
PLOTLY_PATH = f"explorer/plotly-{VERSION}.min.js"
