"""Which ids, words and addresses in the archive name somebody who stays out: keyed hash by keyed hash.

What is found lives in memory only, for as long as the tables are rewritten. Because nothing but the hashes is needed,
an erasure that was interrupted anywhere can be taken up by whoever opens the observatory next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from jasette.archive.gate import shut_ids
from jasette.erase import naming
from jasette.people import Gate, authors_of
from jasette.sql import literal

if TYPE_CHECKING:
    import duckdb

ACCOUNTS_IN = (
    ("posts", "account_id"),
    ("posts", "reply_to_account"),
    ("posts", "unnest(mentions)"),
    ("accounts", "account_id"),
    ("accounts", "concat(platform, ':@', lower(handle))"),
    ("audience", "account_id"),
    ("interactions", "account_id"),
    ("interactions", "target"),
    ("coverage", "subject"),
)
POSTS_IN = (
    ("posts", "post_id"),
    ("posts", "reply_to"),
    ("posts", "root"),
    ("posts", "repost_of"),
    ("posts", "quote_of"),
    ("interactions", "post_id"),
    ("interactions", "object"),
)
TEXTS_IN = (("posts", "text", "platform"), ("accounts", "bio", "platform"), ("accounts", "name", "platform"))
ADDRESSES_IN = (
    ("posts", "CASE WHEN NOT contains(url, substr(post_id, strpos(post_id, ':') + 1)) THEN url END"),  # others than its own
    ("posts", "unnest(links)"),
    ("accounts", "url"),
    ("accounts", "unnest(links)"),
    ("interactions", "object"),
    ("posts", f"unnest(regexp_extract_all(text, {literal(naming.ADDRESS)}))"),
    ("accounts", f"unnest(regexp_extract_all(bio, {literal(naming.ADDRESS)}))"),
)
ADDRESS_OF_X = r"(?i)//([\w-]+\.)*(x|twitter)\.com/"
"""Where only X's ids stay out, no other address needs to be hashed."""
FILES_IN = (("ledger", "file"), ("rejects", "file"), ("coverage", "source"))


@dataclass(frozen=True)
class Found:
    """What is to go, in the archive as it is now. Empty: nothing is left of anybody who stays out."""

    accounts: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    handles: frozenset[tuple[str, str]] = frozenset()
    """(platform, handle in lower case) as they stand in texts and profiles."""
    addresses: frozenset[str] = frozenset()
    files: dict[str, str] = field(default_factory=dict)
    """Names of files that name somebody, and what stands for them."""
    rejects: frozenset[int] = frozenset()
    """content_key of rejects that hold somebody's id, handle or words."""


class Shut:
    """Answers whether an id stays out."""

    def __init__(self, gate: Gate, platforms: Collection[str]) -> None:
        self.gate, self.platforms = gate, tuple(platforms)
        self._hashes = gate.shut_accounts | gate.shut_posts

    @property
    def nobody(self) -> bool:
        """Whether nothing stays out."""
        return not self._hashes

    def any(self, ids: Iterable[str]) -> bool:
        """Whether one of the ids stays out."""
        return bool(self._hashes) and any(self.gate.hash(one) in self._hashes for one in ids)

    def in_text(self, text: str) -> bool:
        return self.any(naming.ids_of_text(text, self.platforms))

    def in_record(self, text: str) -> bool:
        return self.any(naming.ids_of_record(text, self.platforms))

    def in_file_name(self, name: str) -> bool:
        return self.any(naming.ids_of_file_name(name, self.platforms))

    def in_address(self, address: str) -> bool:
        return self.any(naming.ids_of_address(address))


def find(connection: duckdb.DuckDBPyConnection, shut: Shut, batches: Collection[str] | None = None) -> Found:
    """Look through the mounted archive (`stored_*`), or through the rows of some batches only. Nobody stays out: nothing."""
    gate = shut.gate
    if shut.nobody:
        return Found()
    where = "" if batches is None else f"WHERE batch IN ({', '.join(map(literal, batches)) or 'NULL'})"
    rows: Callable[[str], str] = lambda table: f"(SELECT * FROM stored_{table} {where})"  # noqa: E731
    # all columns at once: an id that stands in several is hashed once
    every: Callable[[Iterable[tuple[str, str]]], str] = lambda places: (  # noqa: E731
        "(" + " UNION ALL ".join(f"SELECT {ids} AS id FROM {rows(table)}" for table, ids in places) + ")"
    )
    accounts = shut_ids(connection, every(ACCOUNTS_IN), "id", gate.key, gate.shut_accounts)
    posts = {
        *shut_ids(connection, every(POSTS_IN), "id", gate.key, gate.shut_posts),
        *_of_the_shut(connection, every(POSTS_IN), rows, shut),
    }
    handles = {i for table, text, platform in TEXTS_IN for i in _handles(connection, rows(table), text, platform, shut)}
    return Found(
        accounts=frozenset(accounts),
        posts=frozenset(posts),
        handles=frozenset((platform, handle) for platform, _, handle in (i.partition(":@") for i in {*accounts, *handles}) if handle),
        addresses=frozenset(
            address
            for table, column in ADDRESSES_IN
            for address in _distinct(connection, rows(table), column, ADDRESS_OF_X if set(shut.platforms) <= {"x"} else "")
            if shut.in_address(address)
        ),
        files={
            name: _nameless(name, shut)
            for table, column in FILES_IN
            for name in _distinct(connection, rows(table), column)
            if shut.in_file_name(name)
        },
        rejects=frozenset(_rejects(connection, rows("rejects"), shut)),
    )


def _of_the_shut(connection: duckdb.DuckDBPyConnection, ids: str, rows: Callable[[str], str], shut: Shut) -> set[str]:
    """Posts of which nothing was kept, that others name: ids that say who wrote them, and parents whose author is said."""
    found: set[str] = set()
    if {"bluesky", "mastodon"}.intersection(shut.platforms):
        telling = f"(SELECT id FROM {ids} WHERE regexp_matches(id, '^(at://did:|https?://[^/]+/(users/|@))'))"
        found |= {one for one in _distinct(connection, telling, "id") if shut.any(authors_of(one))}
    answered = shut_ids(connection, rows("posts"), "reply_to_account", shut.gate.key, shut.gate.shut_accounts)
    if answered:
        parents = (
            f"(SELECT reply_to FROM {rows('posts')} WHERE reply_to_account IN ({', '.join(map(literal, answered))}) "
            "AND NOT starts_with(reply_to, 'erased:'))"
        )
        found |= set(_distinct(connection, parents, "reply_to"))
    return found


def _handles(connection: duckdb.DuckDBPyConnection, rows: str, text: str, platform: str, shut: Shut) -> set[str]:
    """`platform:@handle` of the shut handles in a text; words entered by hand may name an account of any platform."""
    words = " UNION ALL ".join(
        f"SELECT {platform} AS platform, unnest(regexp_extract_all(lower({text}), {literal(pattern)}, 1)) AS handle "
        f"FROM {rows} WHERE contains({text}, '@')"
        for pattern in naming.handle_patterns(shut.platforms)
    )
    everywhere = ", ".join(literal(platform) for platform in shut.platforms)
    meant = (
        f"(SELECT concat(platform, ':@', handle) AS meant FROM ({words}) WHERE platform <> 'hand' "
        f"UNION ALL SELECT concat(unnest([{everywhere}]), ':@', handle) FROM ({words}) WHERE platform = 'hand')"
    )
    return set(shut_ids(connection, meant, "meant", shut.gate.key, shut.gate.shut_accounts))


def _distinct(connection: duckdb.DuckDBPyConnection, rows: str, column: str, pattern: str = "") -> Iterable[str]:
    """The connection is busy until the last one is taken."""
    like = f"AND regexp_matches(value, {literal(pattern)})" if pattern else ""
    connection.execute(f"SELECT DISTINCT value FROM (SELECT {column} AS value FROM {rows}) WHERE value IS NOT NULL {like}")
    while some := connection.fetchmany(10_000):
        yield from (row[0] for row in some)


def _nameless(name: str, shut: Shut) -> str:
    """The name without those that stay out; its kind of file stays."""
    suffixes = "".join(PurePosixPath(re.split(r"[!/\\]", name)[-1]).suffixes[-2:])
    return f"erased{suffixes}" if not shut.in_file_name(suffixes) else "erased"


def _rejects(connection: duckdb.DuckDBPyConnection, rows: str, shut: Shut) -> Iterable[int]:
    connection.execute(f"SELECT content_key, reason, raw FROM {rows}")
    while some := connection.fetchmany(1_000):
        for key, reason, raw in some:
            if shut.in_record((raw or b"").decode("utf-8", "replace")) or shut.in_record(reason or ""):
                yield key
