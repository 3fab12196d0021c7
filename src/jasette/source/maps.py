"""Column maps: which column of a table is which field. A map holds no SQL, only names, translations and constants.

A map is a TOML file (ready ones lie in `sources/maps/`, recognised by their header) or comes from `--map column=field`.
Besides the columns of the table it is for (`published` stands for `published_us`) there are fields that only maps know:

    handle                                        the account, where only its handle is known
    account_name                                  the name that the account shows
    site                                          the account, where it is the host of an address: `blog:host`
    page                                          the post, where its id is the address of a page, in one spelling
    parent, parent_account, parent_handle, parent_name   the post referred to and its author: what it is depends on the kind

An exporting tool adds columns and translates their names: a map that says by which of them it is known (`known_by`) takes
such a file, whatever else stands in it, and names all columns that may hold a field, the first that is there.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jasette.errors import MapError
from jasette.schema import HOW, SOURCE_TABLES, STREAMS, TABLES
from jasette.source import Recipe

PARENT = ("parent", "parent_account", "parent_handle", "parent_name")
MAPPED = tuple(name for name in SOURCE_TABLES if name != "coverage")
NEEDED = {
    "posts": (("post_id", "page"),),
    "accounts": (("account_id", "handle"),),
    "audience": (("account_id", "handle"), ("member",)),
    "interactions": (("account_id", "handle"), ("object", "target")),
}


@dataclass(frozen=True)
class ColumnMap:
    """`values` is {column: {value in the file: ours}}; `coverage` (stream, how) or None."""

    name: str
    into: str
    platform: str
    fields: Mapping[str, tuple[str, ...]]
    """`{field: columns}`: the first of them that a file has holds the field."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    coverage: tuple[str, str] | None = None
    known_by: tuple[tuple[str, ...], ...] = ()
    """Sets of columns, one for each language or version: a file that has all of one set is read by this map."""
    closed: bool = False
    """True where a file with a column that the map does not name is another kind of file."""
    public: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """`{column: values}`: rows that say anything else are not addressed to the public, and are left out."""
    patterns: Mapping[str, str] = field(default_factory=dict)
    """`{field: regular expression}`: what its first group finds in the column is the field, as in `/video/([0-9]+)`."""
    unknown: tuple[str, ...] = ()
    """What the file writes where it does not know: `--`, `N/A`."""
    dates: tuple[str, ...] = ()
    """How times are written where not in ISO 8601, in the order in which they are tried: `%m/%d/%Y %H:%M`."""
    zone: str = ""
    """Time zone of times that say none; "" where nobody knows: such times are refused."""
    title: str = ""
    obtain: str = ""
    covers: str = ""
    cannot_tell: str = ""

    @property
    def named(self) -> frozenset[str]:
        """Every column that the map names."""
        return frozenset((*(column for columns in self.fields.values() for column in columns), *self.ignored))

    def column(self, name: str) -> str | None:
        """The column that holds field `name`; None if there is none."""
        return next(iter(self.fields.get(name, ())), None)


def fields(into: str) -> tuple[str, ...]:
    """Every field that a map for table `into` may name."""
    own = tuple(name.removesuffix("_us") for name in TABLES[into].names)
    extra = {
        "posts": ("handle", "account_name", "site", "page", *PARENT),
        "audience": ("handle",),
        "interactions": ("handle", "target_handle"),
    }
    return (*own, *extra.get(into, ()))


SECTIONS = (
    "title", "into", "platform", "known_by", "closed", "fields", "values", "constants", "ignored", "public", "patterns", "unknown", "times",
    "coverage", "obtain", "covers", "cannot_tell",
)  # fmt: skip


def parse(document: Mapping[str, Any], name: str) -> ColumnMap:
    """A map from its TOML document. Raises MapError that names what is wrong."""
    if unknown := set(document) - set(SECTIONS):
        raise MapError(f"unknown section {', '.join(sorted(unknown))}", place=name, remedy=f"a map has {', '.join(sorted(SECTIONS))}")
    coverage = document.get("coverage")
    if coverage is not None and (coverage.get("stream") not in STREAMS or coverage.get("how") not in HOW):
        raise MapError("coverage needs a stream and how", place=name, remedy=f"streams: {', '.join(STREAMS)}; how: {', '.join(HOW)}")
    times = document.get("times", {})
    found = ColumnMap(
        name=name,
        into=str(document.get("into", "posts")),
        platform=str(document.get("platform", "")),
        fields=by_field(document.get("fields", {})),
        values={column: {str(a): str(b) for a, b in pairs.items()} for column, pairs in document.get("values", {}).items()},
        constants={str(key): str(value) for key, value in document.get("constants", {}).items()},
        ignored=tuple(document.get("ignored", {}).get("columns", ())),
        coverage=(coverage["stream"], coverage["how"]) if coverage else None,
        known_by=tuple(tuple(map(str, names)) for names in document.get("known_by", ())),
        closed=bool(document.get("closed", False)),
        public={column: tuple(map(str, values)) for column, values in document.get("public", {}).items()},
        patterns={str(key): str(value) for key, value in document.get("patterns", {}).items()},
        unknown=tuple(map(str, document.get("unknown", ()))),
        dates=tuple(map(str, times.get("formats", ()))),
        zone=str(times.get("zone", "")),
        **{key: str(document.get(key, "")) for key in ("title", "obtain", "covers", "cannot_tell")},
    )
    return check(found)


def by_field(columns: Mapping[str, str | list[str]]) -> dict[str, tuple[str, ...]]:
    """`{field: columns}` of `{column: field, or fields}`; several fields are a list, or stand between commas."""
    found: dict[str, tuple[str, ...]] = {}
    for column, given in columns.items():
        for name in given.split(",") if isinstance(given, str) else given:
            found[name.strip()] = (*found.get(name.strip(), ()), column)
    return found


def check(found: ColumnMap) -> ColumnMap:
    """The map itself, if its fields exist and are enough."""
    if found.into not in MAPPED:
        raise MapError(f"no table {found.into!r} can be filled by a map", place=found.name, remedy=f"use --as {' | '.join(MAPPED)}")
    possible = fields(found.into)
    for known in (*found.fields, *found.constants, *found.patterns):
        if known not in possible:
            raise MapError(f"{found.into} has no field {known!r}", place=found.name, remedy=f"fields: {', '.join(possible)}")
    if not found.known_by and (twice := [known for known, columns in found.fields.items() if len(columns) > 1]):
        raise MapError(f"two columns for {', '.join(sorted(twice))}", place=found.name, remedy="map one column to each field")
    for choice in NEEDED[found.into]:
        if not set(choice) & {*found.fields, *found.constants}:
            what = " or ".join(choice)
            raise MapError(f"no column for {what}", place=found.name, remedy=f"name it: --map COLUMN={choice[0]}")
    try:
        ZoneInfo(found.zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise MapError(f"there is no time zone {found.zone!r}", place=found.name, remedy="write it like America/Toronto, or UTC") from error
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


def plain(name: str) -> str:
    """A column's name without accents, case, marks and blanks at its ends: what tools change between versions."""
    bare = unicodedata.normalize("NFKD", name.replace("\u2019", "'"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())


def recognise(header: list[str], maps: Mapping[str, ColumnMap]) -> ColumnMap | None:
    """The ready map for exactly these columns, else the one that knows most of them as its own; None if there is none."""
    exact = next((found for found in maps.values() if not found.known_by and found.named == frozenset(header)), None)
    if exact is not None:
        return exact
    seen, best, most = {plain(name) for name in header}, None, 0
    for found in maps.values():
        if (sure := _sure(found, seen)) > most:
            best, most = found, sure
    return best


def fit(found: ColumnMap, header: list[str], place: str) -> ColumnMap:
    """The map with the columns that this file has, spelled as there. Raises MapError where the map wants more of them."""
    if not found.known_by:
        if missing := [column for columns in found.fields.values() for column in columns if column not in header]:
            raise MapError(f"the file has no column {', '.join(missing)}", place=place, remedy=f"its columns: {', '.join(header[:40])}")
        return found
    spelled = {plain(name): name for name in reversed(header)}

    def there(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(spelled[plain(column)] for column in columns if plain(column) in spelled)[:1]

    return check(
        replace(
            found,
            fields={known: there(columns) for known, columns in found.fields.items() if there(columns)},
            values={there((column,))[0]: pairs for column, pairs in found.values.items() if there((column,))},
            public={there((column,))[0]: values for column, values in found.public.items() if there((column,))},
        )
    )


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
    if recipe.into and recipe.into != found.into:
        raise MapError(f"the map {found.name} is for {found.into}, not {recipe.into}", place=place, remedy=f"use --as {found.into}")
    if recipe.columns:
        found = check(replace(found, fields={**found.fields, **by_field(recipe.columns)}))
    found = fit(found, header, place)
    platform = recipe.platform or found.platform
    if not platform and not {"platform"} & {*found.fields, *found.constants} and found.into != "accounts":
        raise MapError("the rows do not say which platform they are from", place=place, remedy="add --platform x (or mastodon, blog…)")
    if recipe.account:
        found = replace(found, constants={**found.constants, "account_id": recipe.account})
    if found.coverage and not {"account_id", "handle", "site"} & {*found.fields, *found.constants}:
        raise MapError("the rows do not say whose posts they are", place=place, remedy=f"add --account {platform or 'x'}:@NAME")
    dates = (recipe.dates,) if recipe.dates else found.dates
    return check(replace(found, platform=platform, zone=recipe.zone or found.zone, dates=dates))


def knows(header: list[str], recipe: Recipe, maps: Mapping[str, ColumnMap]) -> bool:
    """Whether this row of names is one that `choose` would find a map for."""
    given = maps.get(recipe.map) or (load(Path(recipe.map)) if recipe.map.endswith(".toml") else None)
    if given is not None:
        return bool(_sure(given, {plain(name) for name in header})) if given.known_by else given.named <= {*header, *given.ignored}
    if recipe.columns:
        return set(recipe.columns) <= set(header)
    return recognise(header, maps) is not None or _by_names(header, recipe) is not None


def _sure(found: ColumnMap, seen: set[str]) -> int:
    """How many columns of a header a map knows as its own; 0 where it is another kind of file."""
    if found.closed and not seen <= {plain(name) for name in found.named}:
        return 0
    return max((len(names) for names in found.known_by if {plain(name) for name in names} <= seen), default=0)


def _by_names(header: list[str], recipe: Recipe) -> ColumnMap | None:
    """A file whose columns bear the names of our fields needs no map; other columns are not read."""
    into = recipe.into or "posts"
    if into not in MAPPED:
        return None
    own = {column.removesuffix("_us"): (column,) for column in header if column.removesuffix("_us") in fields(into)}
    if not all(set(choice) & set(own) for choice in NEEDED[into]):
        return None
    return ColumnMap("columns by name", into, "", own)
