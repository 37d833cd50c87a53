"""Reading the points of metrics: a job's, those of many jobs, or as many as a chart can show."""

import math
from typing import NamedTuple

from sqlalchemy import func, not_, select, true

from explorer.runs.schema import points

EPOCHS = "epoch/"  # the series of which an outline has every point
WHOLE = 20_000  # points up to which nothing is left out
ENDS = 2_500  # points at both ends of an outline that are as they are
STRETCHES = 500  # between them

_c = points.c
_COLUMNS = (_c.number, _c.series, _c.step, _c.value, _c.time)


class Point(NamedTuple):
    """One value of a metric; `number` grows from row to row, `time` is seconds since 1970."""

    number: int
    series: str
    step: int
    value: float
    time: float


class Series(NamedTuple):
    """A metric's points in the order in which they were written."""

    steps: list
    values: list
    times: list


class Curves:
    """Reading points; mixed into `Store`, which has the `engine` and `_rows`."""

    def points(self, id, after=0, prefix=""):
        """The job's points with a number above `after`, oldest first.

        Args:
            prefix: only the series whose names begin so.
        """
        query = select(*_COLUMNS).where(_c.job == id, _c.number > after, _named(prefix))
        return [_point(*row) for row in self._rows(query.order_by(_c.number))]

    def points_of(self, ids, prefix=""):
        """The points of many jobs, by one query, as `{id: [Point, ...]}`; else as `points`."""
        query = select(_c.job, *_COLUMNS).where(_c.job.in_(list(ids)), _named(prefix))
        found = {id: [] for id in ids}
        for id, *row in self._rows(query.order_by(_c.number)):
            found[id].append(_point(*row))
        return found

    def series(self, id):
        """The job's points as `{name: Series(steps, values, times)}`."""
        found = {}
        for point in self.points(id):
            series = found.setdefault(point.series, Series([], [], []))
            series.steps.append(point.step)
            series.values.append(point.value)
            series.times.append(point.time)
        return found

    def outline(self, id, prefix=""):
        """The job's points, thinned by the database where there are more than a chart shows.

        The first and the last ones, and all of the epochs, are as they are. Of the others the
        lowest and the highest value of each stretch stand for it, at its first and its last step.
        From the last one's number on `points` has what comes later.
        """
        mine = (_c.job == id, _named(prefix))
        total = self._rows(select(func.count()).where(*mine))[0][0]
        if total <= WHOLE:
            return self.points(id, prefix=prefix)
        begin, end = (self._number_at(mine, place) for place in (ENDS, total - ENDS))
        epoch = _c.series.startswith(EPOCHS)
        kept = (_c.number <= begin) | (_c.number >= end) | epoch
        found = [_point(*row) for row in self._rows(select(*_COLUMNS).where(*mine, kept))]
        between = (*mine, _c.number > begin, _c.number < end, not_(epoch))
        for row in self._rows(_stretches(between, (end - begin) // STRETCHES + 1)):
            found += _stretch(*row)
        return sorted(found)

    def _number_at(self, which, place):
        query = select(_c.number).where(*which).order_by(_c.number).offset(place).limit(1)
        return self._rows(query)[0].number


def _named(prefix):
    return _c.series.startswith(prefix, autoescape=True) if prefix else true()


def _stretches(which, width):
    """The smallest and the greatest of each column, by series and stretch of so many numbers."""
    columns = (_c.number, _c.step, _c.value, _c.time)
    ends = [each(column) for column in columns for each in (func.min, func.max)]
    query = select(_c.series, *ends).where(*which)
    return query.group_by(_c.series, _c.number // width)


def _stretch(series, first, last, step, last_step, low, high, time, last_time):
    """The points that stand for a stretch; the numbers and steps of a series grow together."""
    if first == last:
        return [_point(first, series, step, low, time)]
    return [
        _point(first, series, step, low, time),
        _point(last, series, last_step, high, last_time),
    ]


def _point(number, series, step, value, time):
    return Point(number, series, step, math.nan if value is None else value, time)
