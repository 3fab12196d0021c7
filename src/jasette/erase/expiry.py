"""What has been kept for longer than the retention: posts of the public, and what came with them (decision 0013).

post of the public             goes like a deleted one: its hash stays, others' replies to it point at `erased:<hash>`
post of a rostered voice       stays
reject, interaction            goes (a rostered voice's interaction stays)
profile                        goes once nothing is left of whom it is
audience                       hashes of members, under a key of their own: `audience seal` is their end
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from jasette.desk.retention import DAY_US
from jasette.erase.aliases import aliases

if TYPE_CHECKING:
    import duckdb

    from jasette.archive import Archive
    from jasette.desk import Desk
    from jasette.erase.sweep import Counts

FILE = "split_part(batch, '-', 1)"
HOLDING = ("posts", "accounts", "interactions", "rejects")
OLD = f"{FILE} IN (SELECT id FROM old_files)"


def _voice(at: str) -> str:
    """SQL: whether a row's account spoke for a rostered voice at that time."""
    begun, not_over = f"(from_us IS NULL OR {at} IS NULL OR {at} >= from_us)", f"(to_us IS NULL OR {at} IS NULL OR {at} < to_us)"
    return f"EXISTS (SELECT 1 FROM voices_accounts WHERE id = account_id AND {begun} AND {not_over})"


VOICE = _voice("published_us")
GONE = {
    "rejects": OLD,
    "interactions": f"{OLD} AND NOT {_voice('at_us')}",
    "accounts": f"{OLD} AND account_id NOT IN (SELECT id FROM voices_accounts) "
    "AND account_id NOT IN (SELECT account_id FROM stored_posts WHERE account_id IS NOT NULL "
    "AND post_id NOT IN (SELECT id FROM old_posts))",
}
"""Rows that go by the file that brought them."""


@dataclass(frozen=True)
class Old:
    """What is too old."""

    posts: list[str] = field(default_factory=list)
    others: Counts = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        return not self.posts and not self.others


def learn(connection: duckdb.DuckDBPyConnection, desk: Desk, now_us: int) -> None:
    """Files in the mounted archive of which it is not known since when they are here, are here since now."""
    union = " UNION ".join(f"SELECT {FILE} AS file FROM stored_{table}" for table in HOLDING)
    known = desk.retention.known()
    desk.retention.came([row[0] for row in connection.execute(union).fetchall() if row[0] and row[0] not in known], now_us)


def too_old(connection: duckdb.DuckDBPyConnection, desk: Desk, now_us: int) -> Old:
    """What in the mounted archive is here for longer than the retention; its ids are left on the connection, for `drop`.

    A post is here since the first file that brought it. A voice of which the entry on the roster has lapsed is of the public.
    """
    files = desk.retention.since_before(now_us - desk.retention_days * DAY_US)
    if not files:
        return Old()
    _table(connection, "old_files", files)
    _voices(connection, desk, now_us)
    posts = connection.execute(
        f"SELECT DISTINCT post_id FROM stored_posts WHERE {OLD} AND NOT {VOICE} AND NOT starts_with(post_id, 'erased:') "
        f"AND post_id NOT IN (SELECT post_id FROM stored_posts WHERE post_id IS NOT NULL AND {VOICE}) ORDER BY 1"
    ).fetchall()
    _table(connection, "old_posts", [row[0] for row in posts])
    counts = {}
    for table, gone in GONE.items():
        ((count,),) = connection.execute(f"SELECT count(*) FROM stored_{table} WHERE {gone}").fetchall()
        if count:
            counts[table] = {"removed": int(count), "cleared": 0}
    return Old([row[0] for row in posts], counts)


def _voices(connection: duckdb.DuckDBPyConnection, desk: Desk, now_us: int) -> None:
    """`voices_accounts`(id, from_us, to_us): under which ids the accounts of voices stand, and when they were theirs."""
    links = desk.roster_tables(now_us)["roster_accounts"].to_pylist()
    periods: dict[tuple[int | None, int | None], list[str]] = {}
    for link in links:
        periods.setdefault((link["from_us"], link["to_us"]), []).append(link["account_id"])
    rows = [
        {"id": name, "from_us": from_us, "to_us": to_us}
        for (from_us, to_us), accounts in periods.items()
        for name in sorted(aliases(connection, accounts))
    ]
    shape = pa.schema([("id", pa.string()), ("from_us", pa.int64()), ("to_us", pa.int64())])
    connection.register("these_links", pa.Table.from_pylist(rows, shape))
    connection.execute("CREATE OR REPLACE TEMP TABLE voices_accounts AS SELECT * FROM these_links")
    connection.unregister("these_links")


def drop(archive: Archive, connection: duckdb.DuckDBPyConnection, old: Old) -> Counts:
    """Take the rows that go by their file out of the archive, one commit a table; killed between, the next look finds the rest."""
    for table in old.others:
        archive.rewrite(table, connection, f"SELECT * FROM stored_{table} WHERE NOT ({GONE[table]})")
    return old.others


def _table(connection: duckdb.DuckDBPyConnection, name: str, ids: list[str]) -> None:
    connection.register("these_ids", pa.table({"id": pa.array(ids, pa.string())}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT id FROM these_ids")
    connection.unregister("these_ids")
