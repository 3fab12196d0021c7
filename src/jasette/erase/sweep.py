"""The archive without those who stay out: table by table, one commit each, then the old bytes go."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from jasette.desk.optouts import ShutId
from jasette.engine import connect
from jasette.erase.aliases import aliases
from jasette.erase.clear import GONE, ORDER, clearings, lay_out
from jasette.erase.find import Found, Shut, find

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from jasette.archive import Archive
    from jasette.desk import Desk

Step = Callable[[str], None]
Counts = dict[str, dict[str, int]]
"""`{table: {"removed": rows, "cleared": rows}}`, only of tables that held something."""


def sweep(archive: Archive, desk: Desk, spill: Path, progress: Step, batches: Collection[str] | None = None) -> Counts:
    """Take out of the archive all that names somebody who stays out; tables that name nobody are not touched.

    Each table changes in one commit. Killed anywhere, the next sweep does what is left: it needs the hashes only.
    The caller purges, since a sweep that was killed may have left old bytes of a table that is done.
    """
    shut = Shut(desk.gate(), desk.optouts.platforms())
    counts: Counts = {}
    with archive.lock(), connect(spill) as connection:
        archive.mount(connection, None)
        found = find(connection, shut, batches)
        members = desk.optouts.members()
        if found == Found() and not members:
            return counts
        # before anything changes: what tells that a post is theirs may stand in one table only
        desk.optouts.shut(ShutId(shut.gate.hash(one), "post", one.partition(":")[0]) for one in found.posts)
        # deletions of rostered voices leave a stub; everyone else's leave nothing
        kept = aliases(connection, (link.account_id for link in desk.roster.accounts())) if found.posts else frozenset()
        lay_out(connection, found, members, kept)
        for post_id in _told(connection):  # what was noted by hand about a talk with somebody goes with them
            desk.entries.blank(post_id)
        todo = clearings(found, shut.gate.key)
        for table in ORDER:
            ((removed, cleared),) = connection.execute(todo[table].counts()).fetchall()
            if removed or cleared:
                progress(table)
                archive.rewrite(table, connection, todo[table].remaining())
                counts[table] = {"removed": removed, "cleared": cleared}
    return counts


def _told(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Posts entered by hand that are words to somebody who is laid out, or about what they wrote."""
    names = f"reply_to_account IN {GONE['accounts']} OR reply_to IN {GONE['posts']}"
    return [
        row[0] for row in connection.execute(f"SELECT DISTINCT post_id FROM stored_posts WHERE platform = 'hand' AND ({names})").fetchall()
    ]


def left(archive: Archive, desk: Desk, spill: Path, batches: Collection[str] | None = None) -> bool:
    """Whether anything that the hashes know still stands in the archive."""
    shut = Shut(desk.gate(), desk.optouts.platforms())
    if shut.nobody:
        return False
    with connect(spill) as connection:
        archive.mount(connection, None)
        return find(connection, shut, batches) != Found()
