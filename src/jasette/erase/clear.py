"""What stays of each table: rows that go, and columns of other people's rows that lose a name.

`lay_out` puts what was found into temporary tables (thousands of ids would make a query of megabytes); the rest is SQL text.

post of an account that is erased          goes
deleted post of a rostered voice           a stub stays: time, kind, account (so that it can be counted)
parent, root, repost or quote that went    `erased:<keyed hash>`, so that siblings stay together
reply to, or mention of, an account        unknown; the mention goes
@handle, address in a text                 `@…`, `(link)`
repost of what went                        stays as an act, without words
reject that holds it                       goes
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from jasette.archive.gate import ERASED
from jasette.erase import naming
from jasette.erase.find import Found
from jasette.people import keyed_hash_sql
from jasette.schema import POSTS, TABLES
from jasette.sql import identifier, literal

if TYPE_CHECKING:
    import duckdb

ORDER = ("posts", "interactions", "audience", "coverage", "rejects", "ledger", "accounts")
"""Accounts last: while a table is left to do, who bore which handle can still be read."""
STUB = {
    "platform": "max(platform)",
    "kind": "max(kind)",
    "account_id": "max(account_id)",
    "published_us": "min(published_us)",
    "deleted_us": "min(deleted_us)",
    "batch": "min(batch)",
    "content_key": "min(content_key)",
}
"""What an office-holder's deletion leaves."""
TEXTS = {"posts": ("text",), "accounts": ("name", "bio")}
"""Columns of words in which others may be named."""
AT_ONCE = 5_000
FEW = 200
"""Handles that one pattern can look for, before the texts that hold one are looked at closely."""
LISTS = {"posts": {"mentions": "accounts", "links": "addresses"}, "accounts": {"links": "addresses"}}
"""Columns of lists, and what goes from them."""
GONE = {name: f"(SELECT id FROM gone_{name})" for name in ("accounts", "posts", "addresses", "files", "members", "kept", "rejects")}
"""What `lay_out` lays out, as SQL."""


@dataclass(frozen=True)
class Clearing:
    """One table: rows that go (an SQL condition), columns that change (condition, new value), and rows that come instead."""

    table: str
    gone: str = "false"
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    instead: str = ""

    def remaining(self) -> str:
        """The rows to put in the place of the table."""
        parts = []
        for column in TABLES[self.table].stored:
            name = identifier(column.name)
            when, value = self.columns.get(column.name, ("", ""))
            parts.append(f"CASE WHEN {when} THEN {value} ELSE {name} END AS {name}" if when else name)
        rows = f"SELECT {', '.join(parts)} FROM {self._rows()} WHERE NOT coalesce({self.gone}, false)"
        return f"{rows} UNION ALL {self.instead}" if self.instead else rows

    def counts(self) -> str:
        """One row: how many rows go, how many others change."""
        changes = " OR ".join(f"coalesce({when}, false)" for when, _ in self.columns.values()) or "false"
        marked = f"SELECT coalesce({self.gone}, false) AS gone, {changes} AS changed FROM {self._rows()}"
        return f"SELECT count(*) FILTER (WHERE gone), count(*) FILTER (WHERE changed AND NOT gone) FROM ({marked})"

    def _rows(self) -> str:
        return f"stored_{self.table} LEFT JOIN reworded_{self.table} USING (content_key)" if self.table in TEXTS else f"stored_{self.table}"


def lay_out(connection: duckdb.DuckDBPyConnection, found: Found, members: Iterable[str], kept: Iterable[str]) -> None:
    """Put `found` into temporary tables of the connection, on which the archive is mounted; `members` are hashes of audience
    members that go, `kept` the accounts of rostered voices, whose deletions leave a stub.
    """
    texts = {"accounts": found.accounts, "posts": found.posts, "addresses": found.addresses, "files": found.files, "members": members}
    for name, values in {**texts, "kept": set(kept) - found.accounts}.items():
        _table(connection, f"gone_{name}", pa.table({"id": pa.array(sorted(values), pa.string())}))
    _table(connection, "gone_rejects", pa.table({"id": pa.array(sorted(found.rejects), pa.int64())}))
    _table(
        connection,
        "gone_handles",
        pa.Table.from_pylist(
            [{"platform": p, "handle": h} for p, h in sorted(found.handles)],
            pa.schema([("platform", pa.string()), ("handle", pa.string())]),
        ),
    )
    for table in TEXTS:
        _reword(connection, table, found)


def _reword(connection: duckdb.DuckDBPyConnection, table: str, found: Found) -> None:
    """`reworded_<table>`: each row that names somebody who goes, without the names (`new_<column>`; null: as it is)."""
    texts, lists = TEXTS[table], LISTS[table]
    shape = pa.schema(
        [
            ("content_key", pa.int64()),
            *((f"new_{column}", pa.string()) for column in texts),
            *((f"new_{column}", pa.list_(pa.string())) for column in lists),
        ]
    )
    _table(connection, f"reworded_{table}", shape.empty_table())
    for column in texts if found.handles or found.addresses else ():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE named AS {_named_sql(table, column, found)}")
        while rows := connection.execute(f"SELECT content_key, text, handles, addresses FROM named LIMIT {AT_ONCE}").fetchall():
            new = pa.Table.from_pylist([{"content_key": key, f"new_{column}": nameless(*words)} for key, *words in rows], shape)
            connection.register("new_words", new)
            connection.execute(f"INSERT INTO reworded_{table} SELECT * FROM new_words")
            connection.execute("DELETE FROM named WHERE content_key IN (SELECT content_key FROM new_words)")
            connection.unregister("new_words")
    for column, what in lists.items():
        naming_one = f"SELECT content_key FROM (SELECT content_key, unnest({column}) AS one FROM stored_{table}) WHERE one IN {GONE[what]}"
        connection.execute(
            f"INSERT INTO reworded_{table} BY NAME "
            f"SELECT content_key, list_filter({column}, lambda one: NOT list_contains(gone, one)) AS new_{column} "
            f"FROM stored_{table}, (SELECT list(id) AS gone FROM gone_{what}) WHERE content_key IN ({naming_one})"
        )
    merged = ", ".join(f"any_value(new_{column}) AS new_{column}" for column in (*texts, *lists))  # any but null
    connection.execute(f"CREATE OR REPLACE TEMP TABLE reworded_{table} AS SELECT content_key, {merged} FROM reworded_{table} GROUP BY 1")


def _named_sql(table: str, column: str, found: Found) -> str:
    """Rows whose words name somebody who goes: content_key, text, the handles and the addresses that stand in it."""
    names = sorted({handle for _, handle in found.handles})
    few = "@(?:" + "|".join(map(re.escape, names)) + ")"
    near = f"regexp_matches(lower({column}), {literal(few)})" if 0 < len(names) <= FEW else f"contains({column}, '@')"
    handles = " UNION ALL ".join(
        f"SELECT content_key, platform, unnest(regexp_extract_all(lower({column}), {literal(pattern)}, 1)) AS handle "
        f"FROM stored_{table} WHERE {near}"
        for pattern in naming.handle_patterns(platform for platform, _ in found.handles)
    )
    # words entered by hand may mean an account of any platform
    meant = f"SELECT w.content_key, w.handle FROM ({handles}) w JOIN gone_handles g USING (handle) WHERE w.platform IN (g.platform, 'hand')"
    addresses = (
        f"SELECT content_key, unnest(regexp_extract_all({column}, {literal(naming.ADDRESS)})) AS address "
        f"FROM stored_{table} WHERE contains({column}, '//')"
    )
    both = (
        f"SELECT content_key, handle, NULL AS address FROM ({meant}) "
        f"UNION ALL SELECT content_key, NULL, address FROM ({addresses}) WHERE address IN {GONE['addresses']}"
    )
    return (
        f"SELECT content_key, any_value(words) AS text, list(DISTINCT b.handle) AS handles, list(DISTINCT b.address) AS addresses "
        f"FROM ({both}) b JOIN (SELECT content_key, {column} AS words FROM stored_{table}) USING (content_key) GROUP BY content_key"
    )


def nameless(text: str, handles: Iterable[str | None], addresses: Iterable[str | None]) -> str:
    """The text in which these addresses are `(link)` and these handles `@…`, whatever their case."""
    for address in _longest_first(addresses):  # before the handles, which may stand inside them
        text = text.replace(address, "(link)")
    if names := list(_longest_first(handles)):
        text = re.sub(f"@(?:{'|'.join(map(re.escape, names))})(?![A-Za-z0-9_])", "@…", text, flags=re.IGNORECASE)
    return text


def _longest_first(words: Iterable[str | None]) -> Iterator[str]:
    yield from sorted((word for word in words if word), key=lambda word: (-len(word), word))


def _table(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("laid_out", rows)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM laid_out")
    connection.unregister("laid_out")


def clearings(found: Found, key: str) -> dict[str, Clearing]:
    """For each table what is to be cleared of what `lay_out` laid out."""
    accounts, posts, addresses = GONE["accounts"], GONE["posts"], GONE["addresses"]
    return {
        "posts": _posts(key),
        "interactions": Clearing(
            "interactions",
            gone=f"account_id IN {accounts} OR target IN {accounts} OR post_id IN {posts}",
            columns={"object": (f"object IN {posts} OR object IN {addresses}", _erased(key, "object"))},
        ),
        "audience": Clearing("audience", gone=f"account_id IN {accounts} OR member IN {GONE['members']}"),
        "coverage": Clearing("coverage", gone=f"subject IN {accounts}", columns={"source": _renamed("source", found)}),
        "rejects": Clearing("rejects", gone=f"content_key IN {GONE['rejects']}", columns={"file": _renamed("file", found)}),
        "ledger": Clearing("ledger", columns={"file": _renamed("file", found)}),
        "accounts": Clearing(
            "accounts",
            gone=f"account_id IN {accounts}",
            columns={
                # another account that bore the handle before
                "handle": (f"concat(platform, ':@', lower(handle)) IN {accounts}", "NULL"),
                **{column: (f"new_{column} IS NOT NULL", f"new_{column}") for column in (*TEXTS["accounts"], *LISTS["accounts"])},
                "url": (f"url IN {addresses}", "NULL"),
            },
        ),
    }


def _posts(key: str) -> Clearing:
    accounts, posts, addresses = GONE["accounts"], GONE["posts"], GONE["addresses"]
    # a repost that names its source only in words (`RT @handle: …`), or by the mention
    in_words = "lower(regexp_extract(text, '(?i)^RT @([^:]+):', 1)) IN (SELECT handle FROM gone_handles) OR new_mentions IS NOT NULL"
    spread = f"kind = 'repost' AND (repost_of IN {posts} OR (repost_of IS NULL AND ({in_words})))"
    by_hand = f"platform = 'hand' AND (reply_to_account IN {accounts} OR reply_to IN {posts})"
    wordless = f"({spread}) OR ({by_hand})"
    return Clearing(
        "posts",
        gone=f"account_id IN {accounts} OR post_id IN {posts}",
        columns={
            **{name: (f"{name} IN {posts}", _erased(key, name)) for name in ("reply_to", "root", "repost_of", "quote_of")},
            "reply_to_account": (f"reply_to_account IN {accounts}", "NULL"),
            "text": (f"text IS NOT NULL AND (({wordless}) OR new_text IS NOT NULL)", f"CASE WHEN {wordless} THEN NULL ELSE new_text END"),
            **{
                column: (
                    f"({spread} AND len({column}) > 0) OR new_{column} IS NOT NULL",
                    f"CASE WHEN {spread} THEN NULL ELSE new_{column} END",
                )
                for column in LISTS["posts"]
            },
            "tags": (f"{spread} AND len(tags) > 0", "NULL"),
            "url": (f"url IN {addresses}", "NULL"),
        },
        instead=_stubs(key),
    )


def _stubs(key: str) -> str:
    """One row for each deleted post of a rostered voice; the children's `reply_to` points at it still."""
    columns = ", ".join(
        f"{_erased(key, 'post_id')} AS post_id" if c.name == "post_id" else f"{STUB.get(c.name, _null(c.kind))} AS {identifier(c.name)}"
        for c in POSTS.stored
    )
    return (
        f"SELECT {columns} FROM stored_posts WHERE post_id IN {GONE['posts']} GROUP BY post_id "
        f"HAVING min(deleted_us) IS NOT NULL AND max(account_id) IN {GONE['kept']}"
    )


def _null(kind: str) -> str:
    return {"text": "CAST(NULL AS VARCHAR)", "int": "CAST(NULL AS BIGINT)", "texts": "CAST(NULL AS VARCHAR[])"}[kind]


def _renamed(column: str, found: Found) -> tuple[str, str]:
    cases = " ".join(f"WHEN {literal(old)} THEN {literal(new)}" for old, new in sorted(found.files.items()))
    return (f"{column} IN {GONE['files']}", f"CASE {column} {cases} ELSE {column} END" if cases else column)


def _erased(key: str, column: str) -> str:
    return f"concat('{ERASED}', {keyed_hash_sql(key, column)})"
