"""Look-alikes of Keras's merging layers.

Keras lets `Add` stretch a size of 1, so (4, 4, 8) + (1, 1, 8) passes unnoticed. Here `Add`,
`Average` and `Maximum` want equal shapes; `Multiply` may stretch, as squeeze-and-excitation does.
"""

from dataclasses import dataclass

from explorer.layers.base import Layer, show


@dataclass(slots=True, eq=False, repr=False)
class Add(Layer):
    def output_shape(self, shape, *others):
        if any(other != shape for other in others):
            given = " and ".join(show(each) for each in (shape, *others))
            self.refuse(f"needs equal shapes, got {given}", shape, *others)
        return shape


@dataclass(slots=True, eq=False, repr=False)
class Average(Add):
    pass


@dataclass(slots=True, eq=False, repr=False)
class Maximum(Add):
    pass


@dataclass(slots=True, eq=False, repr=False)
class Multiply(Layer):
    def output_shape(self, *shapes):
        sizes = [{size for size in sizes if size != 1} for sizes in zip(*shapes, strict=False)]
        if len({len(shape) for shape in shapes}) > 1 or any(len(each) > 1 for each in sizes):
            given = " and ".join(map(show, shapes))
            self.refuse(f"needs equal sizes, or sizes of 1, got {given}", *shapes)
        return tuple(each.pop() if each else 1 for each in sizes)


@dataclass(slots=True, eq=False, repr=False)
class Concatenate(Layer):
    axis: int = -1

    def output_shape(self, *shapes):
        self.check_axis(self.axis, shapes[0])
        axis = self.axis % len(shapes[0])
        others = {(len(shape), shape[:axis] + shape[axis + 1 :]) for shape in shapes}
        if len(others) > 1:
            what = "heights and widths" if axis == 3 else f"sizes but for axis {self.axis}"
            given = " and ".join(map(show, shapes))
            self.refuse(f"needs equal {what}, got {given}", *shapes)
        total = sum(shape[axis] for shape in shapes)
        return (*shapes[0][:axis], total, *shapes[0][axis + 1 :])
