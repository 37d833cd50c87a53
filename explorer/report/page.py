"""The whole page of a report: its sections, style sheet, figures and Plotly in one file."""

import platform
from datetime import datetime
from html import escape
from importlib import metadata
from importlib.resources import files

from plotly.offline import get_plotlyjs

from explorer import comparison
from explorer.report import networks as about_networks
from explorer.report.sheet import Sheet, for_script
from explorer.report.training import add_disagreements, add_runs

PACKAGES = ("keras", "tensorflow", "jax", "torch", "plotly")


def html(networks, runs=(), measured=None, now=None, disagreements=()):
    """A comparison as one HTML file that asks no host for anything.

    Args:
        networks: one to six; one that cannot be built is drawn up to its error.
        runs: TrainedRuns.
        measured: as for `comparison.table`.
        now: the date that stands on it, a datetime; the present one if not given.
        disagreements: Disagreements of two of these runs each.
    """
    called, sheet = comparison.names(networks), Sheet()
    if len(networks) > 1:
        about_networks.add_differences(sheet, networks, called)
    about_networks.add_pictures(sheet, networks, called)
    about_networks.add_figures(sheet, networks, called, measured)
    add_runs(sheet, runs, networks, called)
    add_disagreements(sheet, disagreements)
    about_networks.add_code(sheet, networks, called)
    return _page(" against ".join(called) if len(called) < 3 else ", ".join(called), sheet, now)


def _page(title, sheet, now):
    title, own = escape(title), files("explorer.report")
    style, script = ((own / name).read_text("utf-8") for name in ("report.css", "report.js"))
    links = "".join(f'<a href="#{id}">{escape(name)}</a>' for id, name, _ in sheet.sections)
    sections = "\n".join(
        f'<section id="{id}"><h2>{escape(name)}</h2>\n{body}\n</section>'
        for id, name, body in sheet.sections
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p class="about">{escape(_made(now))}</p>
<nav>{links}</nav>
</header>
{sections}
<footer>Made by Residual Explorer. {escape(_versions())}.</footer>
<script type="application/json" id="plotted">{for_script(sheet.figures)}</script>
<script>{get_plotlyjs()}</script>
<script>
{script}</script>
</body>
</html>
"""


def _made(now):
    now = now or datetime.now()
    return f"A comparison of {now.day} {now:%B %Y, %H:%M}"


def _versions():
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return ", ".join(found)
