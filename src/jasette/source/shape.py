"""One declaration of a record's shape, from which the fast and the careful reader are both made.

A shape is a dict of keys to leaves (ID, TEXT, INT, FLAG, ANY, JSON), to shapes, or to one-element lists of these. Keys that it
does not name are not read. From it come the columns for DuckDB's `read_json` and a msgspec type whose errors name
the path, so that the two ways agree on what a record is.
"""

from __future__ import annotations

from types import GenericAlias
from typing import Any, Literal

import msgspec

from jasette.sql import identifier

Leaf = Literal["id", "text", "int", "flag", "any", "json"]
ID: Leaf = "id"
TEXT: Leaf = "text"
INT: Leaf = "int"
FLAG: Leaf = "flag"
ANY: Leaf = "any"
"""Whatever it is, as text: only whether it is there matters."""
JSON: Leaf = "json"
"""Whatever it is, as the JSON it stands there: for a part whose shape depends on the rest, to be looked into by SQL."""

Shape = dict[str, Any]
"""`{key: leaf | Shape | [leaf] | [Shape]}`."""

_SQL: dict[Leaf, str] = {"id": "VARCHAR", "text": "VARCHAR", "int": "BIGINT", "flag": "BOOLEAN", "any": "VARCHAR", "json": "JSON"}
# As lax as DuckDB's casts, which decide in the end: a number in quotes is a number, an id may be one (the sources
# then refuse ids that a spreadsheet has rounded). What DuckDB would take in silence, an object as text, is refused here.
_TYPES: dict[Leaf, Any] = {
    "id": int | float | str | None,
    "text": str | int | float | bool | None,
    "int": bool | int | float | None,
    "flag": bool | int | None,
    "any": Any,
    "json": Any,
}


def sql_type(shape: Any) -> str:
    """The DuckDB type of a leaf, shape or list."""
    if isinstance(shape, dict):
        return f"STRUCT({', '.join(f'{identifier(key)} {sql_type(inner)}' for key, inner in shape.items())})"
    if isinstance(shape, list):
        return f"{sql_type(shape[0])}[]"
    return _SQL[shape]


def columns_argument(shape: Shape) -> str:
    """The shape as the `columns` argument of `read_json`."""
    return "{" + ", ".join(f"{identifier(key)}: '{sql_type(inner)}'" for key, inner in shape.items()) + "}"


def decoder(shape: Shape) -> msgspec.json.Decoder[Any]:
    """A typed decoder: its ValidationError names the path (`$.user.id`)."""
    return msgspec.json.Decoder(_struct(shape), strict=False)


def _struct(shape: Shape, depth: str = "Record") -> Any:
    names = {f"f{index}": key for index, key in enumerate(shape)}
    fields = [(f"f{index}", _type(inner, f"{depth}_{index}"), None) for index, inner in enumerate(shape.values())]
    return msgspec.defstruct(depth, fields, rename=names)


def _type(shape: Any, depth: str) -> Any:
    if isinstance(shape, dict):
        return _struct(shape, depth) | None
    if isinstance(shape, list):
        # inside lists a text may be anything, as for DuckDB: a strange mention must not cost the whole post
        inner: Any = _type(shape[0], depth) if isinstance(shape[0], dict) else Any
        return GenericAlias(list, (inner,)) | None
    return _TYPES[shape]


def doubtful(shape: Shape) -> str:
    """SQL: true where a text column holds what may have been an object or a list (DuckDB gives its JSON).

    Only says that the record must be looked at again by the careful way: a real text may look the same.
    """
    paths = _text_paths(shape)
    # as ranges: `starts_with` takes three times as long; few texts pass it, and only they are parsed. Capitals and digits are before `[`
    begins = " OR ".join(f"({path} >= '[' AND ({path} < '\\' OR {path} >= '{{' AND {path} < '|'))" for path in paths)
    valid = " OR ".join(f"coalesce({path}[1] IN ('{{', '[') AND json_valid({path}), false)" for path in paths)
    return f"(CASE WHEN {begins} THEN {valid} ELSE false END)" if paths else "(false)"


def _text_paths(shape: Shape, prefix: str = "") -> list[str]:
    paths: list[str] = []
    for key, inner in shape.items():
        path = f"{prefix}{identifier(key)}"
        if isinstance(inner, dict):
            paths += _text_paths(inner, f"{path}.")
        elif inner == "text":
            paths.append(path)
    return paths


class Pairs(list[tuple[str, Any]]):
    """An object as its pairs, so that keys that come twice are still there."""


def repeats(shape: Any, value: Any) -> int:
    """How many keys that the shape names come twice or more in `value`, made of Pairs."""
    if isinstance(shape, list):
        return sum(repeats(shape[0], inner) for inner in value) if isinstance(value, list) and not isinstance(value, Pairs) else 0
    if not isinstance(shape, dict) or not isinstance(value, Pairs):
        return 0
    count, seen = 0, set()
    for key, inner in value:
        if key in seen:
            count += key in shape
            continue
        seen.add(key)
        count += repeats(shape.get(key), inner)
    return count


def first_wins(value: Any) -> Any:
    """Pairs as dicts in which the first of equal keys is kept."""
    if isinstance(value, Pairs):
        kept: dict[str, Any] = {}
        for key, inner in value:
            kept.setdefault(key, first_wins(inner))
        return kept
    return [first_wins(inner) for inner in value] if isinstance(value, list) else value
