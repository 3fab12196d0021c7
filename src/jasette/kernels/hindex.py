"""Hirsch's index: how many things were taken up at least that many times each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, integers, kernel


def h_index(counts: npt.ArrayLike) -> int:
    """The largest h so that h of the `counts` (int64, n, not negative) are at least h; none: 0.

    O(n) by counting, no sort (Hirsch 2005, PNAS 102:16569). It rewards volume: it is never larger than n.
    """
    things = integers(counts)
    return int(h_indices(things, np.array([0, things.size], np.int64))[0])


def h_indices(counts: npt.ArrayLike, indptr: npt.ArrayLike) -> Integers:
    """The h-index of each of many voices: those of voice v are `counts[indptr[v]:indptr[v + 1]]`. O(n); int64, one for each voice."""
    return _h_indices(integers(counts), integers(indptr))


@kernel
def _h_indices(counts: Integers, indptr: Integers) -> Integers:
    voices = indptr.size - 1
    found = np.zeros(voices, np.int64)
    most = 0
    for voice in range(voices):
        most = max(most, indptr[voice + 1] - indptr[voice])
    having = np.zeros(most + 1, np.int64)
    for voice in range(voices):
        size = indptr[voice + 1] - indptr[voice]
        having[: size + 1] = 0
        for place in range(indptr[voice], indptr[voice + 1]):
            having[min(max(counts[place], 0), size)] += 1
        h, above = size, having[size]
        while above < h:
            h -= 1
            above += having[h]
        found[voice] = h
    return found
