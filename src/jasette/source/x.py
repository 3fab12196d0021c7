"""What all records of Twitter and X share, as SQL: ids, times, addresses, accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jasette.schema import TABLES
from jasette.source import Item
from jasette.source.rows import rows

if TYPE_CHECKING:
    import duckdb

NATIVE = "[0-9]{1,20}"
HANDLE = "[A-Za-z0-9_]{1,50}"
SNOWFLAKES = 29_700_859_247
"""Ids above it (since November 2010) hold the time of posting in their upper bits; documented by Twitter."""


def wrong_id(name: str, value: str) -> str:
    """A WHEN clause: the id is there but is no whole number."""
    return (
        f"WHEN NOT regexp_full_match({value}, '{NATIVE}') THEN concat('{name} ', substr({value}, 1, 60), ' is not a whole number', "
        f"CASE WHEN regexp_matches({value}, '^[0-9.]+[eE]') OR regexp_matches({value}, '^[0-9]+\\.') "
        f"THEN ': a spreadsheet (Excel) has rounded it; export again with ids as text' ELSE '' END)"
    )


def global_id(native: str) -> str:
    """`x:` and the native id; null for null."""
    return f"('x:' || {native})"


def account(native: str, handle: str) -> str:
    """`x:` and the native id, else `x:@handle`; null where neither is one."""
    return (
        f"CASE WHEN regexp_full_match({native}, '{NATIVE}') THEN 'x:' || {native} "
        f"WHEN regexp_full_match({handle}, '{HANDLE}') THEN 'x:@' || lower({handle}) END"
    )


def snowflake_us(native: str) -> str:
    """The time of posting that the id holds; null for ids from before November 2010."""
    number = f"TRY_CAST({native} AS BIGINT)"
    return f"CASE WHEN {number} > {SNOWFLAKES} THEN (({number} >> 22) + 1288834974657) * 1000 END"


def iso_us(value: str) -> str:
    """Microseconds of an ISO 8601 time; null where it is none."""
    return f"epoch_us(TRY_CAST({value} AS TIMESTAMPTZ))"


ZONE = "(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$"


def wrong_iso(name: str, value: str) -> str:
    """WHEN clauses: a time without time zone, or none at all."""
    return (
        f"WHEN NOT regexp_matches({value}, '{ZONE}') THEN concat('{name} ', substr({value}, 1, 60), ' has no time zone') "
        f"WHEN {value} IS NOT NULL AND {iso_us(value)} IS NULL THEN concat('{name} ', substr({value}, 1, 60), ' is not a time')"
    )


def distinct(values: str) -> str:
    """The list without nulls and repeats, in its order; null stays null."""
    # list_distinct loses the order
    return f"list_filter({values}, lambda item, nth: item IS NOT NULL AND list_position({values}, item) = nth)"


def foreign_links(addresses: str, quoted: str) -> str:
    """Addresses without those of the post's own pictures and films, and without that of the post it quotes (`quote_of` has it)."""
    return distinct(
        f"list_filter({addresses}, lambda link: link IS NOT NULL AND NOT regexp_matches(link, "
        f"'^https?://(www\\.)?(twitter|x)\\.com/[^/]+/status/[0-9]+/(photo|video)/[0-9]+$') "
        f"AND NOT coalesce(contains(link, '/status/' || {quoted}), false))"
    )


def once(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Item]:
    """Rows of `accounts` that this file has not given yet, whatever the moment of observation (the latest is kept)."""
    known = ", ".join(name for name in TABLES["accounts"].names if name != "observed_us")
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS accounts_given (key UBIGINT)")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE accounts_fresh AS SELECT {known}, max(observed_us) AS observed_us, hash({known}) AS key "
        f"FROM ({query}) WHERE account_id IS NOT NULL GROUP BY ALL HAVING hash({known}) NOT IN (SELECT key FROM accounts_given)"
    )
    connection.execute("INSERT INTO accounts_given SELECT key FROM accounts_fresh")
    names = ", ".join(TABLES["accounts"].names)
    yield from rows(connection, "accounts", f"SELECT {names} FROM accounts_fresh ORDER BY account_id, key")


class OwnPosts:
    """Whose posts a file holds: posts of one account alone are that account's, as far as a query gave them."""

    def __init__(self) -> None:
        self.authors: set[str] = set()
        self.count = 0
        self.first: int | None = None
        self.last: int | None = None

    def look(self, connection: duckdb.DuckDBPyConnection, query: str) -> None:
        """`query` gives account_id and published_us of posts that stand for themselves."""
        if len(self.authors) > 1:
            return
        summary = f"SELECT list(DISTINCT coalesce(account_id, ''))[1:2], count(*), min(published_us), max(published_us) FROM ({query})"
        row = connection.execute(summary).fetchall()[0]
        if not row[1]:
            return
        self.authors |= set(row[0])
        self.count += row[1]
        self.first = min((value for value in (self.first, row[2]) if value is not None), default=None)
        self.last = max((value for value in (self.last, row[3]) if value is not None), default=None)

    def coverage(self, source: str) -> Iterator[Item]:
        """One row of `coverage`; nothing for several authors, or for a single post."""
        import pyarrow as pa

        from jasette.source import Rows

        account_id = next(iter(self.authors), "")
        if len(self.authors) != 1 or not account_id or self.count < 2 or self.first is None or self.last is None:
            return
        span = {"from_us": self.first, "to_us": self.last + 1}
        row = {"subject": account_id, "stream": "own_posts", **span, "how": "query", "source": source}
        yield Rows("coverage", pa.Table.from_pylist([row], TABLES["coverage"].arrow))


def observed(seen: str, recipe_us: int | None) -> str:
    """When the record was collected: as the page says, else as the user says."""
    return f"coalesce({iso_us(seen)}, {'NULL' if recipe_us is None else int(recipe_us)})"
