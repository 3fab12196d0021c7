"""Who speaks with whom, by group: the matrix, assortativity, and the E–I index beside what chance would give."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, Reals, integers, kernel
from jasette.kernels.bootstrap import SEED
from jasette.kernels.graph import Graph

PERMUTATIONS = 1_000


class Mixing(NamedTuple):
    """The E–I index, what it is on average if groups are dealt out at random, and the range of 95 in 100 such deals.

    `p` is the share of deals as far from the average as `value`, or farther (the observed one counted). All are nan where no
    edge joins two known nodes.
    """

    value: float
    expected: float
    low: float
    high: float
    p: float


def matrix(graph: Graph, group: npt.ArrayLike, groups: int | None = None) -> Reals:
    """The weight of edges from each group to each (float64, groups × groups; row: from), self-loops left out.

    `group` (int64, n) numbers them from 0; −1 is unknown, and its edges are left out. O(m).
    """
    known, count = _groups(graph, group, groups)
    source, target, weight = _told(graph, known)
    return np.bincount(known[source] * count + known[target], weight, count * count).astype(np.float64).reshape(count, count)


def assortativity(graph: Graph, group: npt.ArrayLike) -> float:
    """Newman's coefficient for a discrete attribute: 1 where all edges stay inside groups, 0 as at random; nan where it is not defined.

    (Σ e_ii − Σ a_i b_i) / (1 − Σ a_i b_i) over shares of the matrix (Newman 2003, PRE 67:026126, eq. 2). O(m).
    """
    mixed = matrix(graph, group)
    whole = mixed.sum()
    if not whole:
        return float("nan")
    mixed /= whole
    by_chance = float(mixed.sum(axis=0) @ mixed.sum(axis=1))
    return float((np.trace(mixed) - by_chance) / (1 - by_chance)) if by_chance < 1 else float("nan")


def external_internal(graph: Graph, group: npt.ArrayLike, *, permutations: int = PERMUTATIONS, seed: int = SEED) -> Mixing:
    """(E − I) / (E + I): −1 all inside the groups, +1 all between them (Krackhardt & Stern 1988), self-loops left out.

    The expectation is exact, over all ways to deal the groups out to the nodes known (so many pairs of one group among all
    pairs); range and p come from `permutations` seeded deals. O(m) each.
    """
    known, _ = _groups(graph, group, None)
    source, target, weight = _told(graph, known)
    whole = float(weight.sum())
    nodes = np.flatnonzero(known >= 0)
    if not whole:
        return Mixing(*[float("nan")] * 5)
    size = np.bincount(known[nodes]).astype(np.float64)
    expected = 1 - 2 * float((size * (size - 1)).sum()) / (nodes.size * (nodes.size - 1))
    value = 1 - 2 * _inside(source, target, weight, known) / whole
    rng, dealt = np.random.default_rng(seed), known.copy()
    deals = np.empty(permutations, np.float64)
    for turn in range(permutations):
        dealt[nodes] = rng.permutation(known[nodes])
        deals[turn] = 1 - 2 * _inside(source, target, weight, dealt) / whole
    far = int((np.abs(deals - expected) >= abs(value - expected) - 1e-12).sum())
    low, high = np.quantile(deals, (0.025, 0.975)) if permutations else (expected, expected)
    return Mixing(value, expected, float(low), float(high), (far + 1) / (permutations + 1))


def _groups(graph: Graph, group: npt.ArrayLike, groups: int | None) -> tuple[Integers, int]:
    known = integers(group)
    count = int(known.max(initial=-1)) + 1 if groups is None else groups
    if known.shape != (graph.n,) or (known.size and (known.min() < -1 or known.max() >= count)):
        raise ValueError(f"{graph.n} nodes need a group each, from 0 to {count - 1}, or -1 where it is not known")
    return known, count


def _told(graph: Graph, group: Integers) -> tuple[Integers, Integers, Reals]:
    """Columns of the edges between two nodes whose groups are known."""
    kept = (group[graph.sources] >= 0) & (group[graph.targets] >= 0) & (graph.sources != graph.targets)
    weight = graph.weights[kept] if graph.weights.size else np.ones(int(kept.sum()))
    return graph.sources[kept], graph.targets[kept], weight


@kernel
def _inside(sources: Integers, targets: Integers, weights: Reals, group: Integers) -> float:
    """The weight of edges within groups."""
    inside = 0.0
    for edge in range(sources.size):
        if group[sources[edge]] == group[targets[edge]]:
            inside += weights[edge]
    return inside
