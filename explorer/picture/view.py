"""Which parts of a network a picture shows open, closed or folded.

Levels set what is open at first: "network" closes stages, "block" opens them, "layer" opens
every block too. Runs of equal blocks fold into one where a picture would grow too large. A
toggle opens or closes one thing in place.
"""

from dataclasses import dataclass, replace
from itertools import groupby

LEVELS = ("network", "block", "layer")
FOLD_ABOVE = 60  # visible nodes
ONE_RUN_ABOVE = 1500  # visible nodes beyond which only the last unfolded run stays so


@dataclass(frozen=True)
class View:
    """A level, and the ids that were opened and closed since."""

    level: str = "block"
    opened: tuple = ()
    closed: tuple = ()

    def __post_init__(self):
        if self.level not in LEVELS:
            raise ValueError(f"level must be one of {', '.join(LEVELS)}, got {self.level!r}")

    def toggled(self, id):
        """The view after a touch on a node's `opens` or a group's `closes`."""
        if id in self.opened:
            return replace(self, opened=tuple(x for x in self.opened if x != id))
        if id in self.closed:
            return replace(self, closed=tuple(x for x in self.closed if x != id))
        if ".." in id or not self.opens_at_first(id):
            return replace(self, opened=(*self.opened, id))
        kept = tuple(x for x in self.opened if not x.startswith(f"{id}_"))
        return replace(self, opened=kept, closed=(*self.closed, id))

    def opens_at_first(self, id):
        """Whether the level itself shows the inside of a stage or a block."""
        is_stage = id.startswith("stage") and "_" not in id
        return self.level == "layer" or (is_stage and self.level == "block")

    def shows(self, id):
        """Whether the inside of a stage or a block is shown."""
        return id in self.opened or (id not in self.closed and self.opens_at_first(id))


@dataclass(frozen=True)
class Item:
    """One thing in the line: a closed stage, a card, an open unit or a long skip's merge.

    Attributes:
        kind: "image", "stage", "card" or "open".
        units: what it stands for; more than one in a closed stage or a folded run.
        toggles: the id that opens or closes it.
        stage: the open stage that it lies in, or "".
        run: the id of the unfolded run that it is one of, or "".
    """

    id: str
    kind: str
    place: str
    units: tuple
    toggles: str
    stage: str = ""
    run: str = ""

    @property
    def unit(self):
        return self.units[0] if self.units else None

    @property
    def role(self):
        """ "block", "stem", "head" or "merge"; "input" for the image."""
        return self.unit.call.part.role if self.units else "input"

    @property
    def arched(self):
        """Whether a block's skip runs above it, on or off."""
        return self.kind == "card" and self.role == "block" and bool(self.unit.skip)

    @property
    def nodes(self):
        """How many nodes it shows."""
        return len(self.unit.layers) if self.kind == "open" else 1 + bool(self.unit.merge)


def items(plan, view):
    """What a view shows of a network, in order; folds where it would be too much."""
    unfolded = _items(plan, view, fold=False)
    if sum(item.nodes for item in unfolded) <= FOLD_ABOVE:
        return unfolded
    for simpler in _simpler(view):
        shown = _items(plan, simpler, fold=True)
        if sum(item.nodes for item in shown) <= ONE_RUN_ABOVE:
            return shown
    return shown


def _simpler(view):
    """A view, and what it gives up where a picture would grow too large."""
    yield view
    runs = [id for id in view.opened if ".." in id]
    for kept in runs[-1:], []:
        opened = tuple(id for id in view.opened if id in kept or id not in runs)
        yield replace(view, opened=opened)
    yield View("block")
    yield View("network")


def _items(plan, view, fold):
    shown = []
    for place, units in groupby(plan.units, key=lambda unit: unit.place):
        units = list(units)
        blocks = [unit for unit in units if unit.call.part.role == "block"]
        stage = place if blocks and view.shows(place) else ""
        if blocks and not stage:
            shown.append(Item(place, "stage", place, tuple(blocks), place))
            units = [unit for unit in units if unit.call.part.role == "merge"]
        for run in _runs(units):
            shown += _shown_run(run, view, fold, stage)
    return shown


def _runs(units):
    return [list(run) for _, run in groupby(units, key=lambda unit: unit.likeness())]


def _shown_run(run, view, fold, stage):
    if len(run) > 1 and fold:
        id = f"{run[0].id}..{run[-1].id}"
        if id not in view.opened:
            kind = "open" if view.level == "layer" and view.shows(run[0].id) else "card"
            return [Item(run[0].id, kind, run[0].place, tuple(run), id, stage)]
        return [_single(unit, view, stage, id) for unit in run]
    return [_single(unit, view, stage) for unit in run]


def _single(unit, view, stage, run=""):
    opens = view.shows(unit.id) and (unit.call.part.role != "merge" or len(unit.layers) > 1)
    return Item(unit.id, "open" if opens else "card", unit.place, (unit,), unit.id, stage, run)
