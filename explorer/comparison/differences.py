"""What differs between two networks, as a short list in words.

What several stages share is told once: "stages 1 to 3: skips on against skips off". Names are no
difference, nor is an option written down that the other leaves at its default.
"""

from dataclasses import dataclass
from typing import NamedTuple

from explorer.comparison import aligning, options, wording
from explorer.comparison.interiors import consequences, units
from explorer.comparison.naming import names


@dataclass(frozen=True)
class Difference:
    """One thing in which two networks differ.

    Attributes:
        text: in words; the first network's side stands before "against".
        a, b: the ids of what it concerns in the picture of each: "image", "stem", "stage2",
            "stage2_block3", "add_stem_to_stage2", "head"; empty where that one lacks it.
    """

    text: str
    a: tuple
    b: tuple


def differences(a, b, called=None):
    """The differences of two networks, from the image to the head; none where they are equal.

    Args:
        called: what the two are called in the words; their names, told apart, if not given.
    """
    called = called or names((a, b))
    return [
        *_input(a, b),
        *_choice("stem", a.stem, b.stem),
        *_stages(a, b, called),
        *_long_skips(a, b, called),
        *_choice("head", a.head, b.head),
    ]


def _input(a, b):
    if a.input_shape != b.input_shape:
        sizes = [wording.size(network.input_shape) for network in (a, b)]
        yield Difference(f"input: images of {' against '.join(sizes)}", ("image",), ("image",))


def _choice(role, x, y):
    here = [() if each.kind == "none" else (role,) for each in (x, y)]
    if x.kind != y.kind:
        yield Difference(f"{role}: {wording.choice(x)} against {wording.choice(y)}", *here)
    else:
        for key, one, two in _unlike(options.of_choice(x), options.of_choice(y)):
            yield Difference(f"{role}: {key} {one} against {two}", *here)


class _Finding(NamedTuple):
    """What two stages differ in: "subject one against two", and the ids that it concerns."""

    subject: str
    one: str
    two: str
    here: tuple
    there: tuple

    @property
    def text(self):
        return f"{self.subject} {self.one} against {self.two}".strip()


def _stages(a, b, called):
    """The differences of all stages; what several share is one, in the place of the first."""
    found, inside = {}, (units(a), units(b))
    for i, j in aligning.stages(a, b):
        if None in (i, j):
            network, number = (a, i) if j is None else (b, j)
            key = (_alone(network.stages[number]), j is None)
            found.setdefault(key, []).append(number + 1)
            continue
        within = [pair for pair in aligning.block_ids(a, b, i, j) if None not in pair]
        for each in [*_pair(a, b, i, j), *_inner(within, inside)]:
            # Only pairs of equal numbers can be told of together; widths stand in one list.
            key = (each.subject if each.subject == "filters" else each.text, i, j)
            found.setdefault(key if i != j else key[:1], []).append((i + 1, each))
    for key, parts in found.items():
        told = _told_alone if isinstance(parts[0], int) else _told_together
        yield told(*key, parts=parts, called=called)


def _alone(stage):
    return f"{wording.counted(stage)}, filters {stage.filters}"


def _told_alone(text, is_first, parts, called):
    places = tuple(f"stage{number}" for number in parts)
    sides, each = (places, ()) if is_first else ((), places), ", each" if len(parts) > 1 else " of"
    name = called[0 if is_first else 1]
    return Difference(f"only in {name}: {wording.stages(parts)}{each} {text}", *sides)


def _told_together(_, *shift, parts, called):
    where = wording.stages([number for number, _ in parts])
    if shift:
        where += f" ({wording.stages([shift[1] + 1])} of {called[1]})"
    first, *_ = found = [each for _, each in parts]
    one, two = (_joined([each[side] for each in found]) for side in (1, 2))
    here, there = (tuple(id for each in found for id in each[side]) for side in (3, 4))
    # "block 1" continues the place, all else is told of it.
    link = ", " if first.subject.startswith("block") else ": "
    return Difference(where + link + first._replace(one=one, two=two).text, here, there)


def _joined(values):
    return values[0] if len(set(values)) == 1 else ", ".join(values)


def _pair(a, b, i, j):
    """What two stages differ in."""
    x, y = a.stages[i], b.stages[j]
    ids = (f"stage{i + 1}",), (f"stage{j + 1}",)
    for finding in _whole_stage(x, y):
        yield _Finding(*finding, *ids)
    one, two = wording.skips(x), wording.skips(y)
    if one and two and one != two:
        yield _Finding("", one, two, *_where_skips_differ(x, y, ids[0][0], ids[1][0]))


def _whole_stage(x, y):
    if x.block != y.block:
        yield "", wording.counted(x, y), wording.counted(y, x, noun="one")
    elif x.blocks != y.blocks:
        yield "", wording.counted(x, y), str(y.blocks)
    if x.filters != y.filters:
        yield "filters", str(x.filters), str(y.filters)
    if wording.strides(x) != wording.strides(y):
        yield "strides", wording.strides(x), wording.strides(y)
    if x.block == y.block:
        yield from _unlike(options.of_stage(x), options.of_stage(y))


def _unlike(x, y):
    """The options of one part that two have not alike, in words."""
    for key in x:
        if x[key] != y[key]:
            yield wording.part(key), *wording.values(x[key], y[key])


def _inner(pairs, inside):
    for where, text, here, there in consequences(pairs, inside):
        yield _Finding(f"{where}:", *text, here, there)


def _where_skips_differ(x, y, here, there):
    one, two = options.skips(x), options.skips(y)
    pairs = [(k, m) for k, m in aligning.blocks(x, y) if None not in (k, m) and one[k] != two[m]]
    return (
        tuple(f"{here}_block{k + 1}" for k, _ in pairs) or (here,),
        tuple(f"{there}_block{m + 1}" for _, m in pairs) or (there,),
    )


def _long_skips(a, b, called):
    for pair in aligning.long_skips(a, b):
        if text := _skip_words(*pair, called):
            yield Difference(text, *[(aligning.merge_id(each),) if each else () for each in pair])


def _skip_words(skip, other, called):
    one = skip or other
    told = f"long skip from {wording.place(one.source)} to {wording.place(one.target)}"
    if skip and other:
        merges = f"{_VERBS[skip.merge]} against {_VERBS[other.merge]}"
        return f"{told}: {merges}" if skip.merge != other.merge else ""
    return f"{told} ({one.merge}) only in {called[0] if skip else called[1]}"


_VERBS = {"add": "added", "concatenate": "concatenated"}
