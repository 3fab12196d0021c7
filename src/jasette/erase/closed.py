"""Accounts that a platform reports as deleted or taken down: all that they wrote was deleted with them.

Of the public the account stays out from then on, with its posts. Of a rostered voice each post is marked as deleted, so
that time, kind and count stay; the account may speak again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from jasette.erase.aliases import aliases
from jasette.schema import POSTS
from jasette.source import Recipe, Rows
from jasette.sql import literal

if TYPE_CHECKING:
    import duckdb

    from jasette.archive import Archive
    from jasette.desk import Desk


@dataclass(frozen=True)
class Closed:
    """What goes with accounts that are closed. Empty: nothing is left of any of them."""

    accounts: frozenset[str] = frozenset()
    """Ids of accounts of the public, handles included, that stay out."""
    posts: frozenset[str] = frozenset()
    """Posts of all closed accounts that still have words."""
    marks: pa.Table | None = None
    """Deletions of the posts of rostered voices."""


def closed(connection: duckdb.DuckDBPyConnection, desk: Desk) -> Closed:
    """What is left of closed accounts in the mounted archive."""
    found = connection.execute("SELECT account_id, max(deleted_us) FROM stored_accounts WHERE deleted_us IS NOT NULL GROUP BY 1").fetchall()
    if not found:
        return Closed()
    rostered = aliases(connection, (link.account_id for link in desk.roster.accounts()))
    public: frozenset[str] = frozenset()
    posts: set[str] = set()
    marks = []
    for account_id, at_us in sorted(found):
        names = aliases(connection, [account_id])
        inside = ", ".join(map(literal, sorted(names)))
        written = connection.execute(
            f"SELECT DISTINCT post_id, platform FROM stored_posts WHERE account_id IN ({inside}) AND deleted_us IS NULL "
            "AND NOT starts_with(post_id, 'erased:') ORDER BY 1"
        ).fetchall()
        posts |= {post_id for post_id, _ in written}
        if names & rostered:
            known = {"account_id": account_id, "observed_us": at_us, "deleted_us": at_us}
            marks += [{"post_id": post_id, "platform": platform, **known} for post_id, platform in written]
        else:
            public |= names
    return Closed(public, frozenset(posts), pa.Table.from_pylist(marks, POSTS.arrow) if marks else None)


def mark(archive: Archive, desk: Desk, marks: pa.Table) -> None:
    """Write down that these posts are deleted; the caller holds the lock."""
    digest = hashlib.sha256("\n".join(marks["post_id"].to_pylist()).encode()).hexdigest()
    rows = [Rows("posts", marks)]
    archive.add(rows, file="closed accounts", digest=digest, source="closed", recipe=Recipe(), gate=desk.gate())
