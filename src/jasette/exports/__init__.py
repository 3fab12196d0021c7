"""The shelf of export formats: one file each. Adding a format is adding a file that defines `export`."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from jasette import shelf
from jasette.errors import InputError, Refused
from jasette.export import Export, Release, Written


@cache
def all_exports() -> dict[str, Export]:
    """Every format by name, sorted. Raises DeclarationError that names the file which is wrong."""
    return shelf.discover(sys.modules[__name__], Export, "export")


def find(name: str) -> Export:
    """The format of that name. Raises InputError that lists them."""
    found = all_exports().get(name)
    if found is None:
        raise InputError(f"there is no format {name!r}", remedy=f"formats: {', '.join(all_exports())}")
    return found


def run(name: str, release: Release, path: Path) -> Written:
    """Write the release in that format: whole at `path`, or nothing. Raises InputError where the format cannot hold it.

    On a topic of the sensitive list only figures leave: Refused for anything that joins people, pseudonyms too, to it.
    """
    export = find(name)
    if release.ask.touched and (release.rows or not export.figures):
        raise Refused("nobody is joined to a sensitive topic", remedy="export a package without --rows, or ask for another topic")
    if export.suffix == "/":
        return export.write(release, path)
    part = path.with_name(f".{path.name}.part")
    try:
        written = export.write(release, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return written
