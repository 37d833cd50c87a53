"""The paths through a network: how many there are of each length, counted by a loop over its graph.

A path leads from the image to the output and comes, at every merge, from one of its inputs. Its
length is the number of blocks that it passes: the branch of a residual block counts 1, its shortcut
0 (a projection too); a block without a shortcut lies on every path. A long skip leads past the
blocks between its ends. n blocks with shortcuts make 2^n paths of binomial length (Veit et al.
2016, arXiv 1605.06431). A concatenation is counted like a sum: a path comes from the channels that
were there, or from those that the block has put beside them.
"""

from dataclasses import dataclass

from explorer import layers


@dataclass(frozen=True)
class Paths:
    """How many paths there are.

    Attributes:
        counts: of each length, from 0 to that of the longest path.
        blocks: the blocks of all stages.
        merges: those of them that have a shortcut.
    """

    counts: tuple
    blocks: int
    merges: int

    @property
    def total(self):
        """All paths."""
        return sum(self.counts)

    @property
    def mean(self):
        """The mean length."""
        return sum(k * count for k, count in enumerate(self.counts)) / self.total

    def share(self, low, high):
        """The share of paths that pass from `low` to `high` blocks, both included."""
        return sum(self.counts[low : high + 1]) / self.total


def count_paths(graph):
    """Count the paths of a graph."""
    return Routes(graph).paths


def is_merge(layer):
    """Whether paths meet in a layer; a gate that weighs channels is part of its branch."""
    return isinstance(layer, layers.Add | layers.Concatenate)


class Routes:
    """The paths of a graph, to be counted and drawn.

    Attributes:
        paths: the `Paths`.
    """

    def __init__(self, graph):
        self._output, self._steps = graph.output.layer, _steps(graph)
        self._counts = self._count(graph.layers)
        blocks = [section for section in graph.sections if _is_block(section)]
        merges = [section for section in blocks if any(map(is_merge, section.layers))]
        self.paths = Paths(tuple(self._counts[self._output]), len(blocks), len(merges))

    def draw(self, length, random):
        """Draw one of all the paths of a length, each as likely as the others.

        Args:
            random: a `random.Random`, since there are more paths than other generators can count.

        Returns:
            `{merge: index of the input that the path comes from}`, names of layers.

        Raises:
            ValueError: no path has this length.
        """
        if not self._ways(self._output, length):
            raise ValueError(f"no path passes {length} blocks")
        chosen, layer = {}, self._output
        while layer.inputs:
            index = self._choose(layer, length, random)
            if is_merge(layer):
                chosen[layer.name] = index
            length -= self._step(layer, index)
            layer = layer.inputs[index].layer
        return chosen

    def _count(self, ordered):
        counts = {}
        for layer in ordered:
            before = [
                [0] * self._step(layer, index) + counts[x.layer]
                for index, x in enumerate(_main_inputs(layer))
            ]
            counts[layer] = _sum(before) if before else [1]
        return counts

    def _choose(self, layer, length, random):
        given = _main_inputs(layer)
        if len(given) == 1:
            return 0
        ways = [self._ways(x.layer, length - self._step(layer, i)) for i, x in enumerate(given)]
        place = random.randrange(sum(ways))
        for index, count in enumerate(ways):
            if place < count:
                return index
            place -= count
        raise AssertionError("the place lies within the sum of all ways")

    def _ways(self, layer, length):
        counts = self._counts[layer]
        return counts[length] if 0 <= length < len(counts) else 0

    def _step(self, layer, index):
        return self._steps.get(layer, ())[index : index + 1].count(1)


def _steps(graph):
    """`{layer: for each input 1 where a path from there has passed a block}`, zeros left out."""
    steps = {}
    for section in graph.sections:
        merges = [layer for layer in section.layers if is_merge(layer)]
        if _is_block(section) and merges:
            steps |= {merge: (0,) + (1,) * (len(merge.inputs) - 1) for merge in merges}
        elif _is_block(section):
            steps[section.layers[-1]] = (1,)
    return steps


def _is_block(section):
    call = section.call
    return bool(section.layers) and call.place.startswith("stage") and not call.skip_from


def _main_inputs(layer):
    return layer.inputs[:1] if isinstance(layer, layers.Multiply) else layer.inputs


def _sum(rows):
    if len(rows) == 1:
        return rows[0]
    longest = max(map(len, rows))
    padded = [row + [0] * (longest - len(row)) for row in rows]
    return [sum(column) for column in zip(*padded, strict=True)]
