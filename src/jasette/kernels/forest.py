"""The reply forest: from each post's parent to its thread's root and its depth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, integers, kernel

NONE = -1
"""No parent, or a depth that is not known."""


class Forest(NamedTuple):
    """For each node: `root` (index of its tree's root), `depth` (edges above it, -1 unknown), `cut` (1 where a cycle was cut)."""

    root: Integers
    depth: Integers
    cut: Integers


@kernel
def _climb(parent: Integers, unsure: Integers, root: Integers, depth: Integers, cut: Integers) -> None:
    count = parent.size
    # On the way up a node is marked with its walk; `root` is set on the way down (depth is -1 until known).
    walk = np.full(count, -1, np.int64)
    path = np.empty(count, np.int64)
    for start in range(count):
        length = 0
        node = start
        while node >= 0 and root[node] < 0 and walk[node] != start:
            walk[node] = start
            path[length] = node
            length += 1
            node = parent[node]
        if node >= 0 and root[node] < 0:
            # The walk met itself at `node`: the oldest of the cycle becomes its root, and no depth below it is known.
            oldest = node
            step = parent[node]
            while step != node:
                oldest = min(oldest, step)
                step = parent[step]
            cut[oldest] = 1
            while root[step] < 0:
                root[step] = oldest
                step = parent[step]
            while length > 0 and root[path[length - 1]] >= 0:
                length -= 1
        while length > 0:
            length -= 1
            node = path[length]
            above = parent[node]
            if above < 0:
                root[node] = node
                depth[node] = -1 if unsure[node] else 0
            else:
                root[node] = root[above]
                depth[node] = -1 if unsure[node] or depth[above] < 0 else depth[above] + 1


def forest(parent: npt.ArrayLike, unsure: npt.ArrayLike | None = None) -> Forest:
    """Root, depth and cut cycles of the forest in which node i hangs below `parent[i]` (-1: below nothing).

    `unsure[i]` = 1 says that what lies between i and its parent (or above i, where it has none) is not known: the tree
    holds, the depths from i downwards do not. A cycle is cut above its smallest index, whose tree then has no known depth.
    Linear in time and memory, no recursion: a chain of a million is a chain. Empty in, empty out.
    Raises ValueError for an index outside the array.
    """
    up = integers(parent)
    vague = np.zeros(up.size, np.int64) if unsure is None else integers(unsure)
    if vague.size != up.size:
        raise ValueError(f"{up.size} parents, but {vague.size} marks of doubt")
    if up.size and (up.min() < NONE or up.max() >= up.size):
        raise ValueError("a parent's index lies outside the array")
    root = np.full(up.size, NONE, np.int64)
    depth = np.full(up.size, NONE, np.int64)
    cut = np.zeros(up.size, np.int64)
    _climb(up, vague, root, depth, cut)
    return Forest(root, depth, cut)
