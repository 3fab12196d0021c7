"""What pages may ask of an opened observatory: the protocol `page.Reading`, answered from one connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from jasette import measure, measures
from jasette.page import Facts
from jasette.pages import all_pages
from jasette.render import html
from jasette.version import __version__

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from jasette.desk import Desk
    from jasette.locale import Words
    from jasette.measure import Ask


class LiveReading:
    """Facts, measures, evidence and rows, all at the same clock (`ask.as_of_us`) and from the same build."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, desk: Desk, ask: Ask, words: Words) -> None:
        self._connection, self._desk, self._ask, self._words = connection, desk, ask, words

    @cached_property
    def facts(self) -> Facts:
        desk, facts = self._desk, self._desk.facts
        ledger = self.rows(
            'SELECT file, "into", sum(read) AS read, sum(stored) AS stored, sum(duplicate) AS duplicate, sum(rejected) AS rejected, '
            'sum(filtered) AS filtered, sum(opted_out) AS opted_out FROM raw_ledger GROUP BY file, "into" ORDER BY file, "into"'
        )
        return Facts(
            name=facts["name"],
            purpose=facts["purpose"],
            responsible=facts["responsible"],
            retention_days=desk.retention_days,
            floor=desk.floor,
            timezone=facts["timezone"],
            as_of_us=self._ask.as_of_us,
            ledger=tuple(ledger),
        )

    def measure(self, name: str) -> pa.Table:
        return measure.run(self._connection, measures.find(name), self._ask, self._words)

    def evidence(self, name: str, part: str, limit: int) -> pa.Table:
        return measure.evidence(self._connection, measures.find(name), part, (), self._ask, limit=limit, words=self._words)

    def rows(self, sql: str) -> Sequence[dict[str, object]]:
        rows: list[dict[str, object]] = self._connection.sql(sql).to_arrow_table().to_pylist()
        return rows


def report(connection: duckdb.DuckDBPyConnection, desk: Desk, ask: Ask, words: Words, progress: Callable[[str], None]) -> str:
    """Every page as one HTML text; `progress` is told the title of each."""
    reading, sections = LiveReading(connection, desk, ask, words), []
    for page in all_pages():
        progress(page.title)
        sections.append(html.Section(page.name, words(page.title), tuple(page.blocks(reading, words))))
    return html.report(sections, reading.facts, words, version=__version__)
