"""The shelf of measures: one file each, a declaration. `./run new measure NAME` begins one."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from functools import cache

from jasette import shelf
from jasette.errors import QueryError
from jasette.measure import Measure


@cache
def _shelf() -> dict[str, Measure]:
    return shelf.discover(sys.modules[__name__], Measure, "measure")


def all_measures() -> dict[str, Measure]:
    """Every measure by name, sorted. Raises DeclarationError that names the file which is wrong."""
    return dict(_shelf())


def find(name: str) -> Measure:
    """The measure of that name. Raises QueryError that lists the names near it, or all."""
    found = _shelf().get(name)
    if found is None:
        near = get_close_matches(name, _shelf(), 3, 0.5) or list(_shelf())
        raise QueryError(f"no measure {name!r}", remedy=f"measures: {', '.join(near)}")
    return found
