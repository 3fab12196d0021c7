"""What a kind is: `state` (SQL: sufficient statistics, on any engine) and `finish` (arrays → a figure).

`state` reads the relation `evidence`, one row per counted row, with the cell's keys (voice, and where asked period and
slice), with `person` and `thread`, and with the kind's own `columns`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from jasette.kernels import ranks

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
    at_us: int | None = None
    """The instant that the value is of, where it was observed and not counted."""


@dataclass(frozen=True)
class Acts:
    """What acting people did in one comparison: a row is what one `person` did upon one unit.

    `units` are compared, people act: both are numbered from 0, and -1 is nobody. `keys` tell people apart in every comparison.
    `stats` are the kind's columns; what was text there is a number too, of the same numbers as the people, who come first.
    """

    units: int
    keys: NDArray[np.uint64]
    unit: NDArray[np.int64]
    person: NDArray[np.int64]
    stats: Stats


@dataclass(frozen=True)
class Kind(ABC):
    """The base of all kinds."""

    title: ClassVar[str]

    @abstractmethod
    def columns(self) -> dict[str, str]:
        """SQL values over one row of the derived table, by name: what `state` needs beside the cell."""

    joint: ClassVar[bool] = False
    """The figures of all units come together, from `acts` (see `Together`)."""

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

    def acts(self, cell: str) -> str:
        """SQL over `evidence`: the keys `cell`, person, what `drawn` needs of what that person did; empty where people cannot be drawn."""
        return ""

    def drawn(self, acts: Acts) -> NDArray[np.float64]:
        """The figures of all units where the acting people are drawn anew (draws × units); nan where there is none."""
        raise NotImplementedError(f"{type(self).__name__} draws no people")

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

    def total(self, counts: str, value: str) -> str:
        """SQL: the sum of the column, which stands in `value`, over the rows that `counts` says."""
        return f"SUM(CASE WHEN {counts} THEN {value} END)"

    @abstractmethod
    def of_sums(self, cell: str) -> str:
        """SQL over `sums`: the keys `cell`, cluster (person or thread), total of the column and n, one row per cluster."""

    def state(self, cell: str) -> str:
        return f"SELECT * FROM (WITH sums AS ({self.sums(cell, 'evidence')}) {self.of_sums(cell)}) AS state"

    def acts(self, cell: str) -> str:
        if not self.shared:
            return ""
        sums = f"SUM({self.column}) AS amount, COUNT(*) AS n"
        return f"SELECT {cell}, person, {sums} FROM evidence WHERE person IS NOT NULL GROUP BY {cell}, person"

    def drawn(self, acts: Acts) -> NDArray[np.float64]:
        return ranks.sums(*upon(acts, acts.stats["amount"]), people=acts.keys, voices=acts.units)

    def sums(self, cell: str, units: str) -> str:
        """SQL: the relation `sums` from `units`."""
        return " UNION ALL ".join(
            f"SELECT {cell}, '{cluster}' AS cluster, SUM({self.column}) AS total, COUNT(*) AS n FROM {units} GROUP BY {cell}, {cluster}"
            for cluster in ("person", "thread")
        )


def upon(acts: Acts, *columns: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Person, unit and these columns of the acts of somebody upon somebody who is compared."""
    chosen = (acts.unit >= 0) & (acts.person >= 0)
    return acts.person[chosen], acts.unit[chosen], *(column[chosen] for column in columns)
