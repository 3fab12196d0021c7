"""Accounts that a file names again and again, given once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jasette.schema import TABLES
from jasette.source import Item
from jasette.source.rows import rows

if TYPE_CHECKING:
    import duckdb


def once(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Item]:
    """Rows of `accounts` that this file has not given yet, whatever the moment of observation (the latest is kept)."""
    known = ", ".join(name for name in TABLES["accounts"].names if name != "observed_us")
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS accounts_given (key UBIGINT)")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE accounts_fresh AS SELECT {known}, max(observed_us) AS observed_us, hash({known}) AS key "
        f"FROM ({query}) WHERE account_id IS NOT NULL GROUP BY ALL HAVING hash({known}) NOT IN (SELECT key FROM accounts_given)"
    )
    connection.execute("INSERT INTO accounts_given SELECT key FROM accounts_fresh")
    names = ", ".join(TABLES["accounts"].names)
    yield from rows(connection, "accounts", f"SELECT {names} FROM accounts_fresh ORDER BY account_id, key")
