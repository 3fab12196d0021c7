"""Fixtures for all tests: where the real cases lie, and what is missing where they do not."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import settings

from jasette import engine, measure, measures, terms
from jasette.locale import Words
from jasette.measure import Ask
from jasette.measure.example import mount
from jasette.page import Facts
from jasette.reconstruct import groups
from jasette.source import Filtered, Item, Rejected, Repaired, Rows

# No test fails on a time: machines are shared. Where a change is judged it meets the same draws as the change before it.
settings.register_profile("jasette", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("jasette")

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of published real cases; absent on a user's machine (skip), never absent in CI (fail)."""
    if not REAL_DATA.is_dir():
        message = "the real cases (../shared/data) are not beside this checkout"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return REAL_DATA


@dataclass
class Got:
    """What a source gave: rows of each table as dicts, and all that was no row."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    rejected: list[Rejected] = field(default_factory=list)
    filtered: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    repaired: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="session")
def gather() -> Callable[[Iterable[Item]], Got]:
    """`gather(source.read(file, recipe)) -> Got`."""

    def gathered(items: Iterable[Item]) -> Got:
        got = Got()
        for item in items:
            match item:
                case Rows(into, rows):
                    got.rows[into] += rows.to_pylist()
                case Rejected():
                    got.rejected.append(item)
                case Filtered(_, count, reason):
                    got.filtered[reason] += count
                case Repaired(reason, count):
                    got.repaired[reason] = count
        return got

    return gathered


@pytest.fixture(scope="session")
def valmont(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled example, read and built once; tests that change it copy the folder (`observatory`, `files`, `report.html`)."""
    from jasette.demo import tour

    folder = tmp_path_factory.mktemp("valmont") / "demo"
    lines: list[str] = []
    tour.run(folder, report=folder.parent / "report.html", seed=2008, scale=0.07, lang="en", say=lines.append, working=_silently)
    (folder / "said.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


@contextmanager
def _silently(label: str) -> Iterator[Callable[[str], None]]:
    yield lambda step: None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests have counted (`record_property`), summed: kills that struck, disks that were full, mutated records."""
    sums: dict[str, int] = defaultdict(int)
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties if report.when == "call" else ():
            sums[name] += value
    for name, value in sorted(sums.items()):
        terminalreporter.write_line(f"{name}: {value:,}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write what the sources give as what is expected of them")


FACTS = Facts("Town", "to test", "A. Roy", 180, 10, "UTC", None, named=frozenset({"@ville"}))


class SmallReading:
    """The protocol `page.Reading` over mounted rows, without an observatory."""

    def __init__(self, connection: Any, facts: Facts) -> None:
        self.connection, self.facts = connection, facts
        self._ask = Ask(as_of_us=facts.as_of_us)

    def measure(
        self, name: str, by: str = "", parts: Any = (), *, of: str = "", across: str = "", without_flagged: bool = False
    ) -> list[dict[str, Any]]:
        ask = replace(self._ask, by=by, of=of, across=across)
        return measure.run(self.connection, measures.find(name), ask, Words()).to_pylist()

    def agreement(self, names: Any = ()) -> list[dict[str, Any]]:
        wanted = [measures.find(name) for name in names] or list(measures.all_measures().values())
        return measure.agreement(self.connection, wanted, self._ask, Words()).to_pylist()

    def evidence(self, name: str, part: str, limit: int) -> list[dict[str, Any]]:
        return measure.evidence(self.connection, measures.find(name), part, (), self._ask, limit=limit, words=Words()).to_pylist()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.table(sql).to_pylist()

    def table(self, sql: str) -> pa.Table:
        return self.connection.sql(sql).to_arrow_table()

    def coordination(self, show: str) -> pa.Table:
        return groups.answer(self.connection, show, floor=self.facts.floor)

    def terms(self, between: str, limit: int) -> pa.Table:
        return terms.between(self.connection, between, self._ask, limit=limit)

    def bursts(self, limit: int) -> pa.Table:
        return terms.bursts(self.connection, self._ask, limit=limit)


@pytest.fixture
def read() -> Iterator[Callable[..., SmallReading]]:
    """`read(rows, **facts)` with `rows` as in a worked example; `facts` are those that differ."""
    with engine.connect() as connection:

        def reading(rows: Mapping[str, tuple[Mapping[str, Any], ...]], **facts: Any) -> SmallReading:
            mount(connection, rows)
            return SmallReading(connection, replace(FACTS, **facts))

        yield reading
