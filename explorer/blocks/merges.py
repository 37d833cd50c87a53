"""Long skips: the output of an earlier stage joined to a later one, the skip first."""

from explorer import layers
from explorer.blocks.registry import merge


def fit(skip_from, x, filters, *, name):
    """Bring a skip to x's height and width (and to `filters` channels, by a 1x1 convolution)."""
    here, wanted = skip_from.shape[1:3], x.shape[1:3]
    up = tuple([max(m // n, 1) for n, m in zip(here, wanted, strict=True)])
    down = tuple([-(-n // m) for n, m in zip(here, wanted, strict=True)])
    if up != (1, 1):
        skip_from = layers.UpSampling2D(up, name=f"{name}_up")(skip_from)
    if down != (1, 1) or skip_from.shape[-1] != filters:
        project = layers.Conv2D(filters, 1, down, padding="same", name=f"{name}_projection")
        skip_from = project(skip_from)
    return skip_from


@merge(label="Add", paper="He et al. 2015", link="https://arxiv.org/abs/1512.03385")
def add_skip(x, skip_from, *, name):
    """The sum of both; a projection brings the skip to x's shape where it must."""
    skip_from = fit(skip_from, x, x.shape[-1], name=name)
    return layers.Add(name=f"{name}_add")([skip_from, x])


@merge(
    label="Concatenate",
    paper="Ronneberger et al. 2015 (U-Net)",
    link="https://arxiv.org/abs/1505.04597",
)
def concatenate_skip(x, skip_from, *, name):
    """Both beside each other; a projection brings the skip to x's size where it must."""
    skip_from = fit(skip_from, x, skip_from.shape[-1], name=name)
    return layers.Concatenate(name=f"{name}_concat")([skip_from, x])
