"""Lessons: short texts beside a live picture, each with a challenge that is checked by itself.

Every module in this folder is imported here, so a new lesson's file is found by itself.
"""

import importlib
import pkgutil

from explorer.lessons.registry import (
    Challenge,
    Lesson,
    LessonError,
    Step,
    Verdict,
    at,
    find,
    lesson,
    names,
)

ORDER = (  # first in the list
    "toy_resnet",
    "five_methods",
    "plain_twin",
    "add_or_concatenate",
    "two_branches",
    "shortcuts",
    "gradients",
    "depth",
)

for _name in (*ORDER, *sorted(module.name for module in pkgutil.iter_modules(__path__))):
    importlib.import_module(f"{__name__}.{_name}")

__all__ = [
    "Challenge",
    "Lesson",
    "LessonError",
    "Step",
    "Verdict",
    "at",
    "find",
    "lesson",
    "names",
]
