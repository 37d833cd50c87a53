"""A comparison as one HTML file that opens anywhere, offline, and prints well."""

from explorer.report.page import html
from explorer.report.training import TrainedRun

__all__ = ["TrainedRun", "html"]
