"""Multinomial draws, as NumPy's generator makes them and number for number the same, several times as fast.

NumPy draws type after type, each binomially from what is left, and prepares each draw anew. What depends on the type alone is prepared
once here: among many types of which few are expected (inversion: Kachitvichyanukul & Schmeiser 1988, p. 216) that is most of the work.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, Reals, integers, kernel

SMALL = 30.0
"""Up to so many expected NumPy draws by inversion, with one random number; above by rejection (BTPE), which is left to the library."""
SURE = 10
"""An inversion that has come further than there is room for, by NumPy's bound, begins again: the bound is above this."""


def multinomial(rng: np.random.Generator, count: npt.ArrayLike, draws: int) -> Integers:
    """`draws` rows (draws × types): as many clusters as there are, each drawn of a type with probability count / Σ count.

    What `rng.multinomial(count.sum(), count / count.sum(), size=draws)` gives, and `rng` goes on as after it. No types: rows without
    columns. Complexity: O(draws × types).
    """
    counts = integers(count)
    drawn = np.zeros((draws, counts.size), np.int64)
    if counts.size:
        clusters = int(counts.sum())
        _draw(rng, clusters, counts / max(clusters, 1), drawn)
    return drawn


@kernel
def _draw(rng: np.random.Generator, clusters: int, share: Reals, drawn: Integers) -> None:
    """Fill `drawn` row by row; the last type takes what is left."""
    last = share.size - 1
    # `wanted` is the share among what is left; of it or its opposite, whichever is rarer: odds, and the logarithm of missing it once.
    wanted, rarer, odds, missing = np.empty(last), np.empty(last), np.empty(last), np.empty(last)
    inverse = 1.0 / np.maximum(np.arange(128), 1)
    left = 1.0
    for j in range(last):
        wanted[j] = share[j] / left if left > 0.0 else 0.0
        rarer[j] = wanted[j] if wanted[j] <= 0.5 else 1.0 - wanted[j]
        missing[j] = np.log1p(-rarer[j])
        odds[j] = rarer[j] / (1.0 - rarer[j])
        left -= share[j]
    for row in range(drawn.shape[0]):
        n = clusters
        for j in range(last):
            p = rarer[j]
            if wanted[j] == 0.0:
                continue
            if p * n > SMALL:
                x = rng.binomial(n, wanted[j])
            else:
                none = np.exp(n * missing[j])
                at, u = none, rng.random()
                # The first steps as sums, not as branches: how they fall cannot be foretold, and mostly they are all.
                once = at * (n * odds[j])
                twice = once * ((n - 1) * (odds[j] * inverse[2]))
                above, far, farther = u - at, u - at - once, u - at - once - twice
                x = np.int64(above > 0.0) + np.int64(far > 0.0) + np.int64(farther > 0.0)
                x, u = (x, at) if x < 3 and n > 2 else (np.int64(0), u)
                while u > at:
                    u -= at
                    x += 1
                    if x > n or (x > SURE and x > n * p + 10.0 * np.sqrt(n * p * (1.0 - p) + 1.0)):
                        x = 0
                        at, u = none, rng.random()
                    else:
                        at *= (n - x + 1) * (odds[j] * inverse[x])
                if wanted[j] > 0.5:
                    x = n - x
            drawn[row, j] = x
            n -= x
            if n <= 0:
                break
        if n > 0:
            drawn[row, last] = n
