"""What is worked out from sums over the same rows, a ratio among them: Formula."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from jasette.kernels import bootstrap
from jasette.measure.kinds.base import Figure, Kind, Stats, Summed

How = Callable[..., NDArray[np.float64]]
"""From one array for each sum to the value; nan where there is none."""


def ratio(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
    """`top` / `bottom`; nan where `bottom` is 0."""
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom != 0)


@dataclass(frozen=True)
class Formula(Kind):
    """`how` of the sums `of` (counts, or shares' hits) over the same rows: the ratio of two, unless told otherwise.

    Interval: bootstrap over people and over threads, each with all their rows, the wider; so sums that go together are
    drawn together.
    """

    of: tuple[Summed, ...]
    how: How = ratio
    title: ClassVar[str] = "formula"

    def columns(self) -> dict[str, str]:
        return {f"sum{index}": f"CAST({kind.columns()[kind.column]} AS DOUBLE)" for index, kind in enumerate(self.of)}

    def state(self, cell: str) -> str:
        names = ", ".join(self.columns())
        totals = ", ".join(f"SUM({name}) AS {name}" for name in self.columns())
        clusters = " UNION ALL ".join(
            f"SELECT {cell}, '{cluster}' AS cluster, {totals}, COUNT(*) AS n FROM evidence GROUP BY {cell}, {cluster}"
            for cluster in ("person", "thread")
        )
        return (
            f"SELECT {cell}, cluster, {names}, CAST(SUM(n) AS BIGINT) AS n, COUNT(*) AS clusters FROM ({clusters}) AS sums "
            f"GROUP BY {cell}, cluster, {names} ORDER BY {cell}, cluster, {names}"
        )

    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        people, threads = (stats["cluster"] == cluster for cluster in ("person", "thread"))
        n = int(stats["n"][people].sum())
        value = float(self._statistic(stats, people)(stats["clusters"][people][None].astype(np.float64))[0])
        if math.isnan(value):
            return Figure(None, None, None, n, "none")
        drawn = (bootstrap.limits(self._statistic(stats, chosen), stats["clusters"][chosen]) for chosen in (people, threads))
        known = [limits for limits in drawn if limits is not None]
        if not known:
            return Figure(value, None, None, n, "none")
        limits = max(known, key=lambda one: one.width)
        return Figure(value, limits.low, limits.high, n, "confidence")

    def _statistic(self, stats: Stats, chosen: NDArray[np.bool_]) -> bootstrap.Statistic:
        sums = [stats[name][chosen] for name in self.columns()]
        return lambda weights: self.how(*(weights @ column for column in sums))
