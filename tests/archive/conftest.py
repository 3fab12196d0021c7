"""Rows made up for the archive's tests, and ways to look at all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from jasette import engine
from jasette.archive import Archive, tables
from jasette.people import Gate, keyed_hash
from jasette.schema import TABLES
from jasette.source import Recipe, Rows

KEY, AUDIENCE_KEY = "a" * 64, "b" * 64


def rows(into: str, *records: dict[str, Any]) -> Rows:
    """Rows for one table from dicts that name only what they know."""
    table = TABLES[into]
    return Rows(into, pa.Table.from_pylist([dict.fromkeys(table.names) | record for record in records], schema=table.arrow))


def gate(accounts: Sequence[str] = (), posts: Sequence[str] = (), audience_key: str = AUDIENCE_KEY) -> Gate:
    return Gate(KEY, audience_key, frozenset(keyed_hash(KEY, a) for a in accounts), frozenset(keyed_hash(KEY, p) for p in posts))


def contents(archive: Archive) -> dict[str, list[tuple[Any, ...]]]:
    """Every stored row of every table, sorted: two archives are equal if these are."""
    with engine.connect() as connection:
        archive.mount(connection, None)
        return {name: connection.execute(f"SELECT * FROM stored_{name} ORDER BY ALL").fetchall() for name in TABLES}


def query(archive: Archive, sql: str, with_gate: Gate | None = None) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return archive.reading(connection, with_gate or gate(), lambda mounted: mounted.execute(sql).fetchall())


class Stopped(BaseException):
    """As a kill: nothing catches it on the way."""


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`stop(n, add, after=True)`: runs `add`, stopped after its n-th commit, or before it."""

    def stopped(commits: int, add: Callable[[], object], *, after: bool = True) -> None:
        real, done = tables.append_once, 0

        def stopping(*arguments: Any) -> None:
            nonlocal done
            done += 1
            if done == commits and not after:
                raise Stopped
            real(*arguments)
            if done == commits:
                raise Stopped

        with monkeypatch.context() as fault:
            fault.setattr(tables, "append_once", stopping)
            with pytest.raises(Stopped):
                add()

    return stopped


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    yield Archive.create(tmp_path / "archive", wait_s=5)


@pytest.fixture
def made() -> SimpleNamespace:
    """The helpers above: tests are imported by path, so that they cannot import one another."""

    def add(archive: Archive, *items: Any, digest: str = "1", file: str = "file.json", recipe: Recipe | None = None, **people: Any) -> Any:
        return archive.add(items, file=file, digest=digest * 64, source="made_up", recipe=recipe or Recipe(), gate=gate(**people))

    return SimpleNamespace(
        Stopped=Stopped, rows=rows, gate=gate, contents=contents, query=query, add=add, key=KEY, audience_key=AUDIENCE_KEY
    )
