"""A comparison as one HTML file that opens anywhere, offline, and prints well."""

from explorer.report.disagreement import Disagreement
from explorer.report.kept import disagreements_of, runs_of
from explorer.report.page import html
from explorer.report.training import Confusion, TrainedRun

__all__ = ["Confusion", "Disagreement", "TrainedRun", "disagreements_of", "html", "runs_of"]
