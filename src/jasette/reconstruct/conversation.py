"""One conversation as it was published, opened to be read or answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jasette.errors import QueryError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

CONVERSATION = """
    SELECT p.post_id, p.at_us, p.platform, p.kind, p.depth, p.voice, p."group", p.person,
        coalesce(v.name, a.name, a.handle, p.account_id) AS author, a.handle, p.text, p.url, p.reply_to, p.thread, p.deleted_us
    FROM posts p
    LEFT JOIN voices v ON v.voice = p.voice
    LEFT JOIN current_accounts a ON a.account_id = p.account_id
    WHERE p.thread = (SELECT thread FROM posts WHERE post_id = $post_id)
    ORDER BY p.at_us NULLS FIRST, p.post_id
"""


def conversation(connection: duckdb.DuckDBPyConnection, post_id: str) -> pa.Table:
    """Every collected post of the thread that holds `post_id`, oldest first, with the names as published.

    Needs the derived tables and the archive's current_accounts on the connection. QueryError if there is no such post.
    """
    table = connection.sql(CONVERSATION, params={"post_id": post_id}).to_arrow_table()
    if table.num_rows == 0:
        raise QueryError(f"no post {post_id!r}", remedy="ids look like x:1512390850344636417; jasette evidence lists them")
    return table
