"""One step of the chain: a name, and the SQL of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

LOW, HIGH = -(2**62), 2**62
"""Stand for an open beginning and an open end: dates compare without nulls."""
DATED = (-30_610_224_000_000_000, 7_258_118_399_999_999)
"""The years 1000 to 2199 in microseconds. What claims another was published nobody knows when: one post of the year 5000 would make every
calendar three thousand years long."""


def dated(value: str) -> str:
    """SQL: an instant that may be one at which something was published; null for another."""
    return f"CASE WHEN {value} BETWEEN {DATED[0]} AND {DATED[1]} THEN {value} END"


@dataclass(frozen=True)
class Step:
    """A working table `name` (all begin with `w_`) that holds the rows of the query `sql`."""

    name: str
    sql: str


def run(connection: duckdb.DuckDBPyConnection, steps: Iterable[Step]) -> None:
    """Make the working tables, in order; they live in the connection and are dropped at the end of the build."""
    for step in steps:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {step.name} AS {step.sql}")


@contextmanager
def registered(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> Iterator[None]:
    """The tables as views of these names, inside."""
    for name, table in tables.items():
        connection.register(name, table)
    try:
        yield
    finally:
        for name in tables:
            connection.unregister(name)


def stood(alias: str, account: str, at: str) -> str:
    """As `standing`, for an account by its number."""
    return standing(alias, account, at).replace("w_standing", "w_stood").replace(f"{alias}.account_id", f"{alias}.account")


def standing(alias: str, account: str, at: str) -> str:
    """SQL join to what the roster says of `account` at the time `at` (the latest entry where the time is not known)."""
    return (
        f"LEFT JOIN w_standing AS {alias} ON {alias}.account_id = {account}"
        f" AND coalesce({at}, {HIGH - 1}) >= {alias}.from_us AND coalesce({at}, {HIGH - 1}) < {alias}.to_us"
    )
