"""What a picture says of its nodes: tooltips, numbers to colour by, kinds of layer."""

import math

from explorer import layers
from explorer.layers import show

TONES = {
    "convolution": (
        layers.Conv2D,
        layers.DepthwiseConv2D,
        layers.SeparableConv2D,
        layers.Conv2DTranspose,
    ),
    "dense": (layers.Dense,),
    "normalization": (layers.BatchNormalization, layers.LayerNormalization, layers.Rescaling),
    "activation": (layers.Activation, layers.ReLU, layers.LeakyReLU),
    "merge": (layers.Add, layers.Concatenate, layers.Multiply),
    "pooling": (layers.MaxPooling2D, layers.GlobalAveragePooling2D),
    "regularization": (layers.Dropout, layers.SpatialDropout2D),
    "input": (layers.InputLayer,),
}


def tone(layer):
    """The kind of a layer, for its colour."""
    return next((name for name, kinds in TONES.items() if isinstance(layer, kinds)), "reshaping")


def numbers(rows):
    """The figures that a node stands for, summed over its layers."""
    return {
        "params": sum(row.params for row in rows),
        "macs": sum(row.macs for row in rows),
        "activations": sum(math.prod(row.output_shape[1:]) for row in rows),
        "receptive_field": max((max(row.receptive_field) for row in rows), default=1),
    }


def layer_facts(layer, row, totals):
    """The tooltip of one layer."""
    arguments = ", ".join(f"{key}={value}" for key, value in layer.arguments().items())
    return (
        ("Layer", type(layer).__name__),
        *((("Arguments", arguments),) if arguments else ()),
        ("Input", " and ".join(show(x.shape) for x in layer.inputs) or "the image"),
        *((("Output", show(row.output_shape)),) if row else ()),
        *(figures(numbers([row]), totals) if row else ()),
    )


def unit_facts(units, totals):
    """The tooltip of a block, a run of blocks or a stage."""
    first, last = units[0], units[-1]
    part, rows = first.call.part, [row for unit in units for row in unit.rows]
    entry = next((x.shape for layer in first.layers for x in layer.inputs), None)
    options = ", ".join(f"{key}={value}" for key, value in first.call.arguments.items())
    return (
        ("Block" if part.role == "block" else part.role.capitalize(), part.label),
        *((("Paper", part.paper),) if part.paper else ()),
        *((("Blocks", str(len(units))),) if len(units) > 1 else ()),
        *((("Options", options),) if options else ()),
        *((("Input", show(entry)),) if entry else ()),
        *((("Output", show(last.shape)),) if last.shape else ()),
        *figures(numbers(rows), totals),
    )


def figures(values, totals):
    """Parameters, MACs and their shares, memory and receptive field, in words."""
    return (
        ("Params", f"{values['params']:,}{_share(values, totals, 'params')}"),
        ("MACs", f"{compact(values['macs'])}{_share(values, totals, 'macs')}"),
        ("Activations", f"{compact(values['activations'])} numbers an image"),
        ("Receptive field", f"{values['receptive_field']} px"),
    )


def compact(number):
    """1234567 as 1.23 M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g} {letter}"
    return str(number)


def _share(values, totals, key):
    return f" ({values[key] / totals[key]:.1%})" if totals[key] and values[key] else ""
