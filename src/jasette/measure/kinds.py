"""How rows add up. A kind is `state` (SQL: sufficient statistics, on any engine) and `finish` (arrays → a figure).

Adding a kind is adding one class. Its `state` reads the relation `evidence`, one row per counted row, with the cell's keys
(voice, and where asked period and slice), with `person` and `thread`, and with the kind's own `columns`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from numpy.typing import NDArray

from jasette.kernels import bootstrap, survival

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


@dataclass(frozen=True)
class Count(Summed):
    """A number of rows, or the sum of `weight` over them."""

    weight: str = "1"
    title: ClassVar[str] = "count"
    column: ClassVar[str] = "amount"

    def columns(self) -> dict[str, str]:
        return {"amount": f"CAST({self.weight} AS DOUBLE)"}

    def of_sums(self, cell: str) -> str:
        total = "CAST(SUM(total) AS DOUBLE) AS total, CAST(SUM(n) AS BIGINT) AS n"
        return f"SELECT {cell}, {total} FROM sums WHERE cluster = 'person' GROUP BY {cell}"

    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        return _sum(float(stats["total"].sum()), int(stats["n"].sum()), partial)

    def nothing(self, *, partial: bool) -> Figure:
        return _sum(0.0, 0, partial)


@dataclass(frozen=True)
class Distinct(Kind):
    """How many different values of `of`; null is nobody."""

    of: str = "person"
    title: ClassVar[str] = "distinct count"

    def columns(self) -> dict[str, str]:
        return {"item": self.of}

    def state(self, cell: str) -> str:
        return f"SELECT {cell}, COUNT(*) AS n, COUNT(DISTINCT item) AS total FROM evidence GROUP BY {cell}"

    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        return _sum(float(stats["total"].sum()), int(stats["n"].sum()), partial)

    def nothing(self, *, partial: bool) -> Figure:
        return _sum(0.0, 0, partial)


@dataclass(frozen=True)
class Share(Summed):
    """The share of rows where `hit` is true; with `grain` of its distinct values, a value being hit if any of its rows is.

    Interval: bootstrap over people and over threads, the wider; Wilson where clusters tell nothing.
    """

    hit: str
    grain: str = ""
    title: ClassVar[str] = "share"
    column: ClassVar[str] = "hit"

    @property
    def wanted(self) -> str:
        return self.hit

    def columns(self) -> dict[str, str]:
        return {"hit": f"CASE WHEN {self.hit} THEN 1 ELSE 0 END"} | ({"grain": self.grain} if self.grain else {})

    @property
    def shared(self) -> bool:
        return not self.grain

    def sums(self, cell: str, units: str) -> str:
        if self.grain:
            units = (
                f"(SELECT {cell}, grain, MIN(person) AS person, MIN(thread) AS thread, MAX(hit) AS hit FROM {units} "
                f"WHERE grain IS NOT NULL GROUP BY {cell}, grain) AS units"
            )
        return super().sums(cell, units)

    def of_sums(self, cell: str) -> str:
        return (
            f"SELECT {cell}, cluster, CAST(total AS BIGINT) AS hits, n, COUNT(*) AS clusters FROM sums GROUP BY {cell}, cluster, total, n"
        )

    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        people, threads = (
            bootstrap.Types.of(stats["hits"][chosen], stats["n"][chosen], stats["clusters"][chosen])
            for chosen in (stats["cluster"] == "person", stats["cluster"] == "thread")
        )
        limits = bootstrap.wider(people, threads)
        hits = int((people.hits * people.count).sum())
        return Figure(people.share, limits.low, limits.high, people.total, "confidence", hits=hits)


@dataclass(frozen=True)
class Quantile(Kind):
    """The value that `share` of the rows do not exceed.

    With `event` the values are durations seen until `of`: rows without event are censored there, rows with `rival` can no
    longer have one (Aalen–Johansen; without rivals Kaplan–Meier). Limits: log-log band, inverted. "Not reached" is a result.
    """

    of: str
    share: float = 0.5
    event: str = "TRUE"
    rival: str = "FALSE"
    per: float = 1.0
    """So much of `of` is one unit of the figure: 1e6 turns microseconds into seconds."""
    title: ClassVar[str] = "quantile"

    @property
    def wanted(self) -> str:
        return f"({self.event}) AND NOT COALESCE({self.rival}, FALSE)"

    def columns(self) -> dict[str, str]:
        status = f"CASE WHEN {self.rival} THEN {survival.RIVAL} WHEN {self.event} THEN {survival.EVENT} ELSE {survival.CENSORED} END"
        return {"amount": f"CAST({self.of} AS BIGINT)", "status": status}

    def state(self, cell: str) -> str:
        return f"SELECT {cell}, amount, status, COUNT(*) AS n FROM evidence WHERE amount IS NOT NULL GROUP BY {cell}, amount, status"

    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        n = int(stats["n"].sum())
        hits = int(stats["n"][stats["status"] == survival.EVENT].sum())
        curve = survival.incidence(stats["amount"] / self.per, stats["status"], stats["n"])
        point = survival.quantile(curve, self.share)
        value, low, high = (None if math.isnan(x) else x for x in (point.value, point.low, point.high))
        interval: Interval = "none" if low is None and high is None else "confidence"
        return Figure(value, low, high, n, interval, "not_reached" if value is None else "ok", hits)


def _sum(total: float, n: int, partial: bool) -> Figure:
    """What was counted is exact where everything was collected, and else the least that there was."""
    return Figure(total, total, None if partial else total, n, "bound" if partial else "exact")
