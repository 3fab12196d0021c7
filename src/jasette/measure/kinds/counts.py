"""Numbers and shares of rows, and of what they name: Count, Distinct, Share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from jasette.kernels import bootstrap, ranks
from jasette.measure.kinds.base import Acts, Figure, Kind, Stats, Summed, upon


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

    def acts(self, cell: str) -> str:
        # Whoever is drawn twice is two people; what is none can be counted, and not be drawn.
        return f"SELECT DISTINCT {cell}, person FROM evidence WHERE item IS NOT NULL" if self.of == "person" else ""

    def drawn(self, acts: Acts) -> NDArray[np.float64]:
        return ranks.sums(*upon(acts), people=acts.keys, voices=acts.units)


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

    def state(self, cell: str) -> str:
        if not self.grain:
            return super().state(cell)
        # Named, so that the engine makes the units once for both clusters.
        units = (
            f"SELECT {cell}, grain, MIN(person) AS person, MIN(thread) AS thread, MAX(hit) AS hit FROM evidence "
            f"WHERE grain IS NOT NULL GROUP BY {cell}, grain"
        )
        return f"SELECT * FROM (WITH units AS ({units}), sums AS ({self.sums(cell, 'units')}) {self.of_sums(cell)}) AS state"

    def total(self, counts: str, value: str) -> str:
        return f"COUNT(CASE WHEN {counts} AND {value} = 1 THEN 1 END)"  # the engine counts in half the time in which it sums

    def of_sums(self, cell: str) -> str:
        return (
            f"SELECT {cell}, cluster, CAST(total AS BIGINT) AS hits, n, COUNT(*) AS clusters FROM sums GROUP BY {cell}, cluster, total, n"
        )

    def drawn(self, acts: Acts) -> NDArray[np.float64]:
        sums = (ranks.sums(*upon(acts, acts.stats[name]), people=acts.keys, voices=acts.units) for name in ("amount", "n"))
        hits, n = sums
        return np.divide(hits, n, out=np.full_like(hits, np.nan), where=n > 0)

    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        people, threads = (
            bootstrap.Types.of(stats["hits"][chosen], stats["n"][chosen], stats["clusters"][chosen])
            for chosen in (stats["cluster"] == "person", stats["cluster"] == "thread")
        )
        limits = bootstrap.wider(people, threads)
        hits = int((people.hits * people.count).sum())
        return Figure(people.share, limits.low, limits.high, people.total, "confidence", hits=hits)


def _sum(total: float, n: int, partial: bool) -> Figure:
    """What was counted is exact where everything was collected, and else the least that there was."""
    return Figure(total, total, None if partial else total, n, "bound" if partial else "exact")
