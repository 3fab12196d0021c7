"""Column maps: which column of a table is which field. A map holds no SQL, only names, translations and constants.

A map is a TOML file (ready ones lie in `sources/maps/`, recognised by their header) or comes from `--map column=field`.
Besides the columns of the table it is for (`published` stands for `published_us`) there are fields that only maps know:

    handle                                        the account, where only its handle is known
    parent, parent_account, parent_handle, parent_name   the post referred to and its author: what it is depends on the kind
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from jasette.errors import MapError
from jasette.schema import HOW, SOURCE_TABLES, STREAMS, TABLES
from jasette.source import Recipe

PARENT = ("parent", "parent_account", "parent_handle", "parent_name")
MAPPED = tuple(name for name in SOURCE_TABLES if name != "coverage")
NEEDED = {
    "posts": (("post_id",),),
    "accounts": (("account_id", "handle"),),
    "audience": (("account_id", "handle"), ("member",)),
    "interactions": (("account_id", "handle"), ("object", "target")),
}


@dataclass(frozen=True)
class ColumnMap:
    """`fields` is {column: field}; `values` {column: {value in the file: ours}}; `coverage` (stream, how) or None."""

    name: str
    into: str
    platform: str
    fields: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    coverage: tuple[str, str] | None = None

    @property
    def header(self) -> frozenset[str]:
        """The columns by which a file is recognised: these and no others."""
        return frozenset((*self.fields, *self.ignored))

    def column(self, name: str) -> str | None:
        """The column that holds field `name`; None if the file has none."""
        return next((column for column, known in self.fields.items() if known == name), None)


def fields(into: str) -> tuple[str, ...]:
    """Every field that a map for table `into` may name."""
    own = tuple(name.removesuffix("_us") for name in TABLES[into].names)
    extra = {"posts": ("handle", *PARENT), "audience": ("handle",), "interactions": ("handle", "target_handle")}
    return (*own, *extra.get(into, ()))


def parse(document: Mapping[str, Any], name: str) -> ColumnMap:
    """A map from its TOML document. Raises MapError that names what is wrong."""
    into = str(document.get("into", "posts"))
    known = {"title", "into", "platform", "fields", "values", "constants", "ignored", "coverage"}
    if unknown := set(document) - known:
        raise MapError(f"unknown section {', '.join(sorted(unknown))}", place=name, remedy=f"a map has {', '.join(sorted(known))}")
    coverage = document.get("coverage")
    if coverage is not None and (coverage.get("stream") not in STREAMS or coverage.get("how") not in HOW):
        raise MapError("coverage needs a stream and how", place=name, remedy=f"streams: {', '.join(STREAMS)}; how: {', '.join(HOW)}")
    found = ColumnMap(
        name=name,
        into=into,
        platform=str(document.get("platform", "")),
        fields={str(column): str(known) for column, known in document.get("fields", {}).items()},
        values={column: {str(a): str(b) for a, b in pairs.items()} for column, pairs in document.get("values", {}).items()},
        constants={str(key): str(value) for key, value in document.get("constants", {}).items()},
        ignored=tuple(document.get("ignored", {}).get("columns", ())),
        coverage=(coverage["stream"], coverage["how"]) if coverage else None,
    )
    return check(found)


def check(found: ColumnMap) -> ColumnMap:
    """The map itself, if its fields exist and are enough."""
    if found.into not in MAPPED:
        raise MapError(f"no table {found.into!r} can be filled by a map", place=found.name, remedy=f"use --as {' | '.join(MAPPED)}")
    possible = fields(found.into)
    for known in (*found.fields.values(), *found.constants):
        if known not in possible:
            raise MapError(f"{found.into} has no field {known!r}", place=found.name, remedy=f"fields: {', '.join(possible)}")
    named = list(found.fields.values())
    if twice := {known for known in named if named.count(known) > 1}:
        raise MapError(f"two columns for {', '.join(sorted(twice))}", place=found.name, remedy="map one column to each field")
    for choice in NEEDED[found.into]:
        if not set(choice) & {*named, *found.constants}:
            what = " or ".join(choice)
            raise MapError(f"no column for {what}", place=found.name, remedy=f"name it: --map COLUMN={choice[0]}")
    return found


def load(path: Path) -> ColumnMap:
    """The map in a TOML file; its name is the file's. Raises MapError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MapError(f"this map cannot be read: {error}", place=str(path), remedy="see docs of --map for an example") from error
    return parse(document, path.stem)


@cache
def ready(folder: Path) -> dict[str, ColumnMap]:
    """The maps of a folder by name."""
    return {path.stem: load(path) for path in sorted(folder.glob("*.toml"))}


def recognise(header: list[str], maps: Mapping[str, ColumnMap]) -> ColumnMap | None:
    """The ready map with exactly these columns; None if there is none."""
    return next((found for found in maps.values() if found.header == frozenset(header)), None)


def choose(header: list[str], recipe: Recipe, maps: Mapping[str, ColumnMap], place: str) -> ColumnMap:
    """The map for a file with these columns: the user's, a ready one, or the columns' own names. Raises MapError."""
    if recipe.map:
        given = Path(recipe.map)
        found = maps.get(recipe.map) or (load(given) if given.suffix == ".toml" else None)
        if found is None:
            raise MapError(f"there is no map {recipe.map!r}", place=place, remedy=f"ready maps: {', '.join(maps)}; or give a .toml file")
    elif recipe.columns:
        found = ColumnMap("--map", recipe.into or "posts", "", {})
    else:
        found = recognise(header, maps) or _by_names(header, recipe)
    if found is None:
        raise MapError(
            f"no ready map has these columns: {', '.join(header[:12])}",
            place=place,
            remedy="say which column is which: --map COLUMN=FIELD, with fields " + ", ".join(fields(recipe.into or "posts")),
        )
    if recipe.columns:
        kept = {column: known for column, known in found.fields.items() if known not in recipe.columns.values()}
        found = check(replace(found, fields={**kept, **recipe.columns}))
    if recipe.into and recipe.into != found.into:
        raise MapError(f"the map {found.name} is for {found.into}, not {recipe.into}", place=place, remedy=f"use --as {found.into}")
    if missing := [column for column in found.fields if column not in header]:
        raise MapError(f"the file has no column {', '.join(missing)}", place=place, remedy=f"its columns: {', '.join(header[:40])}")
    platform = recipe.platform or found.platform
    if not platform and not {"platform"} & {*found.fields.values(), *found.constants} and found.into != "accounts":
        raise MapError("the rows do not say which platform they are from", place=place, remedy="add --platform x (or mastodon, blog…)")
    return replace(found, platform=platform)


def _by_names(header: list[str], recipe: Recipe) -> ColumnMap | None:
    """A file whose columns bear the names of our fields needs no map; other columns are not read."""
    into = recipe.into or "posts"
    if into not in MAPPED:
        return None
    own = {column: column.removesuffix("_us") for column in header if column.removesuffix("_us") in fields(into)}
    if not all(set(choice) & set(own.values()) for choice in NEEDED[into]):
        return None
    return ColumnMap("columns by name", into, "", own)
