"""The sizes of what a picture consists of, in pixels."""

import math

GAP, MERGE, CARD_H, PAD = 20, 24, 56, 16
ARC = 46  # how far a block's skip rises above its card
LANE = 26  # between long skips that run over each other
FOOT = 44  # below a frame's cards, for its label
TITLE = 22  # below what a block's frame holds, for its name
INSET = 12  # between an open block's frame and its layers
MARGIN = 24


def stage_size(shape, image):
    """A closed stage: as high as its image is large, as wide as it has channels."""
    height = 44 + 90 * math.sqrt(min(shape[1] / image[1], 4)) if len(shape) == 4 else 44
    return 44 + 9 * math.log2(max(shape[-1], 2)), height
