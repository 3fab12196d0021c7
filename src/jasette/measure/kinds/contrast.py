"""Two groups of rows beside each other, like compared with like: Contrast."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from jasette.kernels import contrast
from jasette.measure.kinds.base import Figure, Kind, Stats

POINTS = 100
"""Percentage points in one."""


@dataclass(frozen=True)
class Contrast(Kind):
    """How much more often, in percentage points, `hit` is true of rows where `arm` is true than of those where it is false.

    Rows are compared within `strata` (SQL values) and these weighed together by Mantel and Haenszel, with Klingenberg's limits.
    Rows are taken as independent: declare one for each person. No stratum with rows of both arms: no value.
    """

    hit: str
    arm: str
    strata: tuple[str, ...] = ()
    title: ClassVar[str] = "difference"

    @property
    def wanted(self) -> str:
        return self.hit

    def columns(self) -> dict[str, str]:
        parts = [f"COALESCE(CAST({value} AS VARCHAR), '')" for value in self.strata] or ["''"]
        return {
            "hit": f"CASE WHEN {self.hit} THEN 1 ELSE 0 END",
            "arm": f"CASE WHEN {self.arm} THEN 1 ELSE 0 END",
            "stratum": " || '|' || ".join(parts),
        }

    def state(self, cell: str) -> str:
        sums = ", ".join(
            f"CAST({value} AS BIGINT) AS {name}"
            for name, value in {"n": "COUNT(*)", "hits": "SUM(hit)", "arm_n": "SUM(arm)", "arm_hits": "SUM(arm * hit)"}.items()
        )
        return f"SELECT {cell}, stratum, {sums} FROM evidence GROUP BY {cell}, stratum ORDER BY {cell}, stratum"

    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        n, hits = stats["n"], stats["hits"]
        found = contrast.mantel_haenszel(stats["arm_hits"], stats["arm_n"], hits - stats["arm_hits"], n - stats["arm_n"])
        total, all_hits = int(n.sum()), int(hits.sum())
        if math.isnan(found.value):
            return Figure(None, None, None, total, "none", hits=all_hits)
        value, low, high = (POINTS * x for x in (found.value, found.limits.low, found.limits.high))
        return Figure(value, low, high, total, "confidence", hits=all_hits)
