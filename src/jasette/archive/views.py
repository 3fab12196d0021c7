"""The archive as SQL views over its Parquet files: as observed (`raw_*`), and as it stands now (`current_*`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from jasette.archive.gate import ACCOUNT_COLUMNS, POST_COLUMNS, shut_ids
from jasette.schema import ACCOUNTS, POSTS, SQL_TYPES, TABLES
from jasette.sql import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from jasette.people import Gate
    from jasette.schema import Table

LATEST = {"posts": "observed_us NULLS FIRST, edited_us NULLS FIRST, content_key", "accounts": "observed_us NULLS FIRST, content_key"}
"""What makes an observation the latest; the key settles ties, so that the view does not depend on the order of files."""
GONE_WITH_DELETION = ("text", "url", "links", "mentions", "tags")


def stored_sql(table: Table, files: Sequence[str]) -> str:
    """All rows of the table as they are on disk; no file: no rows, with the right types."""
    if not files:
        return f"SELECT {', '.join(f'CAST(NULL AS {SQL_TYPES[c.kind]}) AS {identifier(c.name)}' for c in table.stored)} WHERE false"
    columns = ", ".join(identifier(c.name) for c in table.stored)
    return f"SELECT {columns} FROM {parquet_sql(files)}"


def parquet_sql(files: Sequence[str]) -> str:
    """A scan of exactly these files: what would be a pattern in the name of a folder (`[`, `*`, `?`) stands for itself."""
    plain = (re.sub(r"([\[*?])", r"[\1]", file) for file in files)
    return f"read_parquet([{', '.join(literal(file) for file in plain)}], union_by_name = true)"


def current_sql(table: Table) -> str:
    """The latest observation of each object; what it does not know is taken from the newest that does.

    Ids that occur once pass as they are and only the others are sorted: on 12M rows, 31 s where a sort of all took 148 s.
    """
    key, raw = identifier(table.key[0]), f"raw_{table.name}"
    return f"""
        WITH often AS MATERIALIZED (SELECT {key} FROM {raw} GROUP BY {key} HAVING count(*) > 1)
        {_once_sql(table, "often")}
        UNION ALL
        {_newest_sql(table, "often")}"""


def _once_sql(table: Table, often: str) -> str:
    """Rows of what occurs once: not in the relation `often`."""
    key = identifier(table.key[0])
    return f"SELECT {_columns(table)} FROM raw_{table.name} WHERE {key} NOT IN (SELECT {key} FROM {often} WHERE {key} IS NOT NULL)"


def _newest_sql(table: Table, often: str) -> str:
    """One row for each key in `often`."""
    key = identifier(table.key[0])
    newest = ", ".join(name if name == key else f"arg_max({name}, nth) AS {name}" for name in _columns(table).split(", "))
    return f"""
        SELECT {newest} FROM (
            SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY {LATEST[table.name]}) AS nth
            FROM raw_{table.name} WHERE {key} IN (SELECT {key} FROM {often})
        ) GROUP BY {key}"""


def _columns(table: Table) -> str:
    return ", ".join(identifier(c.name) for c in table.stored)


def current_posts_sql(rows: str | None = None) -> str:
    """Current posts; one that any observation calls deleted keeps its place, its kind and its counts, and no words."""
    columns = ", ".join(
        f"CASE WHEN deleted_us IS NULL THEN {identifier(c.name)} END AS {identifier(c.name)}"
        if c.name in GONE_WITH_DELETION
        else identifier(c.name)
        for c in POSTS.stored
    )
    return f"SELECT {columns} FROM ({rows or current_sql(POSTS)})"


def deleted_sql() -> str:
    """Posts that the platform says are deleted, their author where any observation knows it, and what is still held."""
    held = " OR ".join(f"{name} IS NOT NULL" for name in GONE_WITH_DELETION)
    return f"""
        SELECT post_id, max(account_id) AS account_id, min(deleted_us) AS deleted_us, bool_or({held}) AS holds_words
        FROM raw_posts WHERE post_id IN (SELECT post_id FROM raw_posts WHERE deleted_us IS NOT NULL)
        GROUP BY post_id ORDER BY post_id"""


def mount(connection: duckdb.DuckDBPyConnection, files: Mapping[str, Sequence[str]], gate: Gate | None) -> None:
    """Make `stored_<table>` (all rows), `raw_<table>` (without what the gate shuts), `current_posts`, `current_accounts`.

    The ids that are shut are looked up once, here; after an erasure there are none, and the views cost nothing.
    """
    for name, table in TABLES.items():
        _view(connection, f"stored_{name}", stored_sql(table, files[name]))
        conditions = [] if gate is None else _shut_conditions(connection, name, gate)
        _view(connection, f"raw_{name}", f"SELECT * FROM stored_{name}{' WHERE ' + ' AND '.join(conditions) if conditions else ''}")
    _view(connection, "current_posts", current_posts_sql())
    _view(connection, "current_accounts", current_sql(ACCOUNTS))


def settle(connection: duckdb.DuckDBPyConnection) -> None:
    """Work out once what was observed more than once, for whoever reads all posts more than once; needs `mount`.

    Those posts lie in a table of the connection, which spills where they are many; to find them takes a fifth of a reading.
    """
    key = identifier(POSTS.key[0])
    connection.execute(f"CREATE OR REPLACE TEMP TABLE often_posts AS SELECT {key} FROM raw_posts GROUP BY {key} HAVING count(*) > 1")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE settled_posts AS {_newest_sql(POSTS, 'often_posts')}")
    rows = f"{_once_sql(POSTS, 'often_posts')} UNION ALL SELECT {_columns(POSTS)} FROM settled_posts"
    _view(connection, "current_posts", current_posts_sql(rows))


def _shut_conditions(connection: duckdb.DuckDBPyConnection, name: str, gate: Gate) -> list[str]:
    conditions = []
    for columns, hashes in ((ACCOUNT_COLUMNS, gate.shut_accounts), (POST_COLUMNS, gate.shut_posts)):
        for column in columns.get(name, ()):
            if column == "member":  # hashed under another key: cannot be compared, and is gone since it came in
                continue
            found = shut_ids(connection, f"stored_{name}", identifier(column), gate.key, hashes)
            if found:
                table = f"shut_{name}_{column}"
                connection.register("found_ids", pa.table({"id": pa.array(found, pa.string())}))
                connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT id FROM found_ids")
                connection.unregister("found_ids")
                conditions.append(f"({identifier(column)} IS NULL OR {identifier(column)} NOT IN (SELECT id FROM {table}))")
    return conditions


def _view(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")
