"""Under which ids an account stands in the archive: its native id, and the handles of which it was the last bearer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import duckdb

ALIASES = """
    WITH borne AS (
        SELECT concat(platform, ':@', lower(handle)) AS name, account_id,
            row_number() OVER (PARTITION BY platform, lower(handle) ORDER BY observed_us DESC NULLS LAST, account_id) AS nth
        FROM stored_accounts WHERE handle IS NOT NULL AND account_id NOT LIKE '%:@%'
    ),
    natives AS (SELECT id FROM seeds UNION SELECT account_id FROM borne WHERE nth = 1 AND name IN (SELECT id FROM seeds))
    SELECT id FROM natives UNION SELECT name FROM borne WHERE nth = 1 AND account_id IN (SELECT id FROM natives)"""


def aliases(connection: duckdb.DuckDBPyConnection, account_ids: Iterable[str]) -> frozenset[str]:
    """All ids of these accounts, themselves included; needs the mounted archive. No accounts: none.

    A handle that somebody else bears now is theirs: it is left alone.
    """
    connection.register("seeds", pa.table({"id": pa.array(sorted(account_ids), pa.string())}))
    try:
        return frozenset(row[0] for row in connection.execute(ALIASES).fetchall())
    finally:
        connection.unregister("seeds")
