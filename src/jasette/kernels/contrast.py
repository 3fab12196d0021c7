"""The difference of two shares within strata: like is compared with like, and the strata are weighed together.

Mantel and Haenszel's weights; the variance of Sato (1989), which holds for few large strata and for many small ones
alike, where Greenland and Robins (1985) gave one for each; limits by inverting the test with it (Klingenberg 2014,
Stat Med 33:2968), since estimate ± 1.96 errors covers too seldom where one arm is small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from jasette.kernels.bootstrap import NORMAL, Limits, wilson


@dataclass(frozen=True)
class Difference:
    """The share in the first arm less that in the second, with its standard error; nan where no stratum has both arms."""

    value: float
    error: float
    limits: Limits


NONE = Difference(math.nan, math.nan, Limits(math.nan, math.nan))


def mantel_haenszel(hits: ArrayLike, n: ArrayLike, other_hits: ArrayLike, other_n: ArrayLike, *, level: float = 0.95) -> Difference:
    """The common risk difference over strata: `hits` of `n` in the first arm, `other_hits` of `other_n` in the second.

    One entry for each stratum, in any order; a stratum with an empty arm says nothing and weighs nothing. Where nobody
    or everybody is a hit the variance is 0, which is no certainty: the limits are then Newcombe's (1998, method 10), from
    the arms taken together. No strata: nan.
    """
    a, n1, c, n0 = (np.asarray(values, dtype=np.float64) for values in (hits, n, other_hits, other_n))
    both = (n1 > 0) & (n0 > 0)
    a, n1, c, n0 = a[both], n1[both], c[both], n0[both]
    if not len(a):
        return NONE
    size = n1 + n0
    weight = n1 * n0 / size
    value = float(((a * n0 - c * n1) / size).sum() / weight.sum())
    p = (n1**2 * c - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / size**2
    q = (a * (n0 - c) + c * (n1 - a)) / (2 * size)
    variance = float(value * p.sum() + q.sum()) / float(weight.sum()) ** 2
    error = math.sqrt(max(variance, 0.0))
    if error == 0:
        return Difference(value, error, newcombe(float(a.sum()), float(n1.sum()), float(c.sum()), float(n0.sum()), level=level))
    # All δ that the test of δ with the variance at δ would not reject: the variance at the estimate is too small by far where
    # a small arm has no hit.
    z = NORMAL.inv_cdf(0.5 + level / 2)
    bend, rest = (z**2 * float(part.sum()) / float(weight.sum()) ** 2 for part in (p, q))
    middle = value + bend / 2
    reach = math.sqrt(max(0.0, middle**2 - value**2 + rest))
    return Difference(value, error, Limits(max(-1.0, middle - reach), min(1.0, middle + reach)))


def newcombe(hits: float, n: float, other_hits: float, other_n: float, *, level: float = 0.95) -> Limits:
    """Hybrid score limits of the difference of two shares (Newcombe 1998, Stat Med 17:873, method 10)."""
    one, other = hits / n, other_hits / other_n
    mine, theirs = wilson(one, n, level), wilson(other, other_n, level)
    low = math.hypot(one - mine.low, theirs.high - other)
    high = math.hypot(mine.high - one, other - theirs.low)
    return Limits(one - other - low, one - other + high)
