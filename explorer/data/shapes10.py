"""shapes10: ten classes of small colour images, drawn here for machines that are offline.

Seven outlines and three textures. Colours (of figure and ground), place, size, rotation, lighting
and noise are drawn at random and alike for every class, so that neither a colour nor a single pixel
tells the class. Each figure is a signed distance: negative inside, positive outside, 1 = the
figure's radius; the distance in pixels gives the soft edge.
"""

import numpy as np

from explorer.data.arrays import DatasetInfo, folder_of, load, locked, save

SIZE = 32  # pixels
SHAPES = {}

_VERSION = 1  # raise it when the same seed gives other images: it is part of the folder's name
_CHUNK = 500  # images drawn at once


def shape(draw):
    """Add a class: a function from coordinates (u, v), in radii, to the signed distance."""
    SHAPES[draw.__name__] = draw
    return draw


@shape
def circle(u, v):
    return np.hypot(u, v) - 0.9


@shape
def ring(u, v):
    return np.abs(np.hypot(u, v) - 0.72) - 0.2


@shape
def square(u, v):
    return np.maximum(np.abs(u), np.abs(v)) - 0.8


@shape
def triangle(u, v):
    return np.maximum(0.866 * np.abs(u) + 0.5 * v, -v) - 0.5


@shape
def star(u, v):
    # Fold the five points into one; its edge is then the line from the tip to the inner corner.
    angle = np.abs(np.mod(np.arctan2(u, v), 0.4 * np.pi) - 0.2 * np.pi)
    radius = np.hypot(u, v)
    return 0.338 * (radius * np.cos(angle) - 1.1) + 0.941 * radius * np.sin(angle)


@shape
def cross(u, v):
    bar, beam = np.abs(u), np.abs(v)
    return np.minimum(np.maximum(bar - 1, beam - 0.3), np.maximum(bar - 0.3, beam - 1))


@shape
def crescent(u, v):
    return np.maximum(np.hypot(u, v) - 0.95, 0.8 - np.hypot(u - 0.5, v))


@shape
def stripes(u, v):
    return _wave(u)


@shape
def checkerboard(u, v):
    a, b = _wave(u), _wave(v)
    return np.sign(a * b) * np.minimum(np.abs(a), np.abs(b))


@shape
def dots(u, v):
    return np.hypot(_cell(u), _cell(v)) - 0.26


def _cell(u):
    """Coordinates within cells 0.9 wide, from -0.45 to 0.45."""
    return np.mod(u, 0.9) - 0.45


def _wave(u):
    """Distance to the nearer edge of bands 0.45 wide, negative in every other band."""
    return np.abs(_cell(u)) - 0.225


INFO = DatasetInfo(
    name="shapes10",
    label="Shapes (drawn here, no download)",
    class_names=tuple(SHAPES),
    image_shape=(SIZE, SIZE, 3),
    description="12,000 drawn images: seven outlines and three textures in any colour and place.",
    source="drawn by Residual Explorer",
)


def prepare(report, seed=0, train=10_000, test=2_000):
    """Return the Dataset of a seed, drawn where it has not been drawn before."""
    folder = folder_of("shapes10", _VERSION, seed, train, test)
    ready = load(folder, INFO)
    if ready:
        return ready
    with locked("shapes10", lambda: report(0, 1, "Waiting for another process to draw")):
        ready = load(folder, INFO)  # by the process that had the lock
        if ready:
            return ready
        save(folder, *_draw_all(seed, (train, test), report), f"{INFO.source}, seed {seed}")
        return load(folder, INFO)


def _draw_all(seed, counts, report):
    """(images, labels) for each count, with equally many of each class in random order."""
    rng = np.random.default_rng(seed)
    labels = rng.permuted(np.arange(sum(counts)) % len(SHAPES))
    images = np.empty((len(labels), SIZE, SIZE, 3), np.uint8)
    for start in range(0, len(labels), _CHUNK):
        report(start, len(labels), "Drawing shapes10")
        part = slice(start, start + _CHUNK)
        images[part] = draw(labels[part], rng)
    report(len(labels), len(labels), "shapes10 is ready")
    ends = np.cumsum(counts)
    return [(images[e - n : e], labels[e - n : e]) for e, n in zip(ends, counts, strict=True)]


def draw(labels, rng):
    """Draw one image for each label.

    Args:
        labels: integers 0 to 9, shape (count,).
        rng: a `numpy.random.Generator`.

    Returns:
        uint8, shape (count, 32, 32, 3).
    """
    inside = _coverage(labels, rng)
    ground, figure = _colours(len(labels), rng)
    image = ground * (1 - inside) + figure * inside
    noise = rng.uniform(0.01, 0.08, (len(labels), 1, 1, 1)) * rng.standard_normal(image.shape)
    return np.uint8(np.clip(image + noise, 0, 1) * 255 + 0.5)


def _coverage(labels, rng):
    """How much of each pixel the figure covers: float, shape (count, 32, 32, 1)."""
    count = len(labels)
    radius = rng.uniform(7, 13, (count, 1, 1))  # pixels
    x, y = _pixels() - rng.uniform(-6, 6, (2, count, 1, 1))
    angle = rng.uniform(0, 2 * np.pi, (count, 1, 1))
    u = (np.cos(angle) * x + np.sin(angle) * y) / radius
    v = (np.cos(angle) * y - np.sin(angle) * x) / radius
    distance = np.empty(u.shape)
    for label, signed_distance in enumerate(SHAPES.values()):
        chosen = labels == label
        distance[chosen] = signed_distance(u[chosen], v[chosen])
    return np.clip(0.5 - distance * radius, 0, 1)[..., None]


def _pixels():
    """Distances of the pixels from the middle of the image, in pixels: shape (2, 1, 32, 32)."""
    y, x = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
    return np.stack([x, y])[:, None]


def _colours(count, rng):
    """Ground and figure, each a colour that changes across the image; the two keep apart."""
    ground, *others = rng.uniform(0, 1, (5, count, 3))
    far = np.argmax([np.linalg.norm(other - ground, axis=1) for other in others], axis=0)
    figure = np.choose(far[:, None], others)
    return _lit(ground, rng), _lit(figure, rng)


def _lit(colour, rng):
    """Spread colours (count, 3) over images, lighter towards one side."""
    angle = rng.uniform(0, 2 * np.pi, (len(colour), 1, 1))
    x, y = _pixels() / SIZE
    slope = rng.uniform(0, 0.4, angle.shape) * (np.cos(angle) * x + np.sin(angle) * y)
    return colour[:, None, None, :] + slope[..., None]
