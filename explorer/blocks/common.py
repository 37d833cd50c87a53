"""What blocks share: convolutions, batch norm, shortcuts, stochastic depth.

Moving averages follow with momentum 0.9, as in the authors' Torch code: Keras's 0.99 takes some
hundred steps to settle, and a short run's validation would show old averages, not the network.
"""

from explorer import layers

ACTIVATIONS = ("relu", "leaky_relu", "silu", "gelu")
SHORTCUTS = (
    "identity",
    "projection",
    "projection_no_norm",
    "projection_everywhere",
    "pad",
    "pool",
)


def conv(x, filters, kernel_size, strides=1, groups=1, use_bias=False, *, name):
    """A convolution, without a bias unless told: a batch norm has one of its own."""
    return layers.Conv2D(
        filters,
        kernel_size,
        strides,
        padding="same",
        groups=groups,
        use_bias=use_bias,
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )(x)


def conv_norm(x, filters, kernel_size, strides=1, groups=1, norm=True, zero_gamma=False, *, name):
    """A convolution and its batch norm; where norm is off, a convolution with a bias."""
    x = conv(x, filters, kernel_size, strides, groups, use_bias=not norm, name=name)
    if norm:
        gamma = "zeros" if zero_gamma else "ones"
        x = layers.BatchNormalization(momentum=0.9, gamma_initializer=gamma, name=f"{name}_bn")(x)
    return x


def norm_act(x, activation="relu", norm=True, *, name):
    """Batch norm, then the activation: the pre-activation of He et al. 2016."""
    if norm:
        x = layers.BatchNormalization(momentum=0.9, name=f"{name}_bn")(x)
    return layers.Activation(activation, name=f"{name}_act")(x)


def add_shortcut(
    x, y, strides=1, shortcut="projection", norm=True, drop_path=0.0, project_from=None, *, name
):
    """The sum of the shortcut from x and the residual branch y, the shortcut first."""
    if drop_path:
        # One draw an image: the whole branch is dropped (stochastic depth, Huang et al. 2016).
        noise = (None, 1, 1, 1)
        y = layers.Dropout(drop_path, noise_shape=noise, name=f"{name}_drop_path")(y)
    changed = strides != 1 or x.shape[-1] != y.shape[-1]
    if shortcut == "projection_everywhere" or (changed and shortcut != "identity"):
        if shortcut == "pad":
            x = subsample_and_pad(x, y.shape[-1], strides, name=f"{name}_shortcut")
        else:
            x = x if project_from is None else project_from
            x = project(x, y.shape[-1], strides, shortcut, norm, name=f"{name}_shortcut")
    return layers.Add(name=f"{name}_add")([x, y])


def project(x, filters, strides=1, kind="projection", norm=True, *, name):
    """A 1x1 convolution to the branch's shape; kind "pool" averages first (ResNet-D)."""
    if kind == "pool" and strides != 1:
        x = layers.AveragePooling2D(strides, padding="same", name=f"{name}_pool")(x)
        strides = 1
    x = conv(x, filters, 1, strides, name=name)
    if norm and kind != "projection_no_norm":
        x = layers.BatchNormalization(momentum=0.9, name=f"{name}_bn")(x)
    return x


def subsample_and_pad(x, filters, strides=1, *, name):
    """He's option A: take every second pixel, fill new channels with zeros; no weights."""
    if strides != 1:
        x = layers.MaxPooling2D(1, strides, name=f"{name}_subsample")(x)
    missing = filters - x.shape[-1]
    if missing > 0:
        # channels_first makes the layer pad the last axis, which here holds the channels.
        padding = ((0, 0), (missing // 2, missing - missing // 2))
        pad = layers.ZeroPadding2D(padding, data_format="channels_first", name=f"{name}_pad")
        x = pad(x)
    return x
