"""Batches of images: which, in what order, and how they are varied.

Every batch is a function of the seed, the epoch and the step alone, so that a run can be repeated,
and taken up at any step. Images stay mapped bytes until their batch is made: it becomes float32 in
[0, 1], of shape (batch, height, width, channels).
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from explorer.data import floats

GREY = 128  # what cutout leaves, half of white


class Feed:
    """The batches of the epochs of a run.

    All have the same size, for which a network is compiled once and batch normalisation has enough
    images: those that do not fill a last batch are left out, others in each epoch.
    """

    def __init__(self, images, task, settings):
        self.images, self.task, self.settings = images, task, settings
        self.batch_size = min(settings.batch_size, len(images))
        self.steps = len(images) // self.batch_size

    def order(self, epoch):
        """The indices of the images of an epoch (counted from 1), in the order of their use."""
        random = np.random.RandomState([self.settings.seed, epoch])
        return self.images.chosen[random.permutation(len(self.images))]

    def batch(self, epoch, step, order=None):
        """One batch (inputs, targets); steps are counted from 0."""
        order = self.order(epoch) if order is None else order
        mine = order[step * self.batch_size : (step + 1) * self.batch_size]
        random = np.random.RandomState([self.settings.seed, epoch, step])
        x = floats(augment(self.images.x[mine], self.settings, random))
        return x, targets(self.task, x, self.images.y[mine])

    def epoch(self, epoch, start=0):
        """The batches of an epoch from step `start` on, each made in a thread while the one before
        is learned."""
        order = self.order(epoch)
        return _ahead(self.batch(epoch, step, order) for step in range(start, self.steps))


def targets(task, x, labels):
    """What the network should say: one-hot classes, float32 (batch, classes), or the images."""
    return x if not task.classes else np.eye(task.classes, dtype=np.float32)[labels]


def augment(images, settings, random):
    """Vary a batch of images, uint8 (batch, height, width, channels), as the settings say."""
    if settings.flip:
        images = flip(images, random)
    if settings.crop:
        images = crop(images, settings.crop, random)
    return cutout(images, settings.cutout, random) if settings.cutout else images


def flip(images, random):
    """Mirror each image left to right with probability 1/2."""
    mirrored = random.random_sample(len(images)) < 0.5
    return np.where(mirrored[:, None, None, None], images[:, :, ::-1], images)


def crop(images, pad, random):
    """Pad with black by `pad` pixels, then cut each image's size out at a random place."""
    count, height, width, _ = images.shape
    top, left = random.randint(0, 2 * pad + 1, (2, count))
    padded = np.pad(images, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (height, width), axis=(1, 2))
    return np.moveaxis(windows[np.arange(count), top, left], 1, -1)


def cutout(images, size, random):
    """Blank a square of `size` pixels at a random place of each image, partly beyond its edge."""
    count, height, width, _ = images.shape
    inside = [_band(random.randint(0, length, count), size, length) for length in (height, width)]
    hidden = inside[0][:, :, None] & inside[1][:, None, :]
    return np.where(hidden[..., None], np.uint8(GREY), images)


def _band(centre, size, length):
    """Which of `length` pixels lie within `size` around the centres; (count, length)."""
    start = centre[:, None] - size // 2
    pixels = np.arange(length)
    return (pixels >= start) & (pixels < start + size)


def _ahead(items):
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, items, None)
        while (item := waiting.result()) is not None:
            waiting = pool.submit(next, items, None)
            yield item
