"""What a report is made of: sections of HTML, and the figures that are drawn into them.

Names come from people: whatever enters the page is escaped here or where its text is made. Plotly
reads names as HTML too: figures are given escaped ones.
"""

import json
from html import escape


class Sheet:
    """The sections and figures of one report so far."""

    def __init__(self):
        self.sections, self.figures = [], {}

    def section(self, id, title, *parts):
        """Add a section, unless all that it would hold is empty."""
        if body := "\n".join(part for part in parts if part):
            self.sections.append((id, title, body))

    def chart(self, figure, label, height=None):
        """The place of a figure in the page, which draws it there; the height is in pixels."""
        id = f"chart{len(self.figures) + 1}"
        self.figures[id] = figure
        about = f'id="{id}" role="img" aria-label="{escape(label)}"'
        about += f' style="height:{height}px"' if height else ""
        return f'<div><h3>{escape(label)}</h3><div class="chart" {about}></div></div>'

    def charts(self, figures):
        """Several figures side by side: `{label: figure}`."""
        places = [self.chart(figure, label) for label, figure in figures.items()]
        return f'<div class="charts">{"".join(places)}</div>' if places else ""


def for_script(data):
    """JSON that may stand in a page's script: no text in it can end the script."""
    return json.dumps(data, allow_nan=False).replace("<", "\\u003c")


def table(header, rows, text=()):
    """A table of escaped cells.

    Args:
        rows: the first cell of each is its name.
        text: numbers of the columns with words in them, which stand to the left.
    """
    head = "".join(f"<th{_left(i, text)}>{cell}</th>" for i, cell in enumerate(header))
    body = "\n".join(f"<tr>{_cells(row, text)}</tr>" for row in rows)
    parts = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="wide"><table>{parts}</table></div>'


def details(summary, body):
    """Something to open; `summary` is text, `body` HTML."""
    return f"<details><summary>{escape(summary)}</summary>{body}</details>"


def items(texts):
    """A list of texts."""
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def swatch(color):
    """A small square of a colour."""
    return f'<span class="swatch" style="background:{color}"></span>'


def _cells(row, text):
    first, *others = row
    cells = "".join(f"<td{_left(i, text)}>{cell}</td>" for i, cell in enumerate(others, 1))
    return f'<th scope="row">{first}</th>{cells}'


def _left(column, text):
    return ' class="text"' if column in text else ""
