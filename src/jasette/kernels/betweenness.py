"""Who stands between others: on how many shortest paths, from a sample of starts, with the error that sampling may make."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from jasette.kernels import Integers, Reals, kernel
from jasette.kernels.bootstrap import SEED
from jasette.kernels.graph import Graph, Nodes, merge

STARTS = 1_000
ALIKE = 0.95


class Betweenness(NamedTuple):
    """`values` (float64, n), each the share of ordered pairs of others between which the node stands, by shortest paths.

    With probability `level` no value of all is further than `error` from the exact one; `spread` (float64, n) is the standard
    error of each. Where every node was a start, both are 0. `starts` says how many were.
    """

    values: Reals
    error: float
    spread: Reals
    starts: int
    level: float


def betweenness(graph: Graph, *, starts: int = STARTS, level: float = ALIKE, seed: int = SEED) -> Betweenness:
    """Brandes's dependencies (2001) from `starts` nodes drawn without replacement (Brandes & Pich 2007), along the edges' direction.

    Weights, parallel edges and loops do not count. What a start adds to a node lies in [0, n / (n − 1)], so that Hoeffding's
    inequality, which holds without replacement too, bounds the error of all n nodes together:
    n / (n − 1) · √(ln(2n / (1 − level)) / (2 · starts)). It says little of nodes with small values: their `spread` does.
    O(starts · (n + m)). Fewer than 3 nodes: 0. Raises ValueError for less than 2 starts or a level outside (0, 1).
    """
    n = graph.n
    if n < 3:
        return Betweenness(np.zeros(n), 0.0, np.zeros(n), n, level)
    if starts < 2 or not 0 < level < 1:
        raise ValueError(f"there must be 2 starts or more and a level between 0 and 1, not {starts} and {level}")
    out = merge(graph).out
    exact = starts >= n
    chosen = np.arange(n) if exact else np.sort(np.random.default_rng(seed).choice(n, starts, replace=False))
    whole, squares = _dependencies(out.indptr, out.indices, chosen)
    k, scale = chosen.size, n / ((n - 1) * (n - 2))
    mean = whole / k
    variance = np.maximum(squares / k - mean**2, 0) * k / (k - 1)
    # Drawn without replacement: the more of all nodes were starts, the less is left to chance.
    spread = scale * np.sqrt(variance / k * (1 - k / n))
    error = 0.0 if exact else n / (n - 1) * math.sqrt(math.log(2 * n / (1 - level)) / (2 * k))
    return Betweenness(mean * scale, error, spread, int(k), level)


@kernel
def _dependencies(indptr: Integers, indices: Nodes, starts: Integers) -> tuple[Reals, Reals]:
    """For each node the sum, and the sum of squares, over starts of the share of shortest paths to others that pass through it."""
    n = indptr.size - 1
    whole, squares = np.zeros(n, np.float64), np.zeros(n, np.float64)
    far, reached = np.full(n, -1, np.int64), np.empty(n, np.int64)
    paths, owed = np.zeros(n, np.float64), np.zeros(n, np.float64)
    for start in starts:
        reached[0], count, turn = start, 1, 0
        far[start], paths[start] = 0, 1.0
        while turn < count:
            node = reached[turn]
            turn += 1
            for at in range(indptr[node], indptr[node + 1]):
                other = np.int64(indices[at])
                if far[other] < 0:
                    far[other] = far[node] + 1
                    reached[count] = other
                    count += 1
                if far[other] == far[node] + 1:
                    paths[other] += paths[node]
        # Back from the farthest: what stands behind a node is owed by those before it, who are one step nearer.
        for turn in range(count - 1, -1, -1):
            node = reached[turn]
            for at in range(indptr[node], indptr[node + 1]):
                other = np.int64(indices[at])
                if far[other] == far[node] + 1:
                    owed[node] += paths[node] / paths[other] * (1 + owed[other])
            if node != start:
                whole[node] += owed[node]
                squares[node] += owed[node] ** 2
        for turn in range(count):
            node = reached[turn]
            far[node], paths[node], owed[node] = -1, 0.0, 0.0
    return whole, squares
