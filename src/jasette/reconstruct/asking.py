"""The derived tables as they may be asked: whole for the program, with pseudonyms for a person's SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jasette import engine
from jasette.errors import QueryError
from jasette.people import mask_sql
from jasette.reconstruct import builds
from jasette.reconstruct.maintained import mounted as posts_in
from jasette.reconstruct.tables import DERIVED
from jasette.sql import identifier, literal
from jasette.topic import Topic, index

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb
    import pyarrow as pa

TABLE_FUNCTIONS = ("unnest", "range", "generate_series")
"""Those that make rows of what they are given. Any other could read the build's files, and go round the masks."""
WORDS = "words"
"""Folder of the index inside a build."""
PROFILES = r"^https?://([^/]*\.)?(x|twitter)\.com/|/@|^at://|bsky\.app/profile"
SIGNED = """
SELECT DISTINCT lower(handle) AS handle FROM current_accounts
WHERE handle <> '' AND account_id IN (SELECT account_id FROM posts WHERE voice IS NOT NULL)
"""

MASKED_POSTS = f"""
    SELECT voice, person, "group", camp, at_us, platform, lang, thread, post_id, kind, role, depth,
        CASE WHEN voice IS NULL THEN person ELSE account_id END AS account_id,
        CASE WHEN voice IS NULL THEN {mask_sql("text")} ELSE text END AS text,
        CASE WHEN voice IS NULL THEN NULL ELSE url END AS url,
        list_filter(links, lambda link: NOT regexp_matches(link, {literal(PROFILES)})) AS links,
        reply_to, repost_of, quote_of, tags, to_person, to_voice, to_group, to_camp, own_mentions, answers_self,
        parent_present, root_present, likes, replies, reposts, quotes, views, edited_us, deleted_us
    FROM whole.posts
"""
"""What SQL sees of posts: private authors are pseudonyms, their handles and profile links are gone (decision 0004)."""


def mount(connection: duckdb.DuckDBPyConnection, folder: Path, schema: str = "main", tables: Iterable[str] = tuple(DERIVED)) -> None:
    """One view for each derived table of the build in `folder`; duckdb.IOException where it is being removed: ask again."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(schema)}")
    for name in tables:
        rows = posts_in(folder) if name == "posts" else f"SELECT * FROM read_parquet({literal(str(folder / f'{name}.parquet'))})"
        connection.execute(f"CREATE OR REPLACE VIEW {identifier(schema)}.{identifier(name)} AS {rows}")


@contextmanager
def on_topic(connection: duckdb.DuckDBPyConnection, folder: Path, topic: Topic | None) -> Iterator[None]:
    """`topic(post_id)`: the posts on a topic, for one question; nothing without one.

    The index of words is made at the first such question to a build, and lies in its folder. FileNotFoundError where the build is
    being removed: ask again.
    """
    if topic is None:
        yield
        return
    words = folder / WORDS
    if not words.is_dir():
        # An erasure waits for its end, and then removes it with the build.
        with builds.building(folder.parents[1]):
            if folder.is_dir() and not words.is_dir():
                index.build(connection, words)
    connection.register("found", index.Index(words).post_ids(topic))
    connection.execute("CREATE OR REPLACE TEMP TABLE topic AS SELECT post_id FROM found")
    connection.unregister("found")
    try:
        yield
    finally:
        connection.execute("DROP TABLE IF EXISTS topic")


def mount_masked(connection: duckdb.DuckDBPyConnection, folder: Path, tables: Iterable[str] = tuple(DERIVED)) -> None:
    """The same for a person's SQL: every table as it is (their people are pseudonyms already), posts masked."""
    mount(connection, folder, "whole", tables)
    for name in tables:
        body = MASKED_POSTS if name == "posts" else f"SELECT * FROM whole.{identifier(name)}"
        connection.execute(f"CREATE OR REPLACE VIEW {identifier(name)} AS {body}")
    # Nothing but the build can be read, so that a SELECT cannot go round the masks.
    connection.execute(
        f"SET allowed_directories = [{literal(str(folder))}]; SET enable_external_access = false; SET lock_configuration = true"
    )


def named_handles(connection: duckdb.DuckDBPyConnection, linked: Iterable[str]) -> frozenset[str]:
    """Handles that may be shown, lower case with their @: of accounts that voices wrote from, and of the accounts `linked` to them.

    `connection` has the build's posts and the archive's accounts.
    """
    signed = {f"@{handle}" for (handle,) in connection.sql(SIGNED).fetchall()}
    known = {account.lower().partition(":")[2] for account in linked}
    return frozenset({*signed, *(handle for handle in known if handle.startswith("@"))})


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every node of a query, as DuckDB parsed it."""
    if isinstance(tree, dict):
        yield tree
    for below in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _nodes(below)


def _read(node: dict[str, Any]) -> str:
    """What the node reads rows from, with its schema; "" where it reads from nothing by itself."""
    if node.get("type") == "BASE_TABLE":
        return ".".join(name for name in (node["catalog_name"], node["schema_name"], node["table_name"]) if name)
    return str(node["function"]["function_name"]) if node.get("type") == "TABLE_FUNCTION" else ""


def tables_read(query: str) -> frozenset[str]:
    """The derived tables that one SELECT reads; all of them where it cannot be told."""
    with engine.connect() as connection:
        ((text,),) = connection.execute("SELECT json_serialize_sql(?)", [query]).fetchall()
    tree = json.loads(text)
    read = frozenset(_read(node) for node in _nodes(tree)) & frozenset(DERIVED)
    return frozenset(DERIVED) if tree.get("error") else read


def select(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    """The rows of one SELECT; anything else, or a second statement, is a QueryError."""
    import duckdb

    try:
        statements = connection.extract_statements(query)
    except duckdb.Error as error:
        raise QueryError(f"this SQL cannot be read: {error}") from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError("only one SELECT can be asked", remedy="jasette sql reads and never writes; export with -f FILE")
    tree = json.loads(connection.execute("SELECT json_serialize_sql(?)", [query]).fetchall()[0][0])
    nodes = list(_nodes(tree))
    named = {*DERIVED, *(entry["key"] for node in nodes for entry in node.get("cte_map", {}).get("map", ()))}
    if around := next((name for node in nodes if (name := _read(node)) and name not in named and name not in TABLE_FUNCTIONS), ""):
        raise QueryError(f"{around!r} cannot be read here", remedy=f"the tables are {', '.join(DERIVED)}")
    try:
        return connection.sql(query).to_arrow_table()
    except duckdb.IOException:  # the build was replaced: the caller asks again
        raise
    except duckdb.Error as error:
        raise QueryError(str(error).splitlines()[0], remedy=f"the tables are {', '.join(DERIVED)}") from None
