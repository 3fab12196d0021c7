"""Who belongs together by whom they speak with: communities of high modularity.

The search is NetworKit's parallel Leiden on one thread: from the same seed it then gives the same communities, in any
process. On two threads it does not (three runs on polblogs, three partitions).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, integers
from jasette.kernels.bootstrap import SEED
from jasette.kernels.graph import Graph, pairs

ROUNDS = 10
"""Leiden starts again from what it found until nothing moves; this ends it."""


class Communities(NamedTuple):
    """The community of each node (int64, n), the largest numbered 0, and the modularity of them all (nan: no edges)."""

    labels: Integers
    modularity: float


def communities(graph: Graph, *, resolution: float = 1.0, seed: int = SEED, rounds: int = ROUNDS) -> Communities:
    """Leiden's communities (Traag, Waltman & van Eck 2019, Sci Rep 9:5233) of the graph without directions.

    What two nodes exchange weighs together, loops are left out. A higher `resolution` gives smaller communities. Those of equal
    size are numbered by their smallest nodes. About O(m) a round; a node alone is its own community.
    """
    joined = pairs(graph)
    if not joined.m:
        return Communities(np.arange(graph.n), float("nan"))
    labels = _leiden(joined, resolution, seed, rounds)
    _, first, back, count = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    name = np.empty(count.size, np.int64)
    name[np.lexsort((first, -count))] = np.arange(count.size)
    return Communities(name[back], modularity(graph, labels, resolution=resolution))


def modularity(graph: Graph, labels: npt.ArrayLike, *, resolution: float = 1.0) -> float:
    """How much more weight lies inside the parts (int64, n) than if each node drew its ends at random; nan without edges. O(n + m).

    Without directions and loops, as `communities` (Newman 2006, PNAS 103:8577; `resolution` after Reichardt & Bornholdt 2006).
    """
    joined, part = pairs(graph), integers(labels)
    strength = joined.strength + np.bincount(joined.targets, joined.weights, graph.n)
    whole = float(joined.weights.sum())
    if not whole:
        return float("nan")
    inside = float(joined.weights[part[joined.sources] == part[joined.targets]].sum())
    return inside / whole - resolution * float(((np.bincount(part, strength) / (2 * whole)) ** 2).sum())


def _leiden(joined: Graph, resolution: float, seed: int, rounds: int) -> Integers:
    import networkit

    threads = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed, False)
    try:
        columns = (joined.weights, (joined.sources.astype(np.uint64), joined.targets.astype(np.uint64)))
        known = networkit.GraphFromCoo(columns, joined.n, weighted=True, directed=False)
        search = networkit.community.ParallelLeiden(known, randomize=True, iterations=rounds, gamma=resolution)
        search.run()
        return integers(search.getPartition().getVector())
    finally:
        networkit.setNumberOfThreads(threads)
