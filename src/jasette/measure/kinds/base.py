"""What a kind is: `state` (SQL: sufficient statistics, on any engine) and `finish` (arrays → a figure).

`state` reads the relation `evidence`, one row per counted row, with the cell's keys (voice, and where asked period and
slice), with `person` and `thread`, and with the kind's own `columns`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from numpy.typing import NDArray

Stats = Mapping[str, NDArray[Any]]
"""The columns of `state` for one cell."""

Interval = Literal["confidence", "bound", "exact", "none"]
State = Literal["ok", "not_reached", "suppressed", "not_observable"]


@dataclass(frozen=True)
class Figure:
    """A value and how sure it is. `n` is what it rests on, `hits` how many of these are what was looked for."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    interval: Interval
    state: State = "ok"
    hits: int | None = None


@dataclass(frozen=True)
class Kind(ABC):
    """The base of all kinds."""

    title: ClassVar[str]

    @abstractmethod
    def columns(self) -> dict[str, str]:
        """SQL values over one row of the derived table, by name: what `state` needs beside the cell."""

    @property
    def wanted(self) -> str:
        """SQL predicate: the rows that are what the figure looks for; all, unless the kind says otherwise."""
        return "TRUE"

    @abstractmethod
    def state(self, cell: str) -> str:
        """SQL over `evidence`: the sufficient statistics, rows beginning with the keys `cell`."""

    @abstractmethod
    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        """The figure of one cell. `partial`: not all was collected (a sample, a search), so that sums are lower bounds."""

    def told_of(self, people: int) -> int:
        """How many of the `people` behind a cell its figure speaks of: the floor for small groups is theirs."""
        return people

    def nothing(self, *, partial: bool) -> Figure:
        """The figure of a cell without rows: no value, unless the kind says otherwise."""
        return Figure(None, None, None, 0, "none", hits=0)


@dataclass(frozen=True)
class Summed(Kind):
    """The base of kinds that need only sums over people and over threads: one pass makes them for all parts of the same rows."""

    column: ClassVar[str]
    """The one of `columns` that is summed."""

    @property
    def shared(self) -> bool:
        """Whether the sums are those of the rows themselves, so that the one pass may make them."""
        return True

    @abstractmethod
    def of_sums(self, cell: str) -> str:
        """SQL over `sums`: the keys `cell`, cluster (person or thread), total of the column and n, one row per cluster."""

    def state(self, cell: str) -> str:
        return f"SELECT * FROM (WITH sums AS ({self.sums(cell, 'evidence')}) {self.of_sums(cell)}) AS state"

    def sums(self, cell: str, units: str) -> str:
        """SQL: the relation `sums` from `units`."""
        return " UNION ALL ".join(
            f"SELECT {cell}, '{cluster}' AS cluster, SUM({self.column}) AS total, COUNT(*) AS n FROM {units} GROUP BY {cell}, {cluster}"
            for cluster in ("person", "thread")
        )
