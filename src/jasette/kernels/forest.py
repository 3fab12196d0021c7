"""The reply forest: from each post's parent to its thread's root and its depth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, integers, kernel

NONE = -1
"""No parent, or a depth that is not known."""
_WALKED = -2
"""Stands in `root` while a walk is on its way up."""


class Forest(NamedTuple):
    """For each node: `root` (index of its tree's root), `depth` (edges above it, -1 unknown), `cut` (1 where a cycle was cut)."""

    root: Integers
    depth: Integers
    cut: Integers


@kernel
def _descend(parent: Integers, unsure: Integers, root: Integers, depth: Integers) -> int:
    """One pass while each parent stands before its children, as in an archive in order of time; where that ends."""
    vague = unsure.size > 0
    for node in range(parent.size):
        above = parent[node]
        if above >= node or above < NONE:
            return node
        if above < 0:
            root[node] = node
            depth[node] = -1 if vague and unsure[node] else 0
        else:
            root[node] = root[above]
            depth[node] = -1 if depth[above] < 0 or (vague and unsure[node]) else depth[above] + 1
    return parent.size


@kernel
def _climb(parent: Integers, unsure: Integers, start: int, root: Integers, depth: Integers, cut: Integers) -> bool:
    """The rest from `start` on, in any order; False where an index lies outside the array.

    A walk up marks `root` and leaves in `depth` the way back down, so that it needs no memory of its own. It ends where
    an earlier one has been: what lies before `first` is known.
    """
    count = parent.size
    vague = unsure.size > 0
    root[start:] = NONE
    for first in range(start, count):
        node, below = first, NONE
        while node >= first and root[node] == NONE:
            root[node] = _WALKED
            depth[node] = below
            below = node
            node = parent[node]
            if node >= count or node < NONE:
                return False
        if node >= first and root[node] == _WALKED:
            # The walk met itself at `node`: the oldest of the cycle becomes its root, and no depth below it is known.
            below = depth[node]
            oldest = node
            step = parent[node]
            while step != node:
                oldest = min(oldest, step)
                step = parent[step]
            cut[oldest] = 1
            while root[step] == _WALKED:
                root[step] = oldest
                depth[step] = -1
                step = parent[step]
        while below != NONE:
            node = below
            below = depth[node]
            above = parent[node]
            if above < 0:
                root[node] = node
                depth[node] = -1 if vague and unsure[node] else 0
            else:
                root[node] = root[above]
                depth[node] = -1 if depth[above] < 0 or (vague and unsure[node]) else depth[above] + 1
    return True


def forest(parent: npt.ArrayLike, unsure: npt.ArrayLike | None = None) -> Forest:
    """Root, depth and cut cycles of the forest in which node i hangs below `parent[i]` (-1: below nothing).

    `unsure[i]` = 1 says that what lies between i and its parent (or above i, where it has none) is not known: the tree
    holds, the depths from i downwards do not. A cycle is cut above its smallest index, whose tree then has no known depth.
    Linear in time and memory, no recursion: a chain of a million is a chain. Where parents stand before their children
    one pass in order does it. Empty in, empty out. Raises ValueError for an index outside the array.
    """
    up = integers(parent)
    vague = np.empty(0, np.int64) if unsure is None else integers(unsure)
    if unsure is not None and vague.size != up.size:
        raise ValueError(f"{up.size} parents, but {vague.size} marks of doubt")
    root, depth = np.empty(up.size, np.int64), np.empty(up.size, np.int64)
    cut = np.zeros(up.size, np.int64)
    start = _descend(up, vague, root, depth)
    if start < up.size and not _climb(up, vague, start, root, depth, cut):
        raise ValueError("a parent's index lies outside the array")
    return Forest(root, depth, cut)
