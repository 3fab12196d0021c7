"""From SQL expressions to rows of the archive's schema, all columns there, in order and of the right type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from jasette.schema import SQL_TYPES, TABLES
from jasette.source import Rows
from jasette.sql import identifier

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from jasette.source.columns import Make

BATCH = 65_536
"""Rows per batch: some tens of megabytes of posts."""


def select(into: str, expressions: Mapping[str, str]) -> str:
    """The select list of table `into`: a column without an expression is null, which means unknown."""
    table = TABLES[into]
    _known(into, expressions)
    return ",\n  ".join(
        f"CAST({expressions.get(column.name, 'NULL')} AS {SQL_TYPES[column.kind]}) AS {identifier(column.name)}" for column in table.columns
    )


def struct(into: str, expressions: Mapping[str, str], **more: str) -> str:
    """One row of table `into` as an SQL struct of the columns that are known, for `from_structs`; `more` are fields beside them."""
    _known(into, expressions)
    kinds = {column.name: SQL_TYPES[column.kind] for column in TABLES[into].columns}
    fields = [f"{identifier(name)} := CAST({expression} AS {kinds[name]})" for name, expression in expressions.items()]
    return f"struct_pack({', '.join(fields + [f'{identifier(name)} := {expression}' for name, expression in more.items()])})"


def _known(into: str, expressions: Mapping[str, str]) -> None:
    if unknown := set(expressions) - set(TABLES[into].names):
        raise ValueError(f"{into} has no column {', '.join(sorted(unknown))}")


def rows(connection: duckdb.DuckDBPyConnection, into: str, query: str) -> Iterator[Rows]:
    """The query's result in batches; nothing where it is empty. The connection is busy until the last was taken."""
    import pyarrow as pa

    reader = connection.sql(query).to_arrow_reader(BATCH)
    target = TABLES[into].arrow
    for batch in reader:
        if batch.num_rows:
            yield Rows(into, pa.Table.from_batches([batch]).cast(target))


def structs(column: pa.Array) -> pa.StructArray:
    """The structs of a column of structs, or of lists of them, in their order; nulls left out."""
    import pyarrow as pa

    found = column.flatten() if pa.types.is_list(column.type) else column
    return found.drop_null() if found.null_count else found


def from_structs(into: str, found: pa.StructArray, made: Mapping[str, Make] | None = None) -> pa.Table:
    """Rows of table `into` from structs without nulls: columns are `made` of them, else stand in them, else are null."""
    import pyarrow as pa

    target, made = TABLES[into].arrow, made or {}
    there = {field.name for field in found.type}

    def column(name: str, kind: pa.DataType) -> pa.Array:
        if name in made:
            return made[name](found)
        return found.field(name).cast(kind) if name in there else pa.nulls(len(found), kind)

    return pa.Table.from_arrays([column(field.name, field.type) for field in target], schema=target)
