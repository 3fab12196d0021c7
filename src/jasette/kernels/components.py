"""What hangs together: weakly connected components, and strongly connected ones."""

from __future__ import annotations

import numpy as np

from jasette.kernels import Integers, kernel
from jasette.kernels.graph import Graph, Nodes


def weak(graph: Graph) -> Integers:
    """The component of each node (int64, n) where edges may be walked either way; numbered from 0 by their smallest nodes.

    Union by index with path halving (Tarjan & van Leeuwen 1984): O((n + m) log n) at worst, near linear in practice. No nodes: empty.
    """
    return _weak(graph.sources, graph.targets, graph.n)


def strong(graph: Graph) -> Integers:
    """The component of each node (int64, n) in which each reaches each along the edges; numbered from 0 by their smallest nodes.

    Tarjan's algorithm as Pearce (2016, IPL 116:47, algorithm PEA_FIND_SCC2) has it, on stacks of its own: O(n + m), no recursion.
    """
    out = graph.out
    return _numbered(_strong(out.indptr, out.indices))


def sizes(labels: Integers) -> Integers:
    """How many nodes each component has (int64, one for each component)."""
    return np.bincount(labels)


@kernel
def _weak(sources: Integers, targets: Integers, n: int) -> Integers:
    above = np.arange(n)
    for edge in range(sources.size):
        one, other = sources[edge], targets[edge]
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        while above[other] != other:
            above[other] = above[above[other]]
            other = above[other]
        # The root is the smallest node, so that it stands before all of its component.
        above[max(one, other)] = min(one, other)
    made = 0
    for node in range(n):
        if above[node] == node:
            above[node] = made
            made += 1
        else:
            above[node] = above[above[node]]
    return above


@kernel
def _strong(indptr: Integers, indices: Nodes) -> Integers:
    """Components numbered down from n − 1 as they are closed."""
    n = indptr.size - 1
    index = np.zeros(n, np.int64)  # 0: not seen; while open the smallest number reached; closed: its component, above all open
    root = np.ones(n, np.bool_)
    at = indptr[:n].copy()
    path, waiting = np.empty(n, np.int64), np.empty(n, np.int64)
    numbered, closed = 1, n - 1
    deep, kept = 0, 0
    for start in range(n):
        if index[start] > 0:
            continue
        path[deep] = start
        deep += 1
        index[start] = numbered
        numbered += 1
        while deep:
            node = path[deep - 1]
            if at[node] < indptr[node + 1]:
                other = np.int64(indices[at[node]])
                if index[other] == 0:
                    path[deep] = other
                    deep += 1
                    index[other] = numbered
                    numbered += 1
                else:
                    # Comes here too after `other` was walked through: its edge is looked at again, then passed.
                    if index[other] < index[node]:
                        index[node] = index[other]
                        root[node] = False
                    at[node] += 1
                continue
            deep -= 1
            if not root[node]:
                waiting[kept] = node
                kept += 1
                continue
            numbered -= 1
            while kept and index[waiting[kept - 1]] >= index[node]:
                kept -= 1
                index[waiting[kept]] = closed + n + 1
                numbered -= 1
            index[node] = closed + n + 1
            closed -= 1
    return index


@kernel
def _numbered(labels: Integers) -> Integers:
    """The same partition, numbered from 0 by the smallest nodes."""
    highest = 0
    for label in labels:
        highest = max(highest, label)
    name = np.full(highest + 1, -1, np.int64)
    made = np.empty(labels.size, np.int64)
    count = 0
    for node in range(labels.size):
        if name[labels[node]] < 0:
            name[labels[node]] = count
            count += 1
        made[node] = name[labels[node]]
    return made
