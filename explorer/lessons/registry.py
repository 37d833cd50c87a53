"""What a lesson is made of, and the registry of all lessons.

A lesson is data: texts, networks and views of their pictures. Figures in its texts are filled in
from the step's own network, so that they cannot go stale; published ones stand in the text.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import cleandoc
from typing import NamedTuple

from explorer.checks import nearest
from explorer.lessons.figures import figures_of, refusal
from explorer.picture import View

BLOCKS = View("block")


class LessonError(ValueError):
    """There is no such lesson or step."""


class Verdict(NamedTuple):
    """What a challenge says of a network: done, or what is still missing, in words."""

    done: bool
    missing: tuple


@dataclass(frozen=True)
class Step:
    """One page of a lesson.

    Attributes:
        text: Markdown, 40 to 110 words; `{here.params:,}`, `{row[stem_conv].params:,}`,
            `{shape[stem_conv]}` and `{problem}` are filled in from the step's network.
        network: makes the network of the picture; it may be one that cannot be built.
        view: which parts of the picture are open.
        selected: the id that is lit in the picture, or "".
        also: further figures for the text, by name: functions without arguments.
        table: Markdown that stands below the text, filled in likewise.
        note: how figures of the text were measured, below it in small print.
        lines: numbers of the lesson's lines of code, from 1, that the step is about.
        experiment: (name, options) of the experiment that the step shows, or None.
    """

    title: str
    text: str
    network: Callable
    view: View = BLOCKS
    selected: str = ""
    also: dict = field(default_factory=dict)
    table: str = ""
    note: str = ""
    lines: tuple = ()
    experiment: tuple | None = None

    def words(self):
        """The text and the table, with their figures."""
        values = figures_of(self.network()) | {name: make() for name, make in self.also.items()}
        return tuple(cleandoc(each).format_map(values) for each in (self.text, self.table))


@dataclass(frozen=True)
class Challenge:
    """A small task at the end of a lesson, checked on the person's own design.

    Attributes:
        task: Markdown.
        start: makes the network that the person begins with.
        missing: for a network that can be built, yields what is still missing, in words.
        hints: shown one by one, on demand.
        also: figures for the task, as a step's.
    """

    task: str
    start: Callable
    missing: Callable
    hints: tuple
    view: View = BLOCKS
    also: dict = field(default_factory=dict)

    def words(self):
        """The task, with its figures."""
        values = {name: make() for name, make in self.also.items()}
        return cleandoc(self.task).format_map(values)

    def judge(self, network):
        """Whether the network does what is asked, and what is missing; pure."""
        problem = refusal(network)
        missing = (f"It cannot be built: {problem}.",) if problem else tuple(self.missing(network))
        return Verdict(not missing, missing)


@dataclass(frozen=True)
class Lesson:
    """Some steps and a challenge.

    Attributes:
        name: its key in the registry.
        teaches: one sentence for the list of lessons.
        code: Python code that steps point at, or "".
    """

    name: str
    title: str
    teaches: str
    steps: tuple
    challenge: Challenge
    code: str = ""

    @property
    def count(self):
        """How many pages it has: its steps and the challenge."""
        return len(self.steps) + 1


LESSONS: dict[str, Lesson] = {}


def lesson(name, **parts):
    """Register a lesson under its name; returns it."""
    made = Lesson(name, **parts)
    if LESSONS.get(name, made).title != made.title:
        raise LessonError(f"two lessons are called {name!r}; rename one")
    LESSONS[name] = made
    return made


def names():
    """The names of all lessons, in the order of the list."""
    return list(LESSONS)


def find(name):
    """The lesson of this name; the error names the nearest one."""
    if name not in LESSONS:
        raise LessonError(f"there is no lesson {name!r}{nearest(str(name), names())}")
    return LESSONS[name]


def at(number, step=1):
    """The lesson of this number (from 1), which must have a page `step` (from 1)."""
    if not 1 <= number <= len(LESSONS):
        raise LessonError(f"there is no lesson {number}: there are lessons 1 to {len(LESSONS)}")
    found = LESSONS[names()[number - 1]]
    if not 1 <= step <= found.count:
        raise LessonError(f"lesson {number} has no step {step}: it has steps 1 to {found.count}")
    return found
