"""Numbers to Plotly figures, as plain dicts: `data` and `layout`, in Plotly's own words.

They hold no colours of text, paper or grid, so that they suit a light and a dark page; each line
colour has a contrast of 3 or more with both. NaN and infinities become gaps.
"""

from explorer.charts.curves import (
    EPOCH,
    GRADIENT,
    RATE,
    STEP,
    TRAINING,
    VALIDATION,
    Trail,
    collect,
    compared,
    curves,
    label,
    run_style,
    smooth,
    spark,
    thin,
)

__all__ = [
    "EPOCH",
    "GRADIENT",
    "RATE",
    "STEP",
    "TRAINING",
    "VALIDATION",
    "Trail",
    "collect",
    "compared",
    "curves",
    "label",
    "run_style",
    "smooth",
    "spark",
    "thin",
]
