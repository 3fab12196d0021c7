"""Figures that come out for all units together: Portion, Things. Their limits are those of acting people drawn anew."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from jasette.measure.kinds.base import Acts, Figure, Kind, Stats, weighed

Reals = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Together(Kind):
    """The base of kinds whose figures come together: `acts` and `values` say all."""

    joint: ClassVar[bool] = True

    @abstractmethod
    def acts(self, cell: str) -> str: ...

    @abstractmethod
    def values(self, acts: Acts, weights: Reals) -> Reals: ...

    def state(self, cell: str) -> str:
        return self.acts(cell)

    def finish(self, stats: Stats, *, partial: bool) -> Figure:
        value, low, high = (None if math.isnan(x) else float(x) for x in (stats[name][0] for name in ("value", "low", "high")))
        n, hits = int(stats["n"][0]), int(stats["hits"][0]) if "hits" in stats else None
        return Figure(value, low, high, n, "none" if low is None else "confidence", hits=hits)


@dataclass(frozen=True)
class Portion(Together):
    """Which share of all rows, or of the sum of `weight` over them, is each unit's. The shares add up to one."""

    title: ClassVar[str] = "portion"

    def columns(self) -> dict[str, str]:
        return {"amount": "1"}

    def acts(self, cell: str) -> str:
        return f"SELECT {cell}, person, CAST(SUM(amount) AS BIGINT) AS amount FROM evidence GROUP BY {cell}, person"

    def values(self, acts: Acts, weights: Reals) -> Reals:
        sums = weighed(acts, acts.stats["amount"], weights)
        whole = sums.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(sums, whole, out=np.full_like(sums, np.nan), where=whole > 0))

    def beside(self, acts: Acts) -> dict[str, NDArray[Any]]:
        mine = acts.unit >= 0
        hits = np.bincount(acts.unit[mine], acts.stats["amount"][mine], minlength=acts.units).astype(np.int64)
        return {"hits": hits, "n": np.full(acts.units, hits.sum())}


Spread = Callable[[Integers, Integers], Reals]
"""From what each thing had (those of unit u are `had[indptr[u]:indptr[u + 1]]`) to a value for each unit."""


@dataclass(frozen=True)
class Things(Together):
    """What `kernel` makes of what each of a unit's things (`key`: its posts) had: the sum of `of` over the rows of each thing."""

    kernel: Spread
    key: str
    of: str = "1"
    title: ClassVar[str] = "score"

    def columns(self) -> dict[str, str]:
        return {"thing": self.key, "amount": f"CAST({self.of} AS BIGINT)"}

    def acts(self, cell: str) -> str:
        sums = "CAST(SUM(amount) AS BIGINT) AS amount"
        return f"SELECT {cell}, person, thing, {sums} FROM evidence WHERE thing IS NOT NULL GROUP BY {cell}, person, thing"

    def values(self, acts: Acts, weights: Reals) -> Reals:
        _, place, owner = self._things(acts)
        order = np.argsort(owner, kind="stable")
        indptr = np.searchsorted(owner[order], np.arange(acts.units + 1))
        mine = acts.unit >= 0
        person, amount = acts.person[mine], acts.stats["amount"][mine]
        found = [
            self.kernel(np.bincount(place, drawn[person] * amount, minlength=len(owner))[order].astype(np.int64), indptr)
            for drawn in weights
        ]
        return np.array(found, dtype=np.float64).reshape(len(weights), acts.units)

    def beside(self, acts: Acts) -> dict[str, NDArray[Any]]:
        return {"n": np.bincount(self._things(acts)[2], minlength=acts.units)}

    def _things(self, acts: Acts) -> tuple[Integers, Integers, Integers]:
        """The units' things, for each row upon a unit which of them, and whose each is."""
        mine = acts.unit >= 0
        base = int(acts.stats["thing"].max(initial=0)) + 1
        pair, place = np.unique(acts.unit[mine] * base + acts.stats["thing"][mine], return_inverse=True)
        return pair % base, place, pair // base
