"""Tables that Jasette itself wrote (`jasette export`), read back as they were: known by their columns, all of them, in order."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from jasette.cells import unescape_sql
from jasette.engine import connect
from jasette.schema import POST_KINDS, TABLES, Table
from jasette.source import Item, Rejected
from jasette.source.ndjson import Layout
from jasette.source.ndjson import read as read_lines
from jasette.source.records import Pages
from jasette.source.rows import rows, select
from jasette.source.shape import INT, TEXT
from jasette.source.tabular import Plan, read_csv
from jasette.sql import identifier, literal

if TYPE_CHECKING:
    import duckdb

    from jasette.source.files import InputFile

OWN = ("posts", "accounts")
"""The tables that leave in the form of the archive."""


def recognise(names: Sequence[str]) -> Table | None:
    """The table that has exactly these columns; None where none has."""
    return next((TABLES[name] for name in OWN if TABLES[name].names == tuple(names)), None)


def missing(table: Table) -> str:
    """SQL: what is wrong with a row whose columns have their types; null if nothing."""
    clauses = [f"WHEN {name} IS NULL THEN '{name} is missing'" for name in table.key]
    if "kind" in table.names:
        kinds = ", ".join(literal(kind) for kind in POST_KINDS)
        clauses.append(f"WHEN kind NOT IN ({kinds}) THEN concat('kind ', substr(kind, 1, 60), ' is none of {', '.join(POST_KINDS)}')")
    return f"CASE {' '.join(clauses)} END"


def from_csv(file: InputFile, table: Table) -> Iterator[Item]:
    """The items of a CSV file with this table's columns."""
    expressions, clauses = {}, []
    for column in table.columns:
        name = identifier(column.name)
        match column.kind:
            case "int":
                expressions[column.name] = f"TRY_CAST({name} AS BIGINT)"
                clauses.append(f"WHEN {name} IS NOT NULL AND TRY_CAST({name} AS BIGINT) IS NULL THEN '{column.name} is not a whole number'")
            case "texts":
                expressions[column.name] = f"from_json({name}, '[\"VARCHAR\"]')"
                clauses.append(f"WHEN {name} IS NOT NULL AND NOT json_valid({name}) THEN '{column.name} is not a JSON list'")
            case _:
                expressions[column.name] = unescape_sql(column.name)
    reason = f"CASE {' '.join(clauses)} ELSE {missing(table)} END"

    def items(connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[Item]:
        yield from rows(connection, table.name, f"SELECT {select(table.name, expressions)} FROM {relation}")

    yield from read_csv(file, lambda names: Plan(table.name, reason, items))


def from_lines(file: InputFile, table: Table) -> Iterator[Item]:
    """The items of a file of JSON lines with this table's columns."""
    leaves = {"int": INT, "texts": [TEXT]}
    layout = Layout({column.name: leaves.get(column.kind, TEXT) for column in table.columns}, missing(table), Pages({}), table.name)
    same = {name: identifier(name) for name in table.names}

    def emit(connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[Item]:
        yield from rows(connection, table.name, f"SELECT {select(table.name, same)} FROM {relation}")

    yield from read_lines(file, layout, emit)


def from_parquet(file: InputFile) -> Iterator[Item] | None:
    """The items of a Parquet file with exactly a table's columns and types; None where it is another."""
    import pyarrow as pa
    from pyarrow.parquet import read_schema

    with tempfile.TemporaryDirectory(prefix="reading-", dir=file.spool) as folder:
        path, _ = file.local(Path(folder))
        try:
            found = read_schema(path)
        except (OSError, pa.ArrowException):
            return None
    table = recognise(found.names)
    return _rows(file, table) if table is not None and found.equals(table.arrow) else None


def _rows(file: InputFile, table: Table) -> Iterator[Item]:
    with tempfile.TemporaryDirectory(prefix="reading-", dir=file.spool) as folder, closing(connect(Path(folder))) as connection:
        path, _ = file.local(Path(folder))
        source = f"(SELECT *, ({missing(table)}) AS reason_ FROM read_parquet({literal(str(path))}, file_row_number = true))"
        names = ", ".join(identifier(name) for name in table.names)
        bad = f"SELECT file_row_number, reason_, {names} FROM {source} WHERE reason_ IS NOT NULL ORDER BY 1"
        for number, reason, *values in connection.execute(bad).fetchall():
            target = io.StringIO(newline="")
            csv.writer(target, lineterminator="\n").writerows([table.names, values])
            yield Rejected(table.name, f"row {number + 1}: {reason}", target.getvalue().encode())
        yield from rows(connection, table.name, f"SELECT {names} FROM {source} WHERE reason_ IS NULL")
