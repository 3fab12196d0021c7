"""PageRank in many draws of the people who act, some draws at a time over the same edges.

A person who is drawn k times is k people who do the same: each restarts the walk, and passes on what she has by the same
shares. One who is not drawn passes on nothing. Only nodes that both pass on and receive need to be iterated: who passes on without
receiving is known at the start, and who receives without passing on follows at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, Reals, integers, kernel
from jasette.kernels.graph import Graph, Nodes, build, merge
from jasette.kernels.lots import LANES, Lots
from jasette.kernels.pagerank import DAMPING, PASSES, TOLERANCE, shares


class _Rows(NamedTuple):
    """Edges by target; in each row up to `middle` those from nodes that are iterated."""

    indptr: Integers
    middle: Integers
    indices: Nodes
    weights: Reals


@dataclass(frozen=True, eq=False)
class Walk:
    """A graph prepared for many draws: nodes numbered anew, `iterated` first, then those that only receive, then others."""

    rows: _Rows
    share: Reals
    kept: Reals
    """Of a node's value, the part that goes to iterated nodes."""
    iterated: int
    received: int
    """Nodes into which edges lead: the first so many."""
    node: Integers
    """The number that each new node had."""
    place: Integers
    """The new number of each node."""
    acting: npt.NDArray[np.bool_]
    """New nodes that are drawn: those that edges leave, and that are not ranked."""


def prepare(graph: Graph, ranked: npt.ArrayLike, *, damping: float = DAMPING) -> Walk:
    """Order the nodes of `graph` for `draw`; O(n + m).

    `ranked` (int64) are the nodes whose places are asked for: they restart the walk once in each draw, drawn or not, so that
    their values differ by what others give them.
    """
    acts, receives = graph.strength > 0, np.bincount(graph.targets, graph.weights if graph.weights.size else None, graph.n) > 0
    order = np.argsort(np.where(acts & receives, 0, np.where(receives, 1, 2)), kind="stable")
    place = np.empty(graph.n, np.int64)
    place[order] = np.arange(graph.n)
    iterated, received = int((acts & receives).sum()), int(receives.sum())
    known = merge(
        build(place[graph.sources], place[graph.targets], graph.weights if graph.weights.size else None, nodes=graph.n, loops=True)
    )
    # Merged columns come in order of their sources, and counting is stable: rows begin with iterated nodes.
    indptr, indices, weights = known.into
    inner = known.sources < iterated
    middle = indptr[:-1] + np.bincount(known.targets[inner], minlength=graph.n)
    share = shares(damping, known.strength)
    within = inner & (known.targets < iterated)
    kept = share * np.bincount(known.sources[within], known.weights[within], graph.n)
    acting = acts[order]
    acting[place[integers(ranked)]] = False
    return Walk(_Rows(indptr, middle, indices, weights), share, kept, iterated, received, order, place, acting)


def draw(walk: Walk, lots: Lots, *, tolerance: float = TOLERANCE, passes: int = PASSES) -> Reals:
    """PageRank of every node (float64, n × LANES) where node i is drawn `lots[i]` times (uint8, n × LANES); each column sums to 1.

    Restarts, and what is lost in nodes without edges, are spread as the people drawn; those who never act and those ranked
    count once. The same values as `pagerank` on the edges of those who were drawn, with these restarts. O(n + m) a pass.
    """
    mine = lots[walk.node]
    given = np.where(walk.acting[:, None], mine, 1).astype(np.float64)
    y = _draw(*walk.rows, walk.share, walk.kept, mine, given, walk.iterated, walk.received, tolerance / 2, passes)
    with np.errstate(invalid="ignore"):
        return np.asarray((y / y.sum(axis=0))[walk.place])


@kernel
def _gather(
    indptr: Integers, middle: Integers, indices: Nodes, weights: Reals, node: int, inner: bool, passing: Reals, come: Reals
) -> None:
    """Add to `come` what flows into `node` from the nodes iterated, or from the others."""
    start, end = (indptr[node], middle[node]) if inner else (middle[node], indptr[node + 1])
    for at in range(start, end):
        source, weight = indices[at], weights[at]
        for lane in range(LANES):
            come[lane] += weight * passing[source, lane]


@kernel
def _draw(
    indptr: Integers,
    middle: Integers,
    indices: Nodes,
    weights: Reals,
    share: Reals,
    kept: Reals,
    lots: Lots,
    given: Reals,
    iterated: int,
    received: int,
    tolerance: float,
    passes: int,
) -> Reals:
    """`given` comes back as what does not change from pass to pass: restarts, and what comes from nodes that are not iterated."""
    n = share.size
    y, passing = given.copy(), np.empty((n, LANES), np.float64)
    for node in range(n):
        for lane in range(LANES):
            passing[node, lane] = share[node] * y[node, lane] if lots[node, lane] else 0.0
    whole = np.zeros(LANES, np.float64)
    for node in range(received):
        _gather(indptr, middle, indices, weights, node, False, passing, given[node])
        if node < iterated:
            whole += given[node]
    for _ in range(passes):
        moved, total, lost = np.zeros(LANES, np.float64), np.zeros(LANES, np.float64), np.zeros(LANES, np.float64)
        come = np.empty(LANES, np.float64)
        for node in range(iterated):
            come[:] = given[node]
            _gather(indptr, middle, indices, weights, node, True, passing, come)
            for lane in range(LANES):
                on = kept[node] if lots[node, lane] else 0.0
                moved[lane] += abs(come[lane] - y[node, lane]) * on
                total[lane] += come[lane]
                lost[lane] += come[lane] * (1 - on)
                y[node, lane] = come[lane]
                passing[node, lane] = share[node] * come[lane] if lots[node, lane] else 0.0
        if _lengthen(y, passing, iterated, moved, total, whole, lost) <= tolerance:
            break
    for node in range(iterated, received):
        y[node] = given[node]
        _gather(indptr, middle, indices, weights, node, True, passing, y[node])
    return y


@kernel
def _lengthen(y: Reals, passing: Reals, iterated: int, moved: Reals, total: Reals, whole: Reals, lost: Reals) -> float:
    """Make what is given and what is lost equal, as `pagerank` does; the largest bound on a residual before it."""
    bound, longer = 0.0, np.ones(LANES, np.float64)
    for lane in range(LANES):
        if total[lane] > 0:
            bound = max(bound, moved[lane] / total[lane])
            longer[lane] = whole[lane] / lost[lane]
    for node in range(iterated):
        for lane in range(LANES):
            y[node, lane] *= longer[lane]
            passing[node, lane] *= longer[lane]
    return bound
