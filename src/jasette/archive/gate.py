"""What people decided, applied to rows: the shut are dropped, their ids cleared from others' rows, members hashed.

Ids are compared by keyed hash. A batch names the few of its ids that are shut; the rows are then picked by plain
comparison, so that their order stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jasette.errors import Refused
from jasette.people import authors_of, keyed_hash, keyed_hash_sql

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from jasette.people import Gate

ACCOUNT_COLUMNS = {
    "posts": ("account_id",),
    "accounts": ("account_id",),
    "audience": ("account_id", "member"),
    "interactions": ("account_id", "target"),
    "coverage": ("subject",),
}
POST_COLUMNS = {"posts": ("post_id",), "interactions": ("post_id",)}
"""Columns by which a row belongs to an account or a post; it goes when one of them is shut."""

REFERENCES = ("reply_to", "root", "repost_of", "quote_of")
ERASED = "erased:"
Engine = Callable[[], "duckdb.DuckDBPyConnection"]
"""A connection, made at the first call: few ids need none."""
HASHED_HERE = 4096


def shut_ids(connection: duckdb.DuckDBPyConnection, relation: str, column: str, key: str, hashes: frozenset[str]) -> list[str]:
    """The distinct values of `column` whose keyed hash is among `hashes`, sorted."""
    if not hashes:
        return []
    shut = pa.table({"hash": pa.array(sorted(hashes), pa.string())})
    connection.register("shut_hashes", shut)
    try:
        ids = f"SELECT DISTINCT {column} AS id FROM {relation}"
        found = connection.execute(
            f"SELECT id FROM ({ids}) WHERE id IS NOT NULL AND {keyed_hash_sql(key, 'id')} IN (SELECT hash FROM shut_hashes) ORDER BY id"
        ).fetchall()
    finally:
        connection.unregister("shut_hashes")
    return [row[0] for row in found]


def shut_rows(engine: Engine, into: str, rows: pa.Table, gate: Gate) -> NDArray[np.bool_]:
    """True for each row that belongs to a shut account or post; audience members must still be plain."""
    shut = np.zeros(rows.num_rows, np.bool_)
    for columns, hashes in ((ACCOUNT_COLUMNS, gate.shut_accounts), (POST_COLUMNS, gate.shut_posts)):
        if not hashes:
            continue
        for name in columns.get(into, ()):
            found = _shut(engine, rows[name], gate.key, hashes)
            if found:
                shut |= pc.is_in(rows[name], pa.array(found, pa.string())).to_numpy(zero_copy_only=False).astype(np.bool_)
    return shut


def clear(engine: Engine, rows: pa.Table, gate: Gate, named: set[str]) -> pa.Table:
    """Posts of others without the ids of the shut: a parent becomes `erased:<hash>`, an account becomes unknown.

    A repost or quote of a shut post loses nothing else here: its own text is its author's; a repost's text is cleared.
    Ids of posts of the shut of which nothing was known before are added to `named`.
    """
    if gate.shut_posts or gate.shut_accounts:
        answered = _answered(engine, rows, gate)
        for name in REFERENCES:
            ids = rows[name].unique().drop_null()
            theirs = set(ids.filter(pc.is_in(ids, pa.array(sorted(answered), pa.string()))).to_pylist()) | _by_author(ids, gate)
            named |= theirs
            found = sorted(theirs.union(_shut(engine, rows[name], gate.key, gate.shut_posts)))
            if found:
                if name == "repost_of":
                    rows = _blank(rows, "text", pc.is_in(rows[name], pa.array(found, pa.string())))
                rows = _replace(rows, name, {old: ERASED + gate.hash(old) for old in found})
    if gate.shut_accounts:
        found = _shut(engine, rows["reply_to_account"], gate.key, gate.shut_accounts)
        rows = _replace(rows, "reply_to_account", dict.fromkeys(found, None))
        found = _shut(engine, pc.list_flatten(rows["mentions"]), gate.key, gate.shut_accounts)
        if found:
            gone = set(found)
            lists = [None if one is None else [name for name in one if name not in gone] for one in rows["mentions"].to_pylist()]
            rows = rows.set_column(rows.schema.get_field_index("mentions"), "mentions", pa.array(lists, pa.list_(pa.string())))
    return rows


def _answered(engine: Engine, rows: pa.Table, gate: Gate) -> set[str]:
    """Posts that are answered, where the one who wrote them is shut."""
    accounts = _shut(engine, rows["reply_to_account"], gate.key, gate.shut_accounts)
    if not accounts:
        return set()
    answers = rows.filter(pc.is_in(rows["reply_to_account"], pa.array(accounts, pa.string())))
    return {one for one in answers["reply_to"].to_pylist() if one and not one.startswith(ERASED)}


def _by_author(ids: pa.Array, gate: Gate) -> set[str]:
    """Those of the ids that name a shut account as their author."""
    if not gate.shut_accounts:
        return set()
    telling = ids.filter(pc.match_substring_regex(ids, "^(at|https?)://"))
    return {one for one in telling.to_pylist() if any(gate.hash(author) in gate.shut_accounts for author in authors_of(one))}


def hash_members(engine: Engine, rows: pa.Table, gate: Gate) -> pa.Table:
    """Audience rows with `member` hashed under the audience's own key. Raises Refused where that key was destroyed."""
    if not gate.audience_key:
        raise Refused(
            "the audience key was destroyed: members can no longer be hashed as those that are kept",
            remedy="start another observatory for new audience lists",
        )
    names, connection = pa.table({"member": rows["member"].unique()}), engine()
    connection.register("plain_members", names)
    try:
        hashed = connection.sql(
            f"SELECT member, CASE WHEN member IS NOT NULL THEN {keyed_hash_sql(gate.audience_key, 'member')} END AS hash FROM plain_members"
        ).to_arrow_table()
    finally:
        connection.unregister("plain_members")
    positions = pc.index_in(rows["member"], hashed["member"].combine_chunks())
    return rows.set_column(rows.schema.get_field_index("member"), "member", hashed["hash"].take(positions))


def _shut(engine: Engine, ids: pa.ChunkedArray, key: str, hashes: frozenset[str]) -> list[str]:
    """Those of `ids` that are shut: few are hashed here, many by DuckDB's threads."""
    distinct = ids.unique().drop_null()
    if len(distinct) <= HASHED_HERE:
        return sorted(one for one in distinct.to_pylist() if keyed_hash(key, one) in hashes)
    connection = engine()
    connection.register("gated_ids", pa.table({"id": distinct}))
    try:
        return shut_ids(connection, "gated_ids", "id", key, hashes)
    finally:
        connection.unregister("gated_ids")


def _replace(rows: pa.Table, name: str, by: dict[str, str] | dict[str, None]) -> pa.Table:
    if not by:
        return rows
    old, new = pa.array(list(by), pa.string()), pa.array(list(by.values()), pa.string())
    positions = pc.index_in(rows[name], old)
    column = pc.if_else(pc.is_null(positions), rows[name], new.take(positions.combine_chunks()))
    return rows.set_column(rows.schema.get_field_index(name), name, column)


def _blank(rows: pa.Table, name: str, where: pa.ChunkedArray) -> pa.Table:
    column = pc.if_else(where, pa.scalar(None, pa.string()), rows[name])
    return rows.set_column(rows.schema.get_field_index(name), name, column)
