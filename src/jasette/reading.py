"""What pages may ask of an opened observatory: the protocol `page.Reading`, answered from one connection."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from jasette import measure, measures, terms
from jasette.locale import EPOCH
from jasette.page import Facts
from jasette.pages import all_pages
from jasette.reconstruct import groups
from jasette.reconstruct.asking import named_handles
from jasette.reconstruct.coordination import flagged_persons
from jasette.reconstruct.step import HIGH
from jasette.render import html
from jasette.version import __version__

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from jasette.desk import Desk
    from jasette.locale import Words
    from jasette.measure import Ask, Measure

Rows = Sequence[dict[str, object]]


class LiveReading:
    """Facts, measures, evidence and rows, all at the same clock (`ask.as_of_us`) and from the same build.

    `made_from`: the archive's tables with their versions. Figures are computed once, whoever asks for them.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, desk: Desk, ask: Ask, words: Words, made_from: Mapping[str, int] | None = None
    ) -> None:
        self._connection, self._desk, self._ask, self._words = connection, desk, ask, words
        self._made_from = dict(made_from or {})
        self._measured: dict[tuple[object, ...], Rows] = {}

    @cached_property
    def facts(self) -> Facts:
        desk, facts = self._desk, self._desk.facts
        ledger = self.rows(
            'SELECT file, "into", sum(read) AS read, sum(stored) AS stored, sum(duplicate) AS duplicate, sum(rejected) AS rejected, '
            'sum(filtered) AS filtered, sum(opted_out) AS opted_out FROM raw_ledger GROUP BY file, "into" ORDER BY file, "into"'
        )
        return Facts(
            name=self._words.given(facts["name"]),
            purpose=self._words.given(facts["purpose"]),
            responsible=self._words.given(facts["responsible"]),
            retention_days=desk.retention_days,
            floor=desk.floor,
            timezone=facts["timezone"],
            as_of_us=self._ask.as_of_us,
            ledger=tuple(ledger),
            version=__version__,
            made_from=tuple(sorted(self._made_from.items())),
            command=self._command(),
            topic=self._ask.subject.text if self._ask.subject else "",
            counts_only=measure.counts_only(self._ask, self._words),
            named=named_handles(self._connection, (link.account_id for link in self._desk.roster.accounts())),
        )

    def measure(
        self, name: str, by: str = "", parts: Collection[str] = (), *, of: str = "", across: str = "", without_flagged: bool = False
    ) -> Rows:
        """Tidy rows of one measure; by period of `parts` alone, where these are no pieces of one another."""
        key = (name, by, tuple(parts), of, across, without_flagged)
        if key not in self._measured:
            ask = replace(self._ask, by=by, of=of, across=across, without=self._flagged if without_flagged else frozenset())
            table = measure.run(self._connection, _only(measures.find(name), parts), ask, self._words)
            self._measured[key] = table.to_pylist()
        return self._measured[key]

    def agreement(self, names: Collection[str] = ()) -> Rows:
        """Spearman's ρ between ranked parts of these measures, of all without a name: a row for each pair, both ways."""
        key = ("agreement", "", tuple(names), "", "", False)
        if key not in self._measured:
            wanted = [measures.find(name) for name in names] or list(measures.all_measures().values())
            self._measured[key] = measure.agreement(self._connection, wanted, self._ask, self._words).to_pylist()
        return self._measured[key]

    @cached_property
    def _flagged(self) -> frozenset[str]:
        """Who coincides beyond chance, in memory and for this report alone."""
        return flagged_persons(self._connection, to_us=self._until)

    def evidence(self, name: str, part: str, limit: int) -> Rows:
        table = measure.evidence(self._connection, measures.find(name), part, (), self._ask, limit=limit, words=self._words)
        rows: Rows = table.to_pylist()
        return rows

    def rows(self, sql: str) -> Rows:
        rows: Rows = self.table(sql).to_pylist()
        return rows

    def table(self, sql: str) -> pa.Table:
        return self._connection.sql(sql).to_arrow_table()

    def coordination(self, show: str) -> pa.Table:
        return groups.answer(self._connection, show, floor=self._desk.floor, to_us=self._until, topic=self._ask.subject)

    def terms(self, between: str, limit: int) -> pa.Table:
        return terms.between(self._connection, between, self._ask, limit=limit)

    def bursts(self, limit: int) -> pa.Table:
        return terms.bursts(self._connection, self._ask, limit=limit)

    @property
    def _until(self) -> int:
        return HIGH if self._ask.as_of_us is None else self._ask.as_of_us

    def _command(self) -> str:
        at_us = self._ask.as_of_us
        clock = f" --as-of {EPOCH + timedelta(microseconds=at_us):%Y-%m-%dT%H:%M:%SZ}" if at_us is not None else ""
        topic = f" --topic {shlex.quote(self._ask.topic)}" if self._ask.topic else ""
        return f"jasette report --lang {self._words.lang}{topic}{clock} -f report.html"


def _only(one: Measure, parts: Collection[str]) -> Measure:
    """The measure with these parts alone; whole where one of them is a piece of another, since what is hidden hangs together."""
    chosen = tuple(part for part in one.parts if part.name in parts)
    return replace(one, parts=chosen) if chosen and not any(part.adds_to for part in chosen) else one


def report(
    connection: duckdb.DuckDBPyConnection,
    desk: Desk,
    ask: Ask,
    words: Words,
    progress: Callable[[str], None],
    made_from: Mapping[str, int] | None = None,
) -> str:
    """Every page as one HTML text; `progress` is told the title of each."""
    reading, sections = LiveReading(connection, desk, ask, words, made_from), []
    for page in all_pages():
        progress(page.title)
        sections.append(html.Section(page.name, words(page.title), tuple(page.blocks(reading, words))))
    return html.report(sections, reading.facts, words)
