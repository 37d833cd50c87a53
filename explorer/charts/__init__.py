"""Numbers to Plotly figures, as plain dicts: `data` and `layout`, in Plotly's own words.

They hold no colours of text, paper or grid, so that they suit a light and a dark page; each line
colour has a contrast of 3 or more with both. NaN and infinities become gaps.
"""

from explorer.charts.bands import banded
from explorer.charts.curves import (
    EPOCH,
    GRADIENT,
    RATE,
    STEP,
    TIME,
    TRAINING,
    VALIDATION,
    compared,
    curves,
    label,
    spark,
)
from explorer.charts.styles import run_style
from explorer.charts.trails import Trail, collect, on_clock, smooth, thin

__all__ = [
    "EPOCH",
    "GRADIENT",
    "RATE",
    "STEP",
    "TIME",
    "TRAINING",
    "VALIDATION",
    "Trail",
    "banded",
    "collect",
    "compared",
    "curves",
    "label",
    "on_clock",
    "run_style",
    "smooth",
    "spark",
    "thin",
]
