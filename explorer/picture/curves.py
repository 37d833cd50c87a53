"""Lines as Bezier pieces: the first point, then three points for each piece."""

from itertools import pairwise

CORNER = 8  # the radius of a turn


def arc(x0, y0, x1, y1, top):
    """A line that leaves upwards, runs at `top`, and comes down: two Bezier pieces."""
    middle = (x0 + x1) / 2
    lean = (x1 - x0) * 0.3
    return (
        (x0, y0),
        (x0, top + (y0 - top) * 0.15),
        (middle - lean, top),
        (middle, top),
        (middle + lean, top),
        (x1, top + (y1 - top) * 0.15),
        (x1, y1),
    )


def straight(*points):
    """A line through points."""
    found = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        thirds = [(x0 + (x1 - x0) * t / 3, y0 + (y1 - y0) * t / 3) for t in (1, 2, 3)]
        found += thirds
    return tuple(found)


def bent(*points):
    """A line through points whose corners are round."""
    found = [points[0]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _near(corner, before), _near(corner, after)
        found += straight(found[-1], start)[1:]
        found += [corner, corner, end]
    return (*found, *straight(found[-1], points[-1])[1:])


def joined(*lines):
    """Lines one after the other, with a straight piece where there is a gap between two."""
    found = list(lines[0])
    for line in lines[1:]:
        if line[0] != found[-1]:
            found += straight(found[-1], line[0])[1:]
        found += line[1:]
    return tuple(found)


def _near(corner, other):
    (x0, y0), (x1, y1) = corner, other
    length = abs(x1 - x0) + abs(y1 - y0) or 1
    share = min(CORNER, length / 2) / length
    return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
