"""Who stands in the thick of it: the k-core, the largest part in which everybody has k neighbours."""

from __future__ import annotations

import numpy as np

from jasette.kernels import Integers, kernel
from jasette.kernels.graph import Graph, Nodes, mutual


def core_numbers(graph: Graph) -> Integers:
    """For each node (int64, n) the largest k of a core it belongs to; direction, weights, parallel edges and loops do not count.

    O(n + m), nodes in buckets by degree (Batagelj & Zaveršnik 2003, arXiv:cs/0310049). A node alone: 0.
    """
    near = mutual(graph).out
    return _cores(near.indptr, near.indices)


@kernel
def _cores(indptr: Integers, indices: Nodes) -> Integers:
    n = indptr.size - 1
    degree = np.empty(n, np.int64)
    most = 0
    for node in range(n):
        degree[node] = indptr[node + 1] - indptr[node]
        most = max(most, degree[node])
    # Nodes in order of degree; `begins[d]` is where those of degree d begin, and is kept true while degrees fall.
    begins = np.zeros(most + 2, np.int64)
    for node in range(n):
        begins[degree[node] + 1] += 1
    for d in range(most + 1):
        begins[d + 1] += begins[d]
    order, place, free = np.empty(n, np.int64), np.empty(n, np.int64), begins.copy()
    for node in range(n):
        place[node] = free[degree[node]]
        order[place[node]] = node
        free[degree[node]] += 1
    for turn in range(n):
        node = order[turn]
        for at in range(indptr[node], indptr[node + 1]):
            other = np.int64(indices[at])
            if degree[other] <= degree[node]:
                continue
            # It falls by one: to the first place of its degree, which then is the last of the one below.
            first, was = begins[degree[other]], place[other]
            begins[degree[other]] += 1
            order[was] = order[first]
            place[order[was]] = was
            order[first] = other
            place[other] = first
            degree[other] -= 1
    return degree
