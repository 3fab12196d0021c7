"""From the archive's views and the desk's decisions to the derived tables: a fixed chain of SQL texts and a few kernels.

    identity → facts → numbers → threads → posts → requests → wordings → exchanges → interactions → coverage → links → gaps

Each file holds the SQL of one step; `tables.py` says what comes out. The working tables live in the connection and are
dropped at the end; what is written can be made again at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jasette.errors import DeclarationError
from jasette.reconstruct import (
    acts,
    audiences,
    exchanges,
    facts,
    gaps,
    identity,
    interactions,
    links,
    numbers,
    posts,
    requests,
    threads,
    wordings,
)
from jasette.reconstruct import coverage as windows
from jasette.reconstruct.step import Step, run
from jasette.reconstruct.tables import DERIVED
from jasette.sql import literal

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FILES = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 4096, ROW_GROUP_SIZE 40960"
"""Ids hardly repeat: to look for repeats among a million of them takes a fifth of the time of writing, and saves nothing.

Each core writes row groups of its own: of large ones one core has more than the other, and all of them wait for it."""
MADE_FROM = ("posts", "accounts", "interactions", "coverage")
"""Tables of the archive that a build reads: where none of them changed, it is still what it was."""
SHAPE = hashlib.sha256(repr(DERIVED).encode()).hexdigest()[:16]
"""Of the derived tables, as they are declared: a build of other tables is made anew."""
Progress = Callable[[str], None]
"""Told what is being done, before each step."""


@dataclass(frozen=True)
class BuildSummary:
    """What a build made: rows per derived table, and what it met on the way."""

    rows: dict[str, int]
    threads: int
    ghosts: int
    """Posts that others answer, or that a platform names as the first of a thread, and that are not in the archive."""
    cycles: int
    """Rings of replies that were cut."""
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """The summary as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, numbers: dict[str, Any]) -> BuildSummary:
        return cls(**numbers)

    def lines(self) -> list[str]:
        """What a person reads at the end of a build."""
        made = ", ".join(f"{self.rows[name]:,} {name}" for name in ("posts", "requests", "exchanges", "interactions", "citations"))
        lines = [f"{made}, in {self.threads:,} threads ({self.seconds:.1f} s)"]
        if self.ghosts:
            lines.append(f"{self.ghosts:,} posts are answered or named as a thread's first, and not in the archive (see the table gaps)")
        if self.cycles:
            lines.append(f"{self.cycles:,} rings of posts that reply to each other were cut (see the table gaps)")
        return lines


@dataclass(frozen=True)
class Part:
    """A part of the chain: its SQL, or what it does where a kernel is needed; what can be written then; what no later part needs."""

    name: str
    make: tuple[Step, ...] | Callable[[duckdb.DuckDBPyConnection], None]
    writes: tuple[str, ...] = ()
    spent: tuple[str, ...] = ()

    def run(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make its working tables on `connection`, which has those of the parts before."""
        if callable(self.make):
            self.make(connection)
        else:
            run(connection, self.make)


def chain(key: str) -> tuple[Part, ...]:
    """The parts in order; `key` (64 hex digits) makes the pseudonyms. Tables go as soon as they can: a million posts fit in memory."""
    return (
        Part("identity", identity.STEPS, writes=("voices", "audiences")),
        Part("facts", facts.STEPS),
        Part("numbers", numbers.build, spent=("w_read",)),
        Part("threads", threads.build),
        Part("posts", posts.steps(key), spent=("w_facts", "w_place", "w_lead", "w_mentioned")),
        Part("requests", (*acts.STEPS, *requests.STEPS)),
        Part("wordings", wordings.build, ("requests",), ("w_answers", "w_wording", "w_twins", "w_ordered", "w_runs", "w_by_hand")),
        Part("exchanges", exchanges.STEPS, ("exchanges",), ("w_alternated", "w_counted", "w_acts", "w_told", "w_speakers")),
        Part("interactions", interactions.STEPS, ("interactions",), ("w_shared", "w_acted", "w_listed", "w_own")),
        Part("coverage", windows.STEPS, ("coverage",)),
        Part("links", links.STEPS, ("citations",), ("w_linked", "w_pages", "w_sited", "w_cited", "w_words")),
        Part("gaps", gaps.STEPS, ("gaps", "posts"), ("w_shown",)),
    )


def queries(key: str) -> dict[str, str]:
    """SQL of each derived table over the working tables."""
    return {
        "posts": posts.POSTS,
        "requests": requests.REQUESTS,
        "exchanges": exchanges.EXCHANGES,
        "interactions": interactions.interactions(key),
        "citations": links.CITATIONS,
        "audiences": audiences.AUDIENCES,
        "gaps": gaps.GAPS,
        "coverage": "SELECT * FROM w_coverage",
        "voices": "SELECT * FROM w_voices",
    }


def build(
    connection: duckdb.DuckDBPyConnection,
    out: Path,
    *,
    roster: Mapping[str, pa.Table],
    coverage: pa.Table,
    key: str,
    progress: Progress | None = None,
) -> BuildSummary:
    """Write every derived table of `tables.DERIVED` into the folder `out` as `<name>.parquet`.

    `connection` has the archive's views `current_posts`, `raw_accounts`, `raw_interactions` and `raw_coverage`; `roster`
    has the tables `voices`, `memberships` and `roster_accounts`, and `coverage` what people said, both as the desk gives
    them. `key` (64 hex digits) makes the pseudonyms. An empty archive gives tables without rows. A table's file appears
    whole or not at all. Raises DeclarationError where `roster` lacks a table.
    """
    began = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    tell = progress or (lambda doing: None)
    rows: dict[str, int] = {}
    written = queries(key)
    with given(connection, roster, coverage):
        for part in chain(key):
            tell(part.name)
            part.run(connection)
            for name in part.writes:
                tell(f"writing {name}")
                with _as_written(connection) if name == "posts" else contextlib.nullcontext():
                    rows[name] = _write(connection, DERIVED[name].select(f"({written[name]}) AS made"), out / f"{name}.parquet")
            for name in part.spent:
                connection.execute(f"DROP TABLE {name}")
        met = connection.execute(
            "SELECT (SELECT count(DISTINCT root_node) FROM w_spoken), (SELECT count(*) FROM w_forest) - (SELECT count(*) FROM w_spoken),"
            " (SELECT count(*) FROM w_forest WHERE cut = 1)"
        ).fetchall()[0]
    grown, ghosts, cycles = met
    return BuildSummary(rows, grown, ghosts, cycles, time.monotonic() - began)


def _write(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> int:
    partial = path.with_suffix(".partial")
    written = connection.execute(f"COPY ({sql}) TO {literal(str(partial))} ({FILES})").fetchall()
    partial.replace(path)
    return int(written[0][0])


@contextlib.contextmanager
def _as_written(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Joins as the text has them, the left side streaming: the optimizer holds the words of all posts in memory, and spills them."""
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    try:
        yield
    finally:
        connection.execute("RESET disabled_optimizers")


@contextlib.contextmanager
def given(connection: duckdb.DuckDBPyConnection, roster: Mapping[str, pa.Table], coverage: pa.Table) -> Iterator[None]:
    """The desk's tables as views for the time of the build; afterwards neither they nor the working tables are there."""
    given = {f"in_{name}": roster.get(name) for name in ("voices", "memberships", "roster_accounts")} | {"in_coverage": coverage}
    if missing := [name for name, table in given.items() if table is None]:
        raise DeclarationError(f"the roster lacks {', '.join(missing)}", place="reconstruct.build", remedy="pass Desk.roster_tables()")
    for name, table in given.items():
        connection.register(name, table)
    kept = connection.execute("SELECT current_setting('preserve_insertion_order')").fetchall()[0][0]
    # Working tables have no order; not keeping one saves a fifth of the time and bounds the memory of writing.
    connection.execute("SET preserve_insertion_order = false")
    try:
        yield
    finally:
        connection.execute(f"SET preserve_insertion_order = {bool(kept)}")
        for name in given:
            connection.unregister(name)
        working = connection.execute("SELECT table_name FROM duckdb_tables() WHERE temporary AND starts_with(table_name, 'w_')").fetchall()
        for (name,) in working:
            connection.execute(f"DROP TABLE IF EXISTS {name}")
