"""Where the project keeps what it writes."""

import os
from pathlib import Path


def home():
    """The folder named by EXPLORER_HOME, else `~/.residual-explorer`; made on demand."""
    folder = Path(os.environ.get("EXPLORER_HOME") or "~/.residual-explorer").expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
