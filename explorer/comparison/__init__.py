"""Networks side by side: their figures, and what differs, in words and as marks for pictures."""

from explorer.comparison.costs import Cost, FieldPoint, StageCost, cost, fields, stage_costs
from explorer.comparison.differences import Difference, differences
from explorer.comparison.marking import CHANGED, ONLY, marks, on_scene
from explorer.comparison.naming import names
from explorer.comparison.sizes import file_bytes, readable
from explorer.comparison.table import MOST, Row, Table, table

__all__ = [
    "CHANGED",
    "MOST",
    "ONLY",
    "Cost",
    "Difference",
    "FieldPoint",
    "Row",
    "StageCost",
    "Table",
    "cost",
    "differences",
    "fields",
    "file_bytes",
    "marks",
    "names",
    "on_scene",
    "readable",
    "stage_costs",
    "table",
]
