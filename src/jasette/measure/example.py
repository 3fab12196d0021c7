"""Puts the rows of a worked example on a connection, as if an observatory had been built from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from jasette.errors import DeclarationError
from jasette.measure.calendar import micros
from jasette.reconstruct.tables import DERIVED, Derived
from jasette.schema import STREAMS

if TYPE_CHECKING:
    import duckdb

FROM_US, TO_US = micros(datetime(2024, 3, 1, tzinfo=UTC)), micros(datetime(2024, 4, 1, tzinfo=UTC))
"""March 2024: what is covered where an example says nothing of it."""
TYPES = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(), "VARCHAR[]": pa.list_(pa.string())}


def mount(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Make every derived table from the example's rows (see `Example`); raises DeclarationError on an unknown table or column."""
    for name in rows:
        if name not in DERIVED:
            raise DeclarationError(f"{name!r} is no derived table", place="example")
    given: dict[str, Sequence[Mapping[str, Any]]] = dict(rows)
    voices = {row.get("voice") for name, some in rows.items() if name not in ("voices", "coverage") for row in some}
    named = sorted(voice for voice in voices if voice)
    given.setdefault("voices", [{"voice": voice, "name": voice} for voice in named])
    given.setdefault(
        "coverage",
        [
            {"voice": voice, "stream": stream, "from_us": FROM_US, "to_us": TO_US, "how": "complete", "source": "example"}
            for voice in named
            for stream in STREAMS
        ],
    )
    for name, derived in DERIVED.items():
        table = _table(derived, given.get(name, ()))
        connection.register(name, table)


def _table(derived: Derived, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    known = set(derived.names)
    for row in rows:
        for name in row:
            if name not in known:
                raise DeclarationError(f"{derived.name} has no column {name!r}", place="example")
    numbered = [_defaults(known, index) | dict(row) for index, row in enumerate(rows)]
    columns: dict[str, pa.Array] = {}
    for column in derived.columns:
        values = [row.get(column.name) for row in numbered]
        columns[column.name] = pa.array([instant(v) for v in values] if column.name.endswith("_us") else values, TYPES[column.type])
    return pa.table(columns)


def _defaults(known: set[str], index: int) -> dict[str, Any]:
    """Every act is a thread of its own and happened on 2 March, where the example does not care."""
    default = {"post_id": f"x:{index + 1}", "thread": f"x:{index + 1}", "at_us": "2024-03-02", "platform": "x", "lang": "en"}
    return {name: value for name, value in default.items() if name in known}


def instant(value: str | int | None) -> int | None:
    """Microseconds of `2024-03-01 09:30` (UTC); a number stays itself."""
    return micros(datetime.fromisoformat(value).replace(tzinfo=UTC)) if isinstance(value, str) else value
