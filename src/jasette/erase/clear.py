"""What stays of each table: rows that go, and columns of other people's rows that lose a name. SQL text, nothing is run.

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
from collections.abc import Iterable
from dataclasses import dataclass, field

from jasette.archive.gate import ERASED
from jasette.erase.find import Found
from jasette.people import keyed_hash_sql
from jasette.schema import POSTS, TABLES
from jasette.sql import identifier, literal

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
        rows = f"SELECT {', '.join(parts)} FROM stored_{self.table} WHERE NOT coalesce({self.gone}, false)"
        return f"{rows} UNION ALL {self.instead}" if self.instead else rows

    def counts(self) -> str:
        """One row: how many rows go, how many others change."""
        changes = " OR ".join(f"coalesce({when}, false)" for when, _ in self.columns.values()) or "false"
        marked = f"SELECT coalesce({self.gone}, false) AS gone, {changes} AS changed FROM stored_{self.table}"
        return f"SELECT count(*) FILTER (WHERE gone), count(*) FILTER (WHERE changed AND NOT gone) FROM ({marked})"


def clearings(found: Found, key: str, members: Iterable[str], kept: Iterable[str]) -> dict[str, Clearing]:
    """For each table what is to be cleared of `found`; `members` are hashes of audience members that go, `kept` the
    accounts of rostered voices, whose deletions leave a stub.
    """
    accounts, posts = _in(found.accounts), _in(found.posts)
    handles = f"concat(platform, ':@', lower(handle)) IN {accounts}"
    return {
        "posts": _posts(found, key, kept),
        "interactions": Clearing(
            "interactions",
            gone=f"account_id IN {accounts} OR target IN {accounts} OR post_id IN {posts}",
            columns={"object": (f"object IN {posts} OR object IN {_in(found.addresses)}", _erased(key, "object"))},
        ),
        "audience": Clearing("audience", gone=f"account_id IN {accounts} OR member IN {_in(members)}"),
        "coverage": Clearing("coverage", gone=f"subject IN {accounts}", columns={"source": _renamed("source", found)}),
        "rejects": Clearing("rejects", gone=f"content_key IN {_numbers(found.rejects)}", columns={"file": _renamed("file", found)}),
        "ledger": Clearing("ledger", columns={"file": _renamed("file", found)}),
        "accounts": Clearing(
            "accounts",
            gone=f"account_id IN {accounts}",
            columns={
                "handle": (handles, "NULL"),  # another account that bore the handle before
                "name": _text("name", found),
                "bio": _text("bio", found),
                "url": (f"url IN {_in(found.addresses)}", "NULL"),
                "links": _list("links", found.addresses),
            },
        ),
    }


def _posts(found: Found, key: str, kept: Iterable[str]) -> Clearing:
    accounts, posts = _in(found.accounts), _in(found.posts)
    spread = f"kind = 'repost' AND (repost_of IN {posts} OR (repost_of IS NULL AND ({_spreads(found)})))"
    by_hand = f"platform = 'hand' AND (reply_to_account IN {accounts} OR reply_to IN {posts})"
    wordless = f"({spread}) OR ({by_hand})"
    text_when, text = _text("text", found)
    mentions_when, mentions = _list("mentions", found.accounts)
    links_when, links = _list("links", found.addresses)
    return Clearing(
        "posts",
        gone=f"account_id IN {accounts} OR post_id IN {posts}",
        columns={
            **{name: (f"{name} IN {posts}", _erased(key, name)) for name in ("reply_to", "root", "repost_of", "quote_of")},
            "reply_to_account": (f"reply_to_account IN {accounts}", "NULL"),
            "text": (f"text IS NOT NULL AND (({wordless}) OR {text_when})", f"CASE WHEN {wordless} THEN NULL ELSE {text} END"),
            "mentions": (f"({spread} AND len(mentions) > 0) OR {mentions_when}", f"CASE WHEN {spread} THEN NULL ELSE {mentions} END"),
            "links": (f"({spread} AND len(links) > 0) OR {links_when}", f"CASE WHEN {spread} THEN NULL ELSE {links} END"),
            "tags": (f"{spread} AND len(tags) > 0", "NULL"),
            "url": (f"url IN {_in(found.addresses)}", "NULL"),
        },
        instead=_stubs(found, key, kept),
    )


def _stubs(found: Found, key: str, kept: Iterable[str]) -> str:
    """One row for each deleted post of a rostered voice; the children's `reply_to` points at it still."""
    voices = sorted(set(kept) - found.accounts)
    if not voices or not found.posts:
        return ""
    columns = ", ".join(
        f"{_erased(key, 'post_id')} AS post_id" if c.name == "post_id" else f"{STUB.get(c.name, _null(c.kind))} AS {identifier(c.name)}"
        for c in POSTS.stored
    )
    return (
        f"SELECT {columns} FROM stored_posts WHERE post_id IN {_in(found.posts)} GROUP BY post_id "
        f"HAVING min(deleted_us) IS NOT NULL AND max(account_id) IN {_in(voices)}"
    )


def _null(kind: str) -> str:
    return {"text": "CAST(NULL AS VARCHAR)", "int": "CAST(NULL AS BIGINT)", "texts": "CAST(NULL AS VARCHAR[])"}[kind]


def _spreads(found: Found) -> str:
    """A repost that names its source only in words: `RT @handle: …`, or by the mention."""
    names = sorted(handle for _, handle in found.handles)
    words = f"regexp_matches(text, {literal(f'(?i)^RT @(?:{_alternatives(names)}):')})" if names else "false"
    return f"{words} OR list_has_any(mentions, {_array(found.accounts)})"


def _text(column: str, found: Found) -> tuple[str, str]:
    """Condition and value: handles of the erased become `@…`, addresses that name them `(link)`."""
    when, value = [], column
    if found.addresses:  # before the handles, which may stand inside them
        pattern = literal(f"(?:{_alternatives(sorted(found.addresses, key=len, reverse=True))})")
        when.append(f"regexp_matches({column}, {pattern})")
        value = f"regexp_replace({value}, {pattern}, '(link)', 'g')"
    for platform in sorted({platform for platform, _ in found.handles}):
        names = [handle for where, handle in found.handles if where == platform]
        pattern = literal(rf"(?i)@(?:{_alternatives(sorted(names, key=len, reverse=True))})\b")
        here = f"platform IN ({literal(platform)}, 'hand')"
        when.append(f"({here} AND regexp_matches({column}, {pattern}))")
        value = f"CASE WHEN {here} THEN regexp_replace({value}, {pattern}, '@…', 'g') ELSE {value} END"
    return (f"({' OR '.join(when)})" if when else "false", value)


def _list(column: str, gone: Iterable[str]) -> tuple[str, str]:
    array = _array(gone)
    return f"list_has_any({column}, {array})", f"list_filter({column}, lambda one: NOT list_contains({array}, one))"


def _renamed(column: str, found: Found) -> tuple[str, str]:
    cases = " ".join(f"WHEN {literal(old)} THEN {literal(new)}" for old, new in sorted(found.files.items()))
    return (f"{column} IN {_in(found.files)}", f"CASE {column} {cases} ELSE {column} END" if cases else column)


def _erased(key: str, column: str) -> str:
    return f"concat('{ERASED}', {keyed_hash_sql(key, column)})"


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in words)


def _in(values: Iterable[str]) -> str:
    return f"({', '.join(literal(value) for value in sorted(values)) or 'NULL'})"


def _numbers(values: Iterable[int]) -> str:
    return f"({', '.join(str(value) for value in sorted(values)) or 'NULL'})"


def _array(values: Iterable[str]) -> str:
    return f"CAST([{', '.join(literal(value) for value in sorted(values))}] AS VARCHAR[])"
