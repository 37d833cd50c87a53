"""Plain-text tables and numbers; bold and dim on a terminal, nothing but ASCII elsewhere."""

import os
import shutil
import sys
from datetime import datetime

BOLD, DIM, RED, GREEN = "1", "2", "31", "32"
GAP = "  "


def table(header, rows, right=()):
    """Lines of a table with a header.

    Args:
        right: the numbers of the columns that are aligned to the right.

    On a terminal the last column is cut where the terminal ends.
    """
    lines = aligned([header, *rows], right, cut=True)
    rule = "-" * max(map(len, lines))
    head = [styled(lines[0], BOLD), styled(rule, DIM)]
    return [*head, *lines[1:]]


def aligned(rows, right=(), cut=False):
    """Lines of a table without a header, cut only if asked for."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [_line(row, widths, right) for row in rows]
    room = shutil.get_terminal_size().columns if cut and sys.stdout.isatty() else sys.maxsize
    return [line if len(line) <= room else line[: room - 3] + "..." for line in lines]


def styled(text, style, stream=None):
    """The text in a terminal's style, or as it is where the stream goes elsewhere."""
    return f"\033[{style}m{text}\033[0m" if is_rich(stream or sys.stdout) else text


def is_rich(stream):
    """Whether a stream is a terminal that understands styles."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") in (None, "dumb")
    return stream.isatty() and not plain


def count(number):
    """1234567 as 1,234,567."""
    return f"{number:,}"


def percent(share):
    """0.9123 as 91.2 %; nothing where there is no number."""
    return "" if share is None else f"{100 * share:.1f} %"


def duration(seconds):
    """Seconds as people say them: 42 s, 3 min 05 s, 2 h 07 min."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def when(seconds):
    """A time as local date, hour and minute; `seconds` since 1970."""
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")


def _line(row, widths, right):
    cells = [
        cell.rjust(width) if i in right else cell.ljust(width)
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return GAP.join(cells).rstrip()
