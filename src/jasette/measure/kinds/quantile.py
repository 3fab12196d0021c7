"""The value that a share of the rows do not exceed, durations among them: Quantile."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from jasette.kernels import survival
from jasette.measure.kinds.base import Figure, Interval, Kind, Stats


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
