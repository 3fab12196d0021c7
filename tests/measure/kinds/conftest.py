"""A few rows, and what a kind makes of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jasette import engine
from jasette.measure.kinds import Figure, Kind

ROWS = """
    SELECT 'v' AS voice, CAST(NULL AS VARCHAR) AS period, CAST(NULL AS VARCHAR) AS slice, * FROM (VALUES
        ('p:1', 't1', 1, 10, 5), ('p:1', 't1', 0, 20, NULL), ('p:2', 't2', 0, 30, 7), ('p:3', 't2', 1, 40, 9)
    ) AS rows (person, thread, done, amount_of, seen)
"""


def _figure(kind: Kind, *, rows: str = ROWS, partial: bool = False, where: str = "TRUE") -> Figure:
    columns = ", ".join(f"{value} AS {name}" for name, value in kind.columns().items())
    evidence = f"SELECT voice, period, slice, person, thread, {columns} FROM ({rows}) WHERE {where}"
    with engine.connect() as connection:
        table = connection.sql(f"WITH evidence AS ({evidence}) {kind.state('voice')}").to_arrow_table()
    if not table.num_rows:
        return kind.nothing(partial=partial)
    return kind.finish({name: table[name].to_numpy() for name in table.column_names}, partial=partial)


@pytest.fixture
def figure() -> Callable[..., Figure]:
    """`figure(kind, where=…, partial=…)` over ROWS, or over other `rows`."""
    return _figure


@pytest.fixture
def hits() -> Callable[[Kind], list[str]]:
    """The people in ROWS whose rows the kind looks for."""

    def ask(kind: Kind) -> list[str]:
        with engine.connect() as connection:
            return [person for (person,) in connection.sql(f"SELECT person FROM ({ROWS}) WHERE {kind.wanted}").fetchall()]

    return ask
