"""From SQL expressions to rows of the archive's schema, all columns there, in order and of the right type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from jasette.schema import SQL_TYPES, TABLES
from jasette.source import Rows
from jasette.sql import identifier

if TYPE_CHECKING:
    import duckdb

BATCH = 65_536
"""Rows per batch: some tens of megabytes of posts."""


def select(into: str, expressions: Mapping[str, str]) -> str:
    """The select list of table `into`: a column without an expression is null, which means unknown."""
    table = TABLES[into]
    if unknown := set(expressions) - set(table.names):
        raise ValueError(f"{into} has no column {', '.join(sorted(unknown))}")
    return ",\n  ".join(
        f"CAST({expressions.get(column.name, 'NULL')} AS {SQL_TYPES[column.kind]}) AS {identifier(column.name)}" for column in table.columns
    )


def rows(connection: duckdb.DuckDBPyConnection, into: str, query: str) -> Iterator[Rows]:
    """The query's result in batches; nothing where it is empty. The connection is busy until the last was taken."""
    import pyarrow as pa

    reader = connection.sql(query).to_arrow_reader(BATCH)
    target = TABLES[into].arrow
    for batch in reader:
        if batch.num_rows:
            yield Rows(into, pa.Table.from_batches([batch]).cast(target))
