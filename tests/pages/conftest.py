"""A reading over a few rows of derived tables, without an observatory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from jasette import engine, measure, measures
from jasette.locale import Words
from jasette.measure import Ask
from jasette.measure.example import mount
from jasette.page import Facts

FACTS = Facts("Town", "to test", "A. Roy", 180, 10, "UTC", None, named=frozenset({"@ville"}))


class SmallReading:
    """The protocol `page.Reading` over mounted rows."""

    def __init__(self, connection: Any, facts: Facts = FACTS) -> None:
        self.connection, self.facts = connection, facts
        self._ask = Ask(as_of_us=facts.as_of_us)

    def measure(self, name: str, by: str = "", parts: Any = ()) -> list[dict[str, Any]]:
        return measure.run(self.connection, measures.find(name), replace(self._ask, by=by), Words()).to_pylist()

    def evidence(self, name: str, part: str, limit: int) -> list[dict[str, Any]]:
        return measure.evidence(self.connection, measures.find(name), part, (), self._ask, limit=limit, words=Words()).to_pylist()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.connection.sql(sql).to_arrow_table().to_pylist()


@pytest.fixture
def read() -> Iterator[Callable[..., SmallReading]]:
    """`read(rows, facts)` with `rows` as in a worked example."""
    with engine.connect() as connection:

        def reading(rows: Mapping[str, tuple[Mapping[str, Any], ...]], facts: Facts = FACTS) -> SmallReading:
            mount(connection, rows)
            return SmallReading(connection, facts)

        yield reading
