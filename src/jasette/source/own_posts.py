"""Whose posts a file holds, and from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from jasette.schema import TABLES
from jasette.source import Item, Rows

if TYPE_CHECKING:
    import duckdb


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
        if row[1]:
            self._add(set(row[0]), row[1], row[2], row[3])

    def note(self, accounts: pa.ChunkedArray, published_us: pa.ChunkedArray) -> None:
        """The same of columns: account_id and published_us of posts that stand for themselves."""
        if len(self.authors) > 1 or not len(accounts):
            return
        span = pc.min_max(published_us)
        authors = {account or "" for account in pc.unique(accounts)[:2].to_pylist()}
        self._add(authors, len(accounts), span["min"].as_py(), span["max"].as_py())

    def _add(self, authors: set[str], count: int, first: int | None, last: int | None) -> None:
        self.authors |= authors
        self.count += count
        self.first = min((value for value in (self.first, first) if value is not None), default=None)
        self.last = max((value for value in (self.last, last) if value is not None), default=None)

    def coverage(self, source: str) -> Iterator[Item]:
        """One row of `coverage`; nothing for several authors, or for a single post."""
        account_id = next(iter(self.authors), "")
        if len(self.authors) != 1 or not account_id or self.count < 2 or self.first is None or self.last is None:
            return
        span = {"from_us": self.first, "to_us": self.last + 1}
        row = {"subject": account_id, "stream": "own_posts", **span, "how": "query", "source": source}
        yield Rows("coverage", pa.Table.from_pylist([row], TABLES["coverage"].arrow))
