"""Designs, jobs and their metrics: what the server, the runner and the workers share."""

from explorer.runs.curves import Point, Series
from explorer.runs.records import Event
from explorer.runs.schema import ACTIVE, ENDED, KINDS, RESUMABLE, STATES, Design, Job, RunError
from explorer.runs.settings import Settings, SettingsError
from explorer.runs.store import Store

__all__ = [
    "ACTIVE",
    "ENDED",
    "KINDS",
    "RESUMABLE",
    "STATES",
    "Design",
    "Event",
    "Job",
    "Point",
    "RunError",
    "Series",
    "Settings",
    "SettingsError",
    "Store",
]
