"""When something is talked of much more than usual: Kleinberg's automaton (2002, section 4) over batches of documents.

In batch t there are d documents, of which r are relevant. In state i the share of relevant ones is p₀sⁱ, where p₀ is
the share over all batches and s > 1; the state's cost in the batch is -ln of the binomial probability of r among d. To
go up from state i to j costs (j - i) γ ln n, n being the number of batches; to go down costs nothing. The cheapest
sequence of states (Viterbi) says when there was a burst: a run of batches in state 1 or above. Its weight is what
staying in state 0 would have cost more. With more than two states bursts of higher level lie inside those below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, Reals, integers, kernel, reals

RATIO, GAMMA = 2.0, 1.0
"""Kleinberg's own choices: twice the usual share, and a middling reluctance to change."""
CERTAIN = 0.9999
"""A share cannot exceed 1; where p₀sⁱ would, the state is as good as certain."""


@dataclass(frozen=True)
class Bursts:
    """Runs of batches, by series, then level, then time: `[start, end)` and the weight."""

    series: Integers
    level: Integers
    start: Integers
    end: Integers
    weight: Reals


def states(
    relevant: npt.ArrayLike, documents: npt.ArrayLike, *, levels: int = 1, ratio: float = RATIO, gamma: float = GAMMA
) -> tuple[Integers, Reals]:
    """For each series and batch its state, 0 … `levels`, and what staying in state 0 costs more in that batch.

    `relevant`: series × batches, whole numbers, none above `documents` (batches). A series that is never or always
    relevant has no bursts. Of sequences that cost the same the lower is taken. O(series · batches · levels²).
    ValueError where shapes do not fit, the ratio is not above 1, or there is no level.
    """
    found, all_ = np.atleast_2d(reals(relevant)), reals(documents)
    if found.shape[1] != all_.size or (found.size and (found > all_).any()):
        raise ValueError("relevant documents are some of the documents of each batch")
    if not ratio > 1 or levels < 1 or gamma < 0:
        raise ValueError("a burst is above the usual: ratio > 1, levels ≥ 1, gamma ≥ 0")
    state = np.zeros(found.shape, np.int64)
    gain = np.zeros(found.shape)
    _walk(np.ascontiguousarray(found), all_, levels, ratio, gamma, state, gain)
    return state, gain


def bursts(relevant: npt.ArrayLike, documents: npt.ArrayLike, *, levels: int = 1, ratio: float = RATIO, gamma: float = GAMMA) -> Bursts:
    """The bursts of each series, as `states` finds them. No series or batches: none."""
    state, gain = states(relevant, documents, levels=levels, ratio=ratio, gamma=gamma)
    rows: list[tuple[int, int, int, int, float]] = []
    for level in range(1, levels + 1):
        inside = np.pad((state >= level).astype(np.int8), ((0, 0), (1, 1)))
        change = np.diff(inside, axis=1)
        (of, first_of), (_, last_of) = np.nonzero(change == 1), np.nonzero(change == -1)
        runs = zip(of.tolist(), first_of.tolist(), last_of.tolist(), strict=True)
        rows += [(one, level, first, last, float(gain[one, first:last].sum())) for one, first, last in runs]
    found = np.array(sorted(rows)).reshape(-1, 5)
    where = [integers(found[:, column].astype(np.int64)) for column in range(4)]
    return Bursts(where[0], where[1], where[2], where[3], reals(found[:, 4].astype(np.float64)))


@kernel
def _walk(relevant: Reals, documents: Reals, levels: int, ratio: float, gamma: float, state: Integers, gain: Reals) -> None:
    """Viterbi for each series; `gain` is cost in state 0 less cost in the state taken."""
    batches = documents.size
    up = gamma * np.log(max(batches, 1))
    everything = documents.sum()
    share, best, cost = np.empty(levels + 1), np.empty(levels + 1), np.empty(levels + 1)
    come_from = np.empty((batches, levels + 1), np.int64)
    for series in range(relevant.shape[0]):
        usual = relevant[series].sum() / everything if everything > 0 else 0.0
        if usual <= 0.0 or usual >= 1.0:
            continue
        for i in range(levels + 1):
            share[i] = min(usual * ratio**i, max(CERTAIN, usual))
            best[i] = np.inf if i else 0.0  # one begins in state 0
        for t in range(batches):
            for i in range(levels + 1):
                here = -relevant[series, t] * np.log(share[i]) - (documents[t] - relevant[series, t]) * np.log(1.0 - share[i])
                least, before = np.inf, 0
                for j in range(levels + 1):
                    come = best[j] + up * max(0, i - j)
                    if come < least:
                        least, before = come, j
                cost[i] = least + here
                come_from[t, i] = before
            for i in range(levels + 1):  # not best[:]: the words of its error need Numba when it runs
                best[i] = cost[i]
        at = 0
        for i in range(1, levels + 1):
            if best[i] < best[at]:
                at = i
        for t in range(batches - 1, -1, -1):
            state[series, t] = at
            hit, miss = relevant[series, t], documents[t] - relevant[series, t]
            gain[series, t] = hit * (np.log(share[at]) - np.log(share[0])) + miss * (np.log(1.0 - share[at]) - np.log(1.0 - share[0]))
            at = come_from[t, at]
