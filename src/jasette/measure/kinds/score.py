"""One number for how something is spread over people: Score."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from jasette.kernels import bootstrap
from jasette.measure.kinds.base import Figure, Kind, Stats

Kernel = Callable[[NDArray[Any], NDArray[np.float64]], NDArray[np.float64]]
"""From what people have, and how many have it (a row of weights for each draw), to a value for each row; nan where there is none."""


@dataclass(frozen=True)
class Score(Kind):
    """What `kernel` makes of the sums of `of` over the rows of each `key`: of each acting person, unless told otherwise.

    Interval: the people are drawn anew, each with all that they did.
    """

    of: str
    kernel: Kernel
    key: str = "person"
    per: float = 1.0
    """So much of the kernel's value is one unit of the figure: 0.01 turns a share into per cent."""
    speaks_of: float = 1.0
    """What part of the people the figure speaks of: 0.01 for the top 1 %, who must be as many as any small group."""
    title: ClassVar[str] = "score"

    def columns(self) -> dict[str, str]:
        return {"amount": f"CAST({self.of} AS DOUBLE)", "unit": self.key}

    def state(self, cell: str) -> str:
        held = f"SELECT {cell}, unit, SUM(amount) AS amount, COUNT(*) AS n FROM evidence WHERE unit IS NOT NULL GROUP BY {cell}, unit"
        return (
            f"SELECT {cell}, amount, CAST(SUM(n) AS BIGINT) AS n, COUNT(*) AS units FROM ({held}) AS held "
            f"GROUP BY {cell}, amount ORDER BY {cell}, amount"
        )

    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        amounts, units, n = stats["amount"], stats["units"].astype(np.float64), int(stats["n"].sum())

        def statistic(weights: NDArray[np.float64]) -> NDArray[np.float64]:
            return self.kernel(amounts, weights) / self.per

        value = float(statistic(units[None])[0])
        if math.isnan(value):
            return Figure(None, None, None, n, "none")
        limits = bootstrap.limits(statistic, units)
        if limits is None:
            return Figure(value, None, None, n, "none")
        return Figure(value, limits.low, limits.high, n, "confidence")

    def told_of(self, people: int) -> int:
        return max(1, math.floor(people * self.speaks_of)) if people else 0
