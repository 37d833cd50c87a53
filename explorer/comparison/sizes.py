"""Bytes: of the `.keras` file of a network, and as people read them."""

# Measured on files of Keras 3.15, from 3 to 549 layers: within 5 % of a file of 16 KB, and within
# 0.3 % of larger ones. A layer takes JSON and two HDF5 groups, an array the head of its data set.
FILE, LAYER, ARRAY, WEIGHT = 6400, 2720, 550, 4  # bytes


def file_bytes(graph):
    """An estimate of the size of a `.keras` file in bytes, without the state of an optimizer."""
    arrays = sum(len(layer.weights()) for layer in graph.layers)
    return FILE + LAYER * len(graph.layers) + ARRAY * arrays + WEIGHT * graph.params


def readable(bytes_):
    """Bytes with a unit that leaves up to four digits."""
    number = float(bytes_)
    for unit in ("B", "KiB", "MiB"):
        if number < 1024:
            return f"{number:.3g} {unit}" if number < 1000 else f"{number:.0f} {unit}"
        number /= 1024
    return f"{number:.3g} GiB"
