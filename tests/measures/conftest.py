from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from jasette import engine
from jasette.measure import Ask, run
from jasette.measure.example import mount
from jasette.measures import find

Counted = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def counted() -> Iterator[Counted]:
    """`counted(measure, table=rows, …)` gives the row of each part for the only voice in `rows`."""
    with engine.connect() as connection:

        def ask(name: str, /, ask: Ask | None = None, **rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
            mount(connection, rows)
            return {row["part"]: row for row in run(connection, find(name), ask).to_pylist()}

        yield ask
