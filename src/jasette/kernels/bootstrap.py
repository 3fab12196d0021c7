"""Intervals of a share whose units come in clusters: one person's requests resemble each other, and so do one thread's.

Whole clusters are drawn anew. Clusters with equal (hits, n) are exchangeable, so one multinomial draw over the distinct
types is the very bootstrap, at a cost that does not grow with the number of clusters.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jasette.kernels.multinomial import multinomial

SEED = 20120229
DRAWS = 1000
NORMAL = NormalDist()
Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""A value for each row of weights; a row says how many clusters of each type there are."""
AT_ONCE = 2_000_000
"""Weights held in memory at a time."""
ENOUGH, LEAST = 20_000_000, 200
"""Among very many types fewer draws are made, but never fewer than these."""
FEW = 1_000
"""So many types are left out one by one to see how each pulls; among more, none pulls enough to matter."""


@dataclass(frozen=True)
class Limits:
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True)
class Types:
    """Distinct clusters: `count` clusters have `hits` hits among `n` units each."""

    hits: NDArray[np.int64]
    n: NDArray[np.int64]
    count: NDArray[np.int64]

    @classmethod
    def of(cls, hits: ArrayLike, n: ArrayLike, count: ArrayLike | None = None) -> Types:
        """From arrays of one length, in any order; equal types are put together, so that the draw is reproducible."""
        hit, unit = np.asarray(hits, dtype=np.int64), np.asarray(n, dtype=np.int64)
        counts = np.ones(len(unit), dtype=np.int64) if count is None else np.asarray(count, dtype=np.int64)
        # One number for each pair: sorting single numbers is several times faster than sorting rows.
        base = int(unit.max(initial=0)) + 1
        distinct, place = np.unique(unit * base + hit, return_inverse=True)
        totals = np.bincount(place, weights=counts, minlength=len(distinct)).astype(np.int64)
        return cls(distinct % base, distinct // base, totals)

    @property
    def clusters(self) -> int:
        return int(self.count.sum())

    @property
    def total(self) -> int:
        return int((self.n * self.count).sum())

    @property
    def share(self) -> float:
        return float((self.hits * self.count).sum() / self.total)


def wilson(share: float, n: float, level: float = 0.95) -> Limits:
    """Wilson's score interval (1927) for a share among `n` independent units."""
    z = NORMAL.inv_cdf(0.5 + level / 2)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Limits(max(0.0, middle - half), min(1.0, middle + half))


def share_limits(types: Types, *, level: float = 0.95, draws: int = DRAWS, seed: int = SEED) -> Limits:
    """Bootstrap limits of Σ hits / Σ n over clusters; Wilson's on the number of clusters where drawing tells nothing.

    Drawing tells nothing where every cluster is a single unit (the binomial is exact there) and where all clusters have
    one and the same share. The limits are BCa (Efron 1987), widened as Hesterberg (2015) does for few clusters.
    """
    clusters, share = types.clusters, types.share
    if bool((types.n == 1).all()) or bool((types.hits * types.n[0] == types.n * types.hits[0]).all()):
        return wilson(share, clusters, level)
    return _drawn_limits(types.hits.tobytes(), types.n.tobytes(), types.count.tobytes(), level, draws, seed)


@lru_cache(maxsize=256)
def _drawn_limits(hits: bytes, n: bytes, count: bytes, level: float, draws: int, seed: int) -> Limits:
    """Of the types, as bytes: one share may be asked for under two names, and is drawn once."""
    types = Types(*(np.frombuffer(column, np.int64) for column in (hits, n, count)))
    drawn = multinomial(np.random.default_rng(seed), types.count, draws)
    shares = (drawn @ types.hits) / (drawn @ types.n)
    return _limits(types.share, shares, types.clusters, _acceleration(types), level)


def limits(statistic: Statistic, count: ArrayLike, *, level: float = 0.95, draws: int = DRAWS, seed: int = SEED) -> Limits | None:
    """Bootstrap limits (BCa, as for shares) of any statistic of clusters that come in types, `count` of each.

    None where drawing tells nothing: a single cluster, or the same value in every draw.
    """
    counts = np.asarray(count, dtype=np.float64)
    clusters = int(counts.sum())
    if clusters < 2:
        return None
    value = float(statistic(counts[None])[0])
    draws = min(draws, max(LEAST, ENOUGH // len(counts)))
    rng, chunk = np.random.default_rng(seed), max(1, AT_ONCE // len(counts))
    parts = [statistic(multinomial(rng, counts, min(chunk, draws - done)).astype(np.float64)) for done in range(0, draws, chunk)]
    drawn = np.concatenate(parts)
    drawn = drawn[np.isfinite(drawn)]
    if math.isnan(value) or len(drawn) < draws // 2 or np.ptp(drawn) == 0:
        return None
    bend = 0.0
    if len(counts) <= FEW:
        without = statistic(counts - np.eye(len(counts)))
        bend = _bend(without, counts) if bool(np.isfinite(without).all()) else 0.0
    return _limits(value, drawn, clusters, bend, level)


def _limits(value: float, drawn: NDArray[np.float64], clusters: int, bend: float, level: float) -> Limits:
    """Of the drawn values the two that BCa takes for limits; they hold the value itself."""
    reach = math.sqrt(clusters / (clusters - 1)) * _student(0.5 + level / 2, clusters - 1)
    # Rounding must not decide whether a draw that gave the same again lies below.
    same = np.isclose(drawn, value, rtol=1e-12, atol=0)
    below = float(np.mean((drawn < value) & ~same) + np.mean(same) / 2)
    bias = NORMAL.inv_cdf(min(max(below, 1 / len(drawn)), 1 - 1 / len(drawn)))
    low, high = np.quantile(drawn, [_corrected(bias, bend, -reach), _corrected(bias, bend, reach)])
    return Limits(min(float(low), value), max(float(high), value))


def _corrected(bias: float, bend: float, reach: float) -> float:
    """Which percentile of the draws stands for `reach` standard errors (Efron 1987, eq. 3.9)."""
    shift = bias + reach
    room = 1 - bend * shift
    return NORMAL.cdf(bias + shift / room) if room > 0 else float(shift > 0)


def _acceleration(types: Types) -> float:
    """How the standard error changes with the share: skewness of the jackknife over clusters."""
    hits, total = (types.hits * types.count).sum(), types.total
    return _bend((hits - types.hits) / np.maximum(total - types.n, 1), types.count)


def _bend(without: NDArray[np.float64], count: NDArray[Any]) -> float:
    """Acceleration (Efron 1987, eq. 6.6) from the values without one cluster of each type."""
    away = (without * count).sum() / count.sum() - without
    square = float((count * away**2).sum())
    return float((count * away**3).sum()) / (6 * square**1.5) if square > 0 else 0.0


def _student(share: float, degrees: int) -> float:
    """Student's t quantile by the Cornish–Fisher expansion (Abramowitz & Stegun 26.7.5), good from 3 degrees on."""
    z, v = NORMAL.inv_cdf(share), max(degrees, 3)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / v + second / v**2 + third / v**3


def wider(people: Types, threads: Types, *, level: float = 0.95) -> Limits:
    """Limits over people and over threads, the wider one.

    A single cluster cannot be drawn anew: all posts of one voice have one author, so that only their threads can tell.
    Where there is neither a second person nor a second thread, nothing is known but one cluster's share.
    """
    known = [types for types in (people, threads) if types.clusters > 1] or [people]
    return max((share_limits(types, level=level) for types in known), key=lambda limits: limits.width)
