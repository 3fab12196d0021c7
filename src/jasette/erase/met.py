"""Accounts that were forgotten by their handle before anything was read of them: known now, all of theirs stays out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jasette.archive.gate import shut_ids
from jasette.desk.optouts import ShutId
from jasette.erase.aliases import aliases
from jasette.sql import literal

if TYPE_CHECKING:
    import duckdb

    from jasette.desk import Desk


def meet(connection: duckdb.DuckDBPyConnection, desk: Desk) -> None:
    """Shut the accounts in the mounted archive that bear an awaited handle, with their posts; nobody is awaited: nothing is looked at."""
    awaited = desk.optouts.awaited()
    if not awaited:
        return
    gate = desk.gate()
    bearing = "(SELECT concat(platform, ':@', lower(handle)) AS name FROM stored_accounts WHERE account_id NOT LIKE '%:@%')"
    handles = shut_ids(connection, bearing, "name", gate.key, awaited)
    met = {one for one in aliases(connection, handles) if ":@" not in one}
    if not met:
        return
    written = connection.execute(f"SELECT DISTINCT post_id FROM stored_posts WHERE account_id IN ({', '.join(map(literal, sorted(met)))})")
    posts = [row[0] for row in written.fetchall() if row[0]]
    ids = [ShutId(gate.hash(one), "account", one.partition(":")[0]) for one in sorted(met)]
    ids += [ShutId(gate.hash(one), "post", one.partition(":")[0]) for one in sorted(posts)]
    with desk.transaction():
        desk.optouts.note(ids)
        desk.optouts.arrived(gate.hash(one) for one in handles)
