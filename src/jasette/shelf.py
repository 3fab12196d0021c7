"""Finds one object per file of a folder: `measures/turns.py` must define a Measure named `turns`.

Used by sources, measures and pages, so that adding one is adding one file. A file that does not keep the
promise fails loudly: a shelf with a silent gap would make a figure vanish without a word.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

from jasette.errors import DeclarationError

T = TypeVar("T")


def discover(shelf: ModuleType, kind: type[T], attribute: str) -> dict[str, T]:
    """Return `{file name: object}` for every module of the package `shelf`, sorted by name.

    Each module must define `attribute`, an instance of `kind` whose `name` equals the file's name.
    An empty folder gives an empty dict. Raises DeclarationError that names the file.
    """
    found: dict[str, T] = {}
    for info in sorted(pkgutil.iter_modules(shelf.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{shelf.__name__}.{info.name}")
        place = f"{shelf.__name__.rpartition('.')[2]}/{info.name}.py"
        thing = getattr(module, attribute, None)
        if not isinstance(thing, kind) or getattr(thing, "name", None) != info.name:
            raise DeclarationError(
                f"must define `{attribute}`, a {kind.__name__} named {info.name!r}",
                place=place,
                remedy=f"write `{attribute} = {kind.__name__}(name={info.name!r}, …)` at the end of the file",
            )
        found[info.name] = thing
    return found
