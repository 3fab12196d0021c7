"""Directed graphs as edge columns, and as rows of neighbours made when they are asked for: by source, by target.

Rows are made by counting, in O(n + m): no sort by comparison, no hash. A neighbour takes four bytes, and a graph whose
edges all weigh one holds no weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, Reals, integers, kernel, reals

Nodes = npt.NDArray[np.uint32]
MOST = 2**32
"""So many nodes can be told apart."""
ONES = np.empty(0, np.float64)
"""Stands for the weights of a graph whose edges all weigh one."""


class Rows(NamedTuple):
    """Compressed rows: the neighbours of node i are `indices[indptr[i]:indptr[i + 1]]`, with `weights` alike (none: all one).

    `indptr` int64 (n + 1), `indices` uint32 (m), `weights` float64 (m or 0).
    """

    indptr: Integers
    indices: Nodes
    weights: Reals


@dataclass(frozen=True, eq=False)
class Graph:
    """Edge e leads from `sources[e]` to `targets[e]` (int64, m) and weighs `weights[e]` (float64, m; empty: all one); `n` nodes.

    Parallel edges may stand side by side: `merge` makes one of them. Arrays are those that were given, where they had the
    right type: they must not be changed afterwards.
    """

    sources: Integers
    targets: Integers
    weights: Reals
    n: int

    @property
    def m(self) -> int:
        """Edges, parallel ones each."""
        return int(self.sources.size)

    @cached_property
    def out(self) -> Rows:
        """Where the edges of each node lead, in the order of the columns; O(n + m), once."""
        return _rows(self.sources, self.targets, self.weights, self.n)

    @cached_property
    def into(self) -> Rows:
        """From where the edges into each node come, in the order of the columns; O(n + m), once."""
        return _rows(self.targets, self.sources, self.weights, self.n)

    @cached_property
    def strength(self) -> Reals:
        """The sum of the weights of the edges that leave each node (float64, n): their number, where all weigh one; O(n + m), once."""
        return _sums(self.sources, self.weights, self.n)


def build(
    sources: npt.ArrayLike, targets: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, nodes: int | None = None, loops: bool = False
) -> Graph:
    """The graph of an edge table: edge e from `sources[e]` to `targets[e]`, nodes 0 … `nodes` − 1 (else up to the largest named).

    Weights are finite and not negative; none: each edge weighs one. Self-loops are dropped unless `loops`. O(n + m); no
    copy of columns that are int64, float64 and without loops. No edges: a graph without edges. Raises ValueError for
    columns of different lengths, a node outside the range, a weight that is none.
    """
    start, end = integers(sources), integers(targets)
    weigh = ONES if weights is None else reals(weights)
    if start.ndim != 1 or start.shape != end.shape or (weights is not None and weigh.shape != start.shape):
        raise ValueError(f"an edge table needs columns of one length, not {start.shape}, {end.shape} and {np.shape(weigh)}")
    low, high, looped, sound = _look(start, end, weigh)
    n = high + 1 if nodes is None else nodes
    if low < 0 or high >= n or n > MOST:
        raise ValueError(f"nodes are numbered from 0 to {n - 1}, at most {MOST - 1}; the edges name {low} to {high}")
    if not sound:
        raise ValueError("a weight is negative or not finite")
    if looped and not loops:
        others = start != end
        start, end, weigh = start[others], end[others], weigh[others] if weigh.size else weigh
    return Graph(start, end, weigh, n)


def merge(graph: Graph) -> Graph:
    """The same graph with one edge for each pair of nodes, which weighs what its parallel edges weigh together.

    Edges come ordered by source, then target. O(n + m): rows of rows, counted twice, are sorted.
    """
    start, end, weigh = _merged(*_turned(*graph.into), graph.m)
    return Graph(start, end, weigh, graph.n)


def pairs(graph: Graph) -> Graph:
    """The graph without directions and loops: each pair joined once, from the smaller node, with the weight of both ways. O(n + m)."""
    low, high = np.minimum(graph.sources, graph.targets), np.maximum(graph.sources, graph.targets)
    return merge(build(low, high, graph.weights if graph.weights.size else None, nodes=graph.n))


def mutual(graph: Graph) -> Graph:
    """The same as `pairs`, with each edge both ways: the rows are all neighbours of each node, in order. O(n + m)."""
    joined = pairs(graph)
    ends = np.concatenate([joined.sources, joined.targets]), np.concatenate([joined.targets, joined.sources])
    return merge(Graph(*ends, np.concatenate([joined.weights, joined.weights]), graph.n))


class Degrees(NamedTuple):
    """For each node (int64, n): how many edges leave it, and how many arrive."""

    out: Integers
    into: Integers


def degrees(graph: Graph) -> Degrees:
    """How many edges leave and reach each node; parallel edges each, unless merged. O(n + m)."""
    return Degrees(np.bincount(graph.sources, minlength=graph.n), np.bincount(graph.targets, minlength=graph.n))


def reciprocity(graph: Graph) -> float:
    """The share of directed pairs that are joined both ways; weights do not count, nor do self-loops. nan where there is no pair.

    O(n + m). r = L↔ / L (Newman, Forrest & Balthrop 2002; the plain r of Garlaschelli & Loffredo 2004).
    """
    both = _answered(graph)
    pairs = both[:, 1:].sum()
    return float(2 * both[:, 0].sum() / pairs) if pairs else float("nan")


def reciprocities(graph: Graph) -> Reals:
    """For each node 2 · |in ∩ out| / (|in| + |out|) over its neighbours (float64, n), as networkx; nan for a node alone. O(n + m)."""
    both = _answered(graph)
    with np.errstate(invalid="ignore"):
        return np.asarray(2 * both[:, 0] / both[:, 1:].sum(axis=1), np.float64)


def _answered(graph: Graph) -> Integers:
    """For each node: neighbours both ways, out, in; without loops, each once."""
    merged = merge(graph)
    out, into = merged.out, merged.into
    return _overlap(out.indptr, out.indices, into.indptr, into.indices)


def _rows(by: Integers, other: Integers, weights: Reals, n: int) -> Rows:
    indptr = np.zeros(n + 1, np.int64)
    indices, sorted_weights = np.empty(by.size, np.uint32), np.empty(weights.size, np.float64)
    _spread(by, other, weights, indptr, indices, sorted_weights)
    return Rows(indptr, indices, sorted_weights)


@kernel
def _look(sources: Integers, targets: Integers, weights: Reals) -> tuple[int, int, int, bool]:
    """The smallest and the largest node that is named (0 and -1 where none is), self-loops, and whether weights are weights."""
    low, high, looped = 0, -1, 0
    for edge in range(sources.size):
        start, end = sources[edge], targets[edge]
        low = min(low, start, end)
        high = max(high, start, end)
        looped += start == end
    sound = True
    for edge in range(weights.size):
        sound = sound and 0 <= weights[edge] < np.inf
    return low, high, looped, sound


@kernel
def _spread(by: Integers, other: Integers, weights: Reals, indptr: Integers, indices: Nodes, sorted_weights: Reals) -> None:
    """A stable counting sort of the edges by one column; `indptr` comes in as zeros."""
    n = indptr.size - 1
    for edge in range(by.size):
        indptr[by[edge]] += 1
    # First where each row ends; filled from its last edge on, each number becomes where its row begins.
    for node in range(1, n):
        indptr[node] += indptr[node - 1]
    indptr[n] = by.size
    for edge in range(by.size - 1, -1, -1):
        node = by[edge]
        indptr[node] -= 1
        place = indptr[node]
        indices[place] = other[edge]
        if weights.size:
            sorted_weights[place] = weights[edge]


@kernel
def _sums(sources: Integers, weights: Reals, n: int) -> Reals:
    strength = np.zeros(n, np.float64)
    if weights.size:
        for edge in range(sources.size):
            strength[sources[edge]] += weights[edge]
    else:
        for edge in range(sources.size):
            strength[sources[edge]] += 1.0
    return strength


@kernel
def _turned(indptr: Integers, indices: Nodes, weights: Reals) -> tuple[Integers, Nodes, Reals]:
    """Rows the other way round: each is sorted, since the rows given are passed in order."""
    n = indptr.size - 1
    turned, others, weigh = np.zeros(n + 1, np.int64), np.empty(indices.size, np.uint32), np.empty(weights.size, np.float64)
    for place in range(indices.size):
        turned[indices[place] + 1] += 1
    for node in range(n):
        turned[node + 1] += turned[node]
    begins = turned[:n].copy()
    for node in range(n):
        for place in range(indptr[node], indptr[node + 1]):
            at = begins[indices[place]]
            begins[indices[place]] += 1
            others[at] = node
            if weights.size:
                weigh[at] = weights[place]
    return turned, others, weigh


@kernel
def _merged(indptr: Integers, indices: Nodes, weights: Reals, m: int) -> tuple[Integers, Integers, Reals]:
    """Edge columns of sorted rows, equal neighbours put together."""
    sources, targets, sums = np.empty(m, np.int64), np.empty(m, np.int64), np.empty(m, np.float64)
    made = 0
    for node in range(indptr.size - 1):
        first = made
        for place in range(indptr[node], indptr[node + 1]):
            if made == first or targets[made - 1] != indices[place]:
                sources[made], targets[made], sums[made] = node, indices[place], 0.0
                made += 1
            sums[made - 1] += weights[place] if weights.size else 1.0
    return sources[:made].copy(), targets[:made].copy(), sums[:made].copy()


@kernel
def _overlap(out_ptr: Integers, out: Nodes, in_ptr: Integers, into: Nodes) -> Integers:
    """For each node of merged rows, which are sorted: neighbours in both, in `out`, in `into`, itself left out."""
    n = out_ptr.size - 1
    both = np.zeros((n, 3), np.int64)
    for node in range(n):
        one, other = out_ptr[node], in_ptr[node]
        while one < out_ptr[node + 1] or other < in_ptr[node + 1]:
            left = np.int64(out[one]) if one < out_ptr[node + 1] else n
            right = np.int64(into[other]) if other < in_ptr[node + 1] else n
            here = left <= right
            there = right <= left
            one += here
            other += there
            if min(left, right) != node:
                both[node, 0] += here and there
                both[node, 1] += here
                both[node, 2] += there
    return both
