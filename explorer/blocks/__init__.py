"""The parts a network is made of, one family a file, all in one registry.

Every module in this folder is imported here, so a new file is found by itself.
"""

import importlib
import pkgutil

from explorer.blocks.registry import (
    REGISTRY,
    Option,
    Part,
    UnknownPartError,
    block,
    find,
    head,
    merge,
    names,
    nearest,
    stem,
)

ORDER = ("stems", "heads", "methods", "plain", "residual", "preactivation")  # first in menus

for _name in (*ORDER, *sorted(module.name for module in pkgutil.iter_modules(__path__))):
    importlib.import_module(f"{__name__}.{_name}")

__all__ = [
    "REGISTRY",
    "Option",
    "Part",
    "UnknownPartError",
    "block",
    "find",
    "head",
    "merge",
    "names",
    "nearest",
    "stem",
]
