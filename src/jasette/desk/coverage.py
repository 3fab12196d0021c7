"""What people say was collected of whom: it completes what sources could tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jasette import schema
from jasette.desk.addresses import parse_subject
from jasette.desk.dates import parse
from jasette.desk.store import transaction
from jasette.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, order=True)
class Covered:
    """One stream of one subject (voice, account_id, or * for every voice), from `from_us` up to, not including, `to_us`."""

    subject: str
    stream: str
    from_us: int
    to_us: int
    how: str = "complete"
    source: str = ""


class CoverageBook:
    """The coverage rows set by people."""

    def __init__(self, connection: sqlite3.Connection, zone: ZoneInfo) -> None:
        self._connection, self._zone = connection, zone

    def set(
        self, *, subjects: Sequence[str], streams: Sequence[str], start: str, end: str, how: str = "complete", source: str = "set by hand"
    ) -> None:
        """Say what was collected, in dates as people write them; subjects as in `addresses.parse_subject`, `all` is every stream."""
        period = parse(start, self._zone), parse(end, self._zone)
        with transaction(self._connection):
            for subject in subjects:
                for stream in schema.STREAMS if "all" in streams else streams:
                    self.say(Covered(parse_subject(subject), stream, *period, how, source))

    def say(self, row: Covered) -> None:
        """Say that a stream was covered; what people said before of the same subject and stream, in that time, gives way."""
        if row.stream not in schema.STREAMS:
            raise InputError(f"unknown stream {row.stream!r}", remedy=f"one of: {', '.join(schema.STREAMS)}")
        if row.how not in schema.HOW:
            raise InputError(f"unknown completeness {row.how!r}", remedy=f"one of: {', '.join(schema.HOW)}")
        if row.from_us >= row.to_us:
            raise InputError("the covered time ends before it starts", remedy="`to` is the first instant that is no longer covered")
        with transaction(self._connection):
            kept = [piece for old in self.rows() for piece in _without(old, row)]
            self._connection.execute("DELETE FROM coverage")
            self._connection.executemany("INSERT INTO coverage VALUES (?, ?, ?, ?, ?, ?)", [astuple(piece) for piece in [*kept, row]])

    def unset(self, subject: str, stream: str = "") -> int:
        """Take back what was said of the subject (of one stream, or all); the number of rows taken back."""
        query = "DELETE FROM coverage WHERE subject = ? AND (? = '' OR stream = ?)"
        return self._connection.execute(query, (subject, stream, stream)).rowcount

    def rows(self) -> list[Covered]:
        """All rows, sorted."""
        rows = self._connection.execute("SELECT subject, stream, from_us, to_us, how, source FROM coverage")
        return sorted(Covered(*row) for row in rows)

    def table(self) -> pa.Table:
        """The rows in the archive's schema of coverage; no rows give an empty table."""
        import pyarrow as pa

        names = schema.COVERAGE.names
        rows = [dict(zip(names, astuple(row), strict=True)) for row in self.rows()]
        return pa.Table.from_pylist(rows, schema=schema.COVERAGE.arrow)


def _without(old: Covered, new: Covered) -> list[Covered]:
    """What stays of `old` where `new` speaks of the same subject and stream."""
    if (old.subject, old.stream) != (new.subject, new.stream) or old.to_us <= new.from_us or new.to_us <= old.from_us:
        return [old]
    before = Covered(old.subject, old.stream, old.from_us, new.from_us, old.how, old.source)
    after = Covered(old.subject, old.stream, new.to_us, old.to_us, old.how, old.source)
    return [piece for piece in (before, after) if piece.from_us < piece.to_us]
